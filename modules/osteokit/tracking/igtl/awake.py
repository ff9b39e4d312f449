"""Whether to look for the next message awake or to sleep until it comes.

To wake a sleeping thread takes longer than a small message's whole way, where a processor is free for it. Where none is
free, looking keeps the peer from running. So one looks only where the last message came soon, and no more for a while
after having looked in vain.
"""

_SOON_S = 300e-6
_LOOK_S = 150e-6
_PAUSE = 50


class Awake:
    """What one connection's waiting has taught."""

    def __init__(self) -> None:
        self._is_soon = False
        self._pause = 0

    @property
    def look_s(self) -> float:
        """How long to look before sleeping. Streams of less than some 3,000 messages a second never make it more
        than 0."""
        return _LOOK_S if self._is_soon and not self._pause else 0.0

    def missed(self) -> None:
        """Nothing came while one looked."""
        self._pause = _PAUSE

    def slept(self, seconds: float) -> None:
        """One slept so long until something came."""
        self._is_soon = seconds < _SOON_S
        self._pause = max(0, self._pause - 1)
