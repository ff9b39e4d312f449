"""Files by their content: each is kept once, under its SHA-256, and never changes."""
