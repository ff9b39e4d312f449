"""Tracked and haptic tools: OpenIGTLink, devices, calibration, registration, navigation."""
