"""The simulation of touch: a hand asks, the bone answers, a thousand times a second; the same anywhere, with no clock.

Each tick: what the tool's shell feels at its pose; how fast the force model lets it cut under the hand's push; one
implicit step of the tool towards the hand; the cutting end taken out of the bone; and the force on the hand, kept
passive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.contact.cutting import Cutting
from osteokit.simulation.contact.drive import on_hand, spring_energy
from osteokit.simulation.contact.feel import CLEARANCE, CONTACTS, ENGAGED, SUMS, feel
from osteokit.simulation.contact.passivity import motion_between, passive
from osteokit.simulation.contact.resistance import Heat, Reaction, Resistance
from osteokit.simulation.contact.seat import head_is_seated
from osteokit.simulation.contact.solve import Coupling, advance, is_rigid, spring
from osteokit.simulation.contact.way import TIP_TISSUE, axis_way
from osteokit.simulation.forces.vibration import texture_n
from osteokit.simulation.tools.pointshell import CONTACT, CUTTING, Pointshell, clearance_mm, pointshell
from osteokit.simulation.tools.solid import cutting_shape
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import TISSUES, HandState, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.simulation.voxel_bone.remove import remove_into

BODY_C = 37.0
_REST_MM = 0.1  # at which a point that does not cut begins to be held off
_RETREAT_MM = 200.0
_POWER = 0.02  # below it a trigger is not pressed
_STEPS_IN_AIR = 8  # more in a tick would take too long
_SLACK_NMM = 1e-6
_STEP = 0.5  # voxels; how far a tool may go, and as far again by turning, in a tick near bone: it jumps through nothing
_CREEP_MM_S = 1.0  # slip below which friction grows no more


@dataclass(frozen=True, eq=False)
class _Held:
    """A tool in the hand, prepared once."""

    tool: Tool
    shell: Pointshell
    idle_role: np.ndarray
    rest: np.ndarray
    rest_reach: float
    cutting: Cutting


class Engine:
    """One bone, a set of tools and their force models.

    Parameters
    ----------
    bone : VoxelBone
        Changed in place while tools cut.
    tools : mapping of str to Tool
        What the hand may hold, by key.
    resistances : mapping of str to Resistance
        The force model of every tool that has a motor or a thread, by the tool's key or else by its kind.
    rate_hz : float
        Ticks per second.
    heat : callable, optional
        Makes the model of the temperature at the tip when a tool is taken up; without it the bone stays at 37 C.
    coupling : Coupling
        The spring between hand and tool.

    Raises
    ------
    OsteoError
        A tool has no force model, or the rate is none.
    """

    def __init__(
        self,
        bone: VoxelBone,
        tools: Mapping[str, Tool],
        resistances: Mapping[str, Resistance],
        rate_hz: float = 1000.0,
        heat: Callable[[Tool], Heat] | None = None,
        coupling: Coupling | None = None,
    ) -> None:
        if not (np.isfinite(rate_hz) and 50.0 <= rate_hz <= 10_000.0):
            raise OsteoError(f"The simulation cannot run at {rate_hz} ticks a second; choose 50 to 10000.")
        for tool in tools.values():
            if (tool.cuts or tool.kind == "screwdriver") and not {tool.key, tool.kind} & set(resistances):
                raise OsteoError(f"There is no force model for the tool {tool.key!r}; give one for {tool.kind!r}.")
        self.bone = bone
        self.rate_hz = float(rate_hz)
        self.coupling = coupling or Coupling()
        self.energy_nmm = 0.0
        """What the hand has put in and not got back; never below 0."""
        self._tools, self._resistances, self._make_heat = dict(tools), dict(resistances), heat
        self._prepared: dict[str, _Held] = {}
        self._held: _Held | None = None
        self._heat: Heat | None = None
        self._pose, self._hand = np.eye(4), np.eye(4)
        self._ticks = 0
        self._slip_mm = 0.0
        self._matrix, self._cut, self._motion = np.zeros((6, 6)), np.zeros((6, 6)), np.zeros(6)
        self._pull, self._wrench, self._sums = np.zeros(6), np.zeros(6), np.zeros(SUMS)
        self._moved, self._way = np.zeros(6), np.zeros(3)

    def touch(self, hand: HandState) -> Touch:
        """One tick: the hand is there, what does it feel?

        Raises
        ------
        OsteoError
            The pose is not rigid or holds what is no number, or the tool is unknown. Nothing has moved then.
        """
        asked = rigid(hand.tool_to_ras)
        held = self._take(hand.tool, asked)
        motion_between(self._hand, asked, self._moved)
        self._hand[:] = asked
        cutting = hand.power > _POWER and held.cutting.can
        self._feel(held, held.shell.role if cutting or held.tool.kind == "screwdriver" else held.idle_role)
        self._spring()
        if cutting or held.tool.kind == "screwdriver":
            power = min(max(float(hand.power), 0.0), 1.0) if hand.power > _POWER else 0.0
            if held.tool.kind == "screwdriver":
                held.cutting.seat.seated = head_is_seated(self.bone, self._pose, held.tool)
            held.cutting.prepare(self._pose, self._pull, self._sums, self._way, power, 1.0 / self.rate_hz)
            held.cutting.resist(self._matrix, self._wrench, self._cut)
        else:
            held.cutting.idle()
        self._advance(held)
        self._catch_up(held)
        removed = np.zeros(len(TISSUES))
        if cutting:
            self._remove(held, removed)
        axis_way(
            self.bone.tissue, self.bone.density, self.bone.removed, self.bone.origin, self.bone.spacing_mm, self._pose,
            held.rest_reach, self._way,
        )  # fmt: skip
        reaction = held.cutting.settle(self._motion, self._way, 1.0 / self.rate_hz)
        return self._answer(hand.time_s, reaction, removed)

    @property
    def heat(self) -> Heat | None:
        """The temperature model of the tool in the hand."""
        return self._heat

    def changed_bricks(self) -> np.ndarray:
        """Which bricks (n, 3) as [k, j, i] changed since the last call; they count as seen from now on."""
        return self.bone.changed_bricks()

    def _take(self, key: str, asked: np.ndarray) -> _Held:
        """The tool in the hand. A tool that is newly taken up comes to its place from outside the bone."""
        if self._held is not None and self._held.tool.key == key:
            return self._held
        if key not in self._tools:
            raise OsteoError(
                f"The hand holds {key[:40]!r}, which is no tool of this session: {', '.join(self._tools)}."
            )
        if key not in self._prepared:
            self._prepared[key] = self._prepare(self._tools[key])
        held = self._held = self._prepared[key]
        held.cutting.begin()
        self._heat = self._make_heat(held.tool) if self._make_heat else None
        self._pose[:], self._hand[:] = asked, asked
        self._slip_mm, self.energy_nmm = 0.0, 0.0
        back = 0.0
        while back < _RETREAT_MM:
            self._feel(held, held.idle_role)
            if self._sums[CLEARANCE] > 0.0:
                break
            back += max(self.bone.spacing_mm, -self._sums[CLEARANCE])
            self._pose[:3, 3] = asked[:3, 3] - back * asked[:3, 2]
        self._way[:] = 0.0
        return held

    def _prepare(self, tool: Tool) -> _Held:
        shell = pointshell(tool, clearance=clearance_mm(self.bone.spacing_mm))
        idle = np.where(shell.role == CUTTING, CONTACT, shell.role).astype(np.uint8)
        rest = np.where(shell.role == CONTACT, min(_REST_MM, 0.4 * self.bone.spacing_mm), 0.0)
        reach = float(np.linalg.norm(shell.points, axis=1).max())
        cutting = Cutting(
            tool, self._resistances.get(tool.key) or self._resistances.get(tool.kind), cutting_shape(tool)
        )
        return _Held(tool, shell, idle, rest, reach, cutting)

    def _feel(self, held: _Held, role: np.ndarray) -> None:
        bone, shell = self.bone, held.shell
        slip = max(self._slip_mm, _CREEP_MM_S / self.rate_hz)
        feel(
            bone.distance, bone.density, bone.tissue, bone.removed, bone.origin, bone.spacing_mm, bone.step_mm,
            shell.points, shell.normals, role, shell.share, held.rest, self._pose, self.coupling.friction / slip,
            self._matrix, self._wrench, self._cut, self._sums,
        )  # fmt: skip

    def _spring(self) -> None:
        c = self.coupling
        spring(
            self._pose, self._hand, c.stiffness_n_mm, c.stiffness_nmm_rad, c.largest_n, c.largest_nmm, self._pull
        )  # fmt: skip

    def _advance(self, held: _Held) -> None:
        c = self.coupling
        slowness = 0.0 if self._free else c.slowness  # a tool in the air is where the hand is
        limit = max(_STEP * self.bone.spacing_mm, 0.45 * self._sums[CLEARANCE])
        advance(
            self._pose, self._pull, c.stiffness_n_mm, c.stiffness_nmm_rad, slowness, self._matrix, self._wrench,
            limit, held.rest_reach, self._motion,
        )  # fmt: skip
        self._slip_mm = float(np.sqrt(self._motion[:3] @ self._motion[:3]))

    def _catch_up(self, held: _Held) -> None:
        """A tool in the air follows a fast hand by more than one step, each no longer than is safe."""
        for _ in range(_STEPS_IN_AIR):
            self._spring()
            if not self._free or self._spring_energy_nmm() < _SLACK_NMM:
                return
            self._feel(held, held.idle_role)
            if self._free:
                self._advance(held)
            else:
                self._matrix[:] = 0.0

    @property
    def _free(self) -> bool:
        """Whether neither bone nor cut held the tool when it last felt."""
        return self._sums[CONTACTS] == 0.0 and self._sums[ENGAGED] == 0.0

    def _remove(self, held: _Held, removed: np.ndarray) -> None:
        bone, shape = self.bone, held.cutting.shape
        travel = held.cutting.travel(self._pose, self._sums, bone.spacing_mm)
        if travel is None or shape is None:
            return
        remove_into(
            bone.distance, bone.tissue, bone.removed, bone.dirty, bone.version, bone.origin, bone.spacing_mm,
            bone.step_mm, shape.code, shape.sizes, shape.low, shape.high, self._pose, travel, removed,
        )  # fmt: skip

    def _spring_energy_nmm(self) -> float:
        return spring_energy(self._pull, self.coupling.stiffness_n_mm, self.coupling.stiffness_nmm_rad)

    def _answer(self, time_s: float, reaction: Reaction | None, removed: np.ndarray) -> Touch:
        """Force on the hand: the spring's, the motor's and the texture of the cut."""
        self._spring()
        self._ticks += 1
        temperature, torque, swing = BODY_C, 0.0, 0.0
        if reaction is not None:
            torque = reaction.torque_nmm
            # a vibration faster than the ticks can carry is felt as the fastest that they can
            hz = min(reaction.texture_hz, 0.25 * self.rate_hz)
            swing = texture_n(reaction.texture_n, hz, self._ticks / self.rate_hz)
        wrench = np.empty(6)
        on_hand(self._pull, self._pose, torque, swing, wrench)
        if self._heat is not None:
            power, feed = (reaction.power_w, self._held.cutting.feed_mm_s) if reaction and self._held else (0.0, 0.0)
            temperature = self._heat.step(power, feed, 1.0 / self.rate_hz)
        if self._free:  # nothing is stored but in the spring, whatever was put into the bone before
            self.energy_nmm = min(self.energy_nmm, self._spring_energy_nmm())
        self.energy_nmm = passive(self.energy_nmm, self._moved, wrench)
        depth, tissue = float(self._way[0]), int(self._way[TIP_TISSUE])
        return Touch(
            time_s, self._pose.copy(), wrench[:3].copy(), wrench[3:].copy(), removed, tissue, depth, temperature,
            self._held is not None and self._held.cutting.seat.stripped,
        )  # fmt: skip


def rigid(pose: np.ndarray) -> np.ndarray:
    """A rigid 4x4 as float64.

    Raises
    ------
    OsteoError
        It is not one: not finite, sheared, scaled or mirrored.
    """
    matrix = np.ascontiguousarray(pose, np.float64)
    if matrix.shape != (4, 4) or not is_rigid(matrix):
        raise OsteoError("The hand's pose is not a rigid 4x4 matrix of finite numbers; the tool stays where it was.")
    return matrix
