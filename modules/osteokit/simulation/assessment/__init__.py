"""How well it was done: figures of a session, their scores, what decides, and what to repeat."""
