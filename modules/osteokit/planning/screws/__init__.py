"""Screws: safe corridors, what surrounds a screw in its place, and how it is judged."""
