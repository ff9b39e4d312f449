"""Cutting under power: how the force model's reply becomes drag on the tool, and when bone is taken away."""

import math

import numpy as np

from osteokit.simulation.contact.drive import lead_thread, push_along, resist_cut
from osteokit.simulation.contact.feel import DENSITY, ENGAGED, READ, SHARES
from osteokit.simulation.contact.resistance import Cut, Reaction, Resistance
from osteokit.simulation.contact.seat import Seat
from osteokit.simulation.contact.way import WALLED
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import TISSUES
from osteokit.simulation.voxel_bone.shape import CuttingShape

_STALLED = 1e7  # N s/mm: where the model says that the tool does not get on
_FIRM = 1e5  # N s/mm: a thread leads its screw
_LEAST = 1e-3  # share of the cutting end below which nothing is cut
_RENEWED = 0.1  # voxels of way after which the cutting end is taken out of the bone again
_OUT_MM = 0.5  # a tip this shallow has been drawn out, and the flutes are free of chips


class Cutting:
    """A tool's cutting from tick to tick: its feed, its chips, and where bone was last taken away.

    ``can`` says whether it takes bone away; ``shape`` what; ``feed_mm_s`` how fast it got on in the last tick.
    """

    def __init__(self, tool: Tool, resistance: Resistance | None, shape: CuttingShape | None) -> None:
        self.tool, self.shape, self._resistance = tool, shape, resistance
        self.can = shape is not None and resistance is not None
        self._leads = tool.kind == "screwdriver"
        self.seat = Seat(resistance if self._leads else None)
        self._travel = np.zeros(3)
        self.begin()

    def begin(self) -> None:
        """The tool is taken up anew."""
        self.seat.begin()
        self.feed_mm_s, self._packed_mm = 0.0, 0.0
        self._cut: Cut | None = None
        self._last: np.ndarray | None = None
        self._axis, self._spin = np.zeros(3), np.zeros(3)
        self._side_n = 0.0
        self._drag, self._drive = 0.0, 0.0

    def idle(self) -> None:
        """Nothing is cut in this tick."""
        self._cut, self._drag, self._drive = None, 0.0, 0.0

    def prepare(
        self, pose: np.ndarray, pull: np.ndarray, sums: np.ndarray, way: np.ndarray, power: float, seconds: float
    ) -> None:
        """Ask the model how fast this cut goes under the hand's push."""
        engaged = float(sums[ENGAGED])
        self.idle()
        if engaged < _LEAST or sums[READ] == 0.0 or self._resistance is None:
            return
        walled = float(way[WALLED])
        if self._leads:  # in a pilot hole there is no bone on the axis, but about the thread
            length = engaged * self.tool.reach_mm
            walled = max(walled, length)
            engaged = length / max(walled, self.tool.pitch_mm)
        push = push_along(pose, pull, sums, self.tool.kind == "burr", self._axis, self._spin)
        self._cut = Cut(
            float(sums[DENSITY] / sums[READ]),
            min(engaged, 1.0),
            self.tool.diameter_mm,
            self.tool.speed_hz * power,
            walled,
            self._packed_mm,
            0.0,
            1 if sums[SHARES + 1] >= sums[SHARES + 2] else 2,
        )
        feed = self._resistance.feed_mm_s(push, self._cut) if power > 0.0 else 0.0
        if self._leads:
            self._drag, self._drive = _FIRM / seconds, _FIRM * self.seat.led(feed)
        elif push > 0.0 and not math.isinf(feed):
            self._drag = min(push / feed if feed > 0.0 else _STALLED, _STALLED) / seconds

    def resist(self, held: np.ndarray, wrench: np.ndarray, cut: np.ndarray) -> None:
        """Add the drag of the cut (or the drive of a thread) to stiffness (6, 6) and wrench (6,) of the tick."""
        if self._drag == 0.0:
            return
        if self._leads:
            lead_thread(self._drag, self._drive, self._axis, held, wrench)
        else:  # what the turning edge of a burr pushes off from runs the tool the other way
            side_n = self._side_n if self.tool.kind == "burr" else 0.0
            resist_cut(self._drag, side_n, self._axis, self._spin, cut, held, wrench)

    def travel(self, pose: np.ndarray, sums: np.ndarray, voxel_mm: float) -> np.ndarray | None:
        """How the middle of the cutting end went since bone was last taken away; None where there is nothing to
        take."""
        shares = sums[SHARES : SHARES + len(TISSUES)]
        middle = pose[:3, 3] - 0.5 * self.tool.diameter_mm * pose[:3, 2]
        if sums[ENGAGED] < _LEAST and float(shares[1:].sum()) < _LEAST:
            self._last = None
            return None
        if self._last is None:
            self._travel[:] = 0.0
        else:
            self._travel[:] = middle - self._last
            if float(self._travel @ self._travel) < (_RENEWED * voxel_mm) ** 2:
                return None
        self._last = middle
        return self._travel

    def settle(self, motion: np.ndarray, way: np.ndarray, seconds: float) -> Reaction | None:
        """After the step: the feed that came of it, and what is felt."""
        if self._cut is None or self._resistance is None:
            self.feed_mm_s, self._side_n = 0.0, 0.0
            if way[WALLED] < _OUT_MM:
                self._packed_mm = 0.0
            return None
        self.feed_mm_s = max(float(motion[:3] @ self._axis) / seconds, 0.0)
        self._packed_mm += self.feed_mm_s * seconds
        reaction = self.seat.felt(self._resistance.reaction(self.feed_mm_s, self._cut), self._cut, seconds)
        self._side_n = reaction.side_n
        return reaction
