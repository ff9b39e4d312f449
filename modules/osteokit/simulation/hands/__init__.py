"""Whoever holds the tool: scripted people, a mouse, a tracked or haptic device, a recording."""
