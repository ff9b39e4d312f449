"""The hub of the hospitals, as a program of the suite sees it: over HTTP, with its events."""
