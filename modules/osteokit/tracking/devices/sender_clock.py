"""How long a message was on its way, by the sender's clock, which may be wrong, drift or be set while it runs."""

_BUCKET_S = 15.0
_AGREEING_S = 0.2
"""Where the quickest messages took between 0 and this by both clocks, the clocks are taken to agree, and this for their
delay: a clock that is slow by less makes poses look older than they are, which is the safe side."""

_LEAP_S = 1.0
_SAME_S = 1e-6


class SenderClock:
    """Follows the difference of two clocks through one stream of timestamps.

    The quickest message of the last half minute is the measure: whatever took longer was delayed. A difference that
    is the same for all messages cannot be told from clocks that differ, and is not counted, unless the clocks agree.

    Attributes
    ----------
    jumps : int
        How often the sender's clock was set.
    """

    def __init__(self) -> None:
        self.jumps = 0
        self._newest = 0.0
        self._doubtful: float | None = None
        self._buckets: list[tuple[float, float, float]] = []  # when it began; least difference; that by the wall clock

    def delay_s(self, stamp_s: float, arrived_s: float, wall_s: float) -> float | None:
        """How long this message was delayed; None where it is older than one that came before.

        Parameters
        ----------
        stamp_s : float
            The sender's time.
        arrived_s : float
            By ``time.monotonic()``.
        wall_s : float
            By ``time.time()`` at the same instant.
        """
        if self._buckets and stamp_s < self._newest - _SAME_S:
            # one old message is late; when those after it go on from there, the clock was set back
            if self._doubtful is None or stamp_s < self._doubtful:
                self._doubtful = stamp_s
                return None
            self._begin_again()
        elif self._buckets and self._least()[0] - (arrived_s - stamp_s) > _LEAP_S:
            self._begin_again()
        self._doubtful = None
        self._newest = stamp_s
        self._keep(arrived_s, arrived_s - stamp_s, wall_s - stamp_s)
        least, by_wall = self._least()
        constant = by_wall if 0.0 <= by_wall <= _AGREEING_S else 0.0
        return arrived_s - stamp_s - least + constant

    def _begin_again(self) -> None:
        self.jumps += 1
        self._buckets = []

    def _keep(self, arrived_s: float, difference: float, by_wall: float) -> None:
        """Two buckets last for ever where nothing comes, so that what waited long on its way is still seen as old."""
        if not self._buckets or arrived_s - self._buckets[-1][0] > _BUCKET_S:
            self._buckets = [*self._buckets[-1:], (arrived_s, difference, by_wall)]
        elif difference < self._buckets[-1][1]:
            self._buckets[-1] = (self._buckets[-1][0], difference, by_wall)

    def _least(self) -> tuple[float, float]:
        return min((difference, by_wall) for _, difference, by_wall in self._buckets)
