"""A hand that does again what a recording says."""

import numpy as np

from osteokit.simulation.values import HandState, Recording, Touch


class ReplayHand:
    """Between two samples the former one holds; pauses are left out."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        one = 1.0 / recording.rate_hz
        steps = np.diff(recording.time_s, prepend=recording.time_s[:1])
        self._time_s = np.cumsum(np.where(steps > 1.5 * one, one, steps))

    def state(self, time_s: float, touch: Touch | None) -> HandState | None:
        """See ``Hand``; None after the last sample."""
        recording = self._recording
        n = int(np.searchsorted(self._time_s, time_s + 1e-9, side="right")) - 1
        if time_s > self._time_s[-1] + 1.0 / recording.rate_hz:
            return None
        n = max(n, 0)
        tool = recording.tools[int(recording.tool[n])]
        return HandState(time_s, np.array(recording.tool_to_ras[n]), float(recording.power[n]), tool)
