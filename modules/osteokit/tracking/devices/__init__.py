"""Devices that track tools and give force: live, watched, recorded, replayed, simulated."""
