"""Fracture reduction: fragments brought back to each other and to the mirrored healthy side."""
