"""MRML nodes to osteokit values and back; the only place that does it."""
