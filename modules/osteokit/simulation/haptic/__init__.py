"""The loop that feels: a process of its own, a thousand times a second."""
