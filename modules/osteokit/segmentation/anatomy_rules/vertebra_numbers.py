"""Counting vertebrae: only from an anchor, never from their look alone."""

UPWARDS = [f"L{n}" for n in range(5, 0, -1)] + [f"T{n}" for n in range(12, 0, -1)] + [f"C{n}" for n in range(7, 0, -1)]


def counted_from_sacrum(number: int) -> list[str]:
    """Keys of ``number`` vertebrae above the sacrum, from below upwards; more than 24 stay without a name."""
    return [f"vertebrae_{name}" for name in UPWARDS[:number]]
