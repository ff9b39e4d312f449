"""A session: one person, one scenario, one level; what happens is watched, told, and recorded.

:class:`Session` is fed with what the hand did and what was felt, by a loop that has a clock (a panel) or none
(:mod:`osteokit.simulation.run`). A tick is cheap; steps, structures at risk and the patient follow at ``SAMPLE_HZ``.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.patient.answers import answer
from osteokit.simulation.patient.course import advance, begin
from osteokit.simulation.patient.injuries import injure
from osteokit.simulation.patient.values import PatientState
from osteokit.simulation.patient.wounds import cut_bone
from osteokit.simulation.recording_file import RecordingWriter, recording_of
from osteokit.simulation.samples import Samples, merged
from osteokit.simulation.scenario import Level, Scenario, Step
from osteokit.simulation.soft_tissue.suturing import Happening
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.values import TISSUES, Event, HandState, Recording, Touch
from osteokit.simulation.voxel_bone.bone import VoxelBone
from osteokit.simulation.watch import told
from osteokit.simulation.watch.facts import removal_facts
from osteokit.simulation.watch.geometry import along_and_beside
from osteokit.simulation.watch.hints import HintGiver
from osteokit.simulation.watch.risks import RiskWatch
from osteokit.simulation.watch.steps import NEAR_LINE_MM, StepWatch

SAMPLE_HZ = 250.0
"""Of the recording: tremor ends at 14 Hz, the shocks of breaking through at some 50."""

HOT_C = 47.0
"""Above it bone dies within a minute (Eriksson and Albrektsson, J Prosthet Dent 1983;50:101)."""

_SLOW = 5
"""Samples between two looks for what hints are said about."""


def level_of(scenario: Scenario, name: str) -> Level:
    """The level of this name.

    Raises
    ------
    OsteoError
        The scenario has none of that name.
    """
    for level in scenario.levels:
        if level.name == name:
            return level
    there = ", ".join(level.name for level in scenario.levels)
    raise OsteoError(f"Scenario {scenario.name} has no level {name[:40]!r}; its levels: {there}.")


def first_step(scenario: Scenario, former: Recording | None) -> Step:
    """The step with which a session begins: of one that is gone on with, the first that was neither done nor left; the
    last where all were."""
    events = () if former is None else former.events
    gone = {event.name for event in events if event.kind in ("step_done", "step_left")}
    return next((step for step in scenario.steps if step.name not in gone), scenario.steps[-1])


class Session:
    """See the module.

    Parameters
    ----------
    tools : mapping of str to Tool
        What the hand may hold, by key; those of the scenario's steps must be there.
    bone : VoxelBone, optional
        The one that the loop cuts: steps of cutting and burring are told by it, and the facts at the end.
    who : str
        Who or what holds the tool.
    former : Recording, optional
        A session that was interrupted: its time, steps, losses and samples are gone on with.
    """

    def __init__(
        self,
        scenario: Scenario,
        level: Level,
        tools: dict[str, Tool],
        bone: VoxelBone | None = None,
        who: str = "",
        former: Recording | None = None,
    ) -> None:
        self.scenario, self.level, self.tools, self.bone = scenario, level, dict(tools), bone
        self.patient: PatientState = begin(scenario.patient, level.bleeding)
        self.time_s = 0.0
        self.finished = ""
        """Why the session is over; empty while it runs."""
        self.lost = False
        self.events: list[Event] = []
        self.step_number = 0
        self.samples = Samples()
        self.stitches = 0
        """How many stitches hold."""
        self.opened = 0.0
        """Share of the planned incision that is open."""
        self.stitch_events = 0
        """How much of what happened to skin was told."""
        self._sewn_facts: dict[str, float] = {}
        self._who = who
        self._writer: RecordingWriter | None = None
        self._keys = tuple(self.tools)
        self._risks = RiskWatch(scenario.risks)
        self._touched: set[str] = set()
        self._hints = HintGiver(level.hints)
        self._hot, self._stripped, self._tool, self._told = False, False, "", 0
        self._written, self._on_disk = 0, 0
        self._pending = np.zeros(len(TISSUES))
        self._next_s = 0.0
        self._offset_s = 0.0
        if former is not None:
            self._take_up(former)
        self._watch = self._begin_step()

    @property
    def step(self) -> Step:
        """The step in hand (the last one when all are done)."""
        return self.scenario.steps[min(self.step_number, len(self.scenario.steps) - 1)]

    @property
    def watch(self) -> StepWatch:
        """How far the step in hand is, and how far off it the tool."""
        return self._watch

    def keep(self, writer: RecordingWriter) -> None:
        """Keep what happens on disk while it happens."""
        self._writer = writer
        self._write()

    def move_to(self, bone: VoxelBone) -> None:
        """The same bone lies elsewhere from now on: the memory of the former is let go of."""
        self.bone = bone
        self._watch.move_to(bone)

    def close(self) -> None:
        """Everything is on disk; the writer is let go of."""
        if self._writer is not None:
            self._write()
            self._writer.close()
            self._writer = None

    def observe(self, hand: HandState, touch: Touch) -> None:
        """One tick: what the hand asked for and what came of it. Nothing is taken in when the session is over."""
        if self.finished:
            return
        if self.lost:
            self.device_back()
        self.time_s = self._offset_s + hand.time_s
        self._pending += touch.removed_mm3
        if hand.tool != self._tool and hand.tool in self.tools:
            self._tool = hand.tool
            self._tell(told.tool_taken(self.time_s, self.tools[hand.tool]))
        if self.time_s + 1e-9 >= self._next_s:
            elapsed = self.time_s - max(self._next_s - 1.0 / SAMPLE_HZ, 0.0)
            self._next_s = max(self._next_s, self.time_s) + 1.0 / SAMPLE_HZ
            self._sample(hand, replace(touch, removed_mm3=self._pending), max(elapsed, 1.0 / SAMPLE_HZ))
            self._pending = np.zeros(len(TISSUES))

    def answer(self, key: str, name: str = "") -> Event:
        """What the trainee does about a complication; see ``patient.answers``."""
        self.patient, event = answer(self.patient, key, name)
        event = replace(event, time_s=self.time_s)
        self._tell(event)
        return event

    def sewn(self, happened: Sequence[Happening], stitches: int, facts: dict[str, float]) -> None:
        """What has happened to skin since this was last called, how many stitches hold, and what is measured on the
        wound now."""
        self.stitches, self._sewn_facts = stitches, dict(facts)
        self.stitch_events += len(happened)
        for one in happened:
            self._tell(told.stitch(self.time_s, one))

    def next_step(self) -> None:
        """Go on to the next step although this one is not done; of the last one the session ends."""
        self._tell(told.step_left(self.time_s, self.step_number, self.step))
        self._go_on()

    def device_lost(self) -> None:
        """The tool's device gives nothing any more: time stands still, the scene is kept."""
        if not self.lost and not self.finished:
            self.lost = True
            self._tell(told.device_lost(self.time_s))
            self._write()

    def device_back(self) -> None:
        """The device is there again."""
        if self.lost:
            self.lost = False
            self._tell(told.device_back(self.time_s))

    def end(self, why: str = "hand") -> None:
        """End the session; ``why`` is one of ``told``'s keys: done, time, patient, hand, device."""
        if not self.finished:
            self.finished = why
            self._tell(told.finished(self.time_s, why, self.scenario))
            self._write()

    def new_events(self) -> Sequence[Event]:
        """Events since this was last asked."""
        fresh = self.events[self._told :]
        self._told = len(self.events)
        return fresh

    def recording(self) -> Recording:
        """What was recorded so far; the facts are measured on the bone now."""
        facts = removal_facts(self.scenario, self.tools, self.bone) if self.bone is not None else {}
        return recording_of(self.samples.array(), self.head(), self.events, {**facts, **self._sewn_facts})

    def head(self) -> dict:
        """What a recording says beside its samples."""
        return {
            "rate_hz": SAMPLE_HZ, "tools": list(self._keys), "scenario": self.scenario.name, "level": self.level.name,
            "hand": self._who,
        }  # fmt: skip

    def _sample(self, hand: HandState, touch: Touch, elapsed_s: float) -> None:
        self._bleed(hand, touch, elapsed_s)
        self._watch_heat(touch)
        self._watch_screw(touch)
        self._watch.see(touch, hand.power)
        number = self._keys.index(hand.tool) if hand.tool in self.tools else -1
        row = self.samples.add()
        row["time_s"], row["tool_to_ras"], row["force_n"] = self.time_s, touch.tool_to_ras, touch.force_n
        row["torque_nmm"], row["power"], row["depth_mm"] = touch.torque_nmm, hand.power, self._inside_mm(touch)
        row["temperature_c"], row["tissue"], row["removed_mm3"] = touch.temperature_c, touch.tissue, touch.removed_mm3
        row["tool"], row["step"] = number, min(self.step_number, len(self.scenario.steps) - 1)
        row["blood_lost_ml"], row["pulse_bpm"] = self.patient.blood_lost_ml, self.patient.pulse_bpm
        row["pressure_mmhg"] = self.patient.pressure_mmhg
        if self.samples.count % _SLOW == 0:
            for event in self._hints.look(self.time_s, self.step, self._watch, touch):
                self._tell(event)
        if self.step.task == "suture":
            self._watch.count(self.stitches, int(self.scenario.extras.get("stitches", "1")))
        elif self.step.task == "incise":
            self._watch.open(self.opened)
        if self._watch.done:
            self._tell(told.step_done(self.time_s, self.step_number, self.step))
            self._go_on()
        self._end_if_over()
        if self.samples.count % int(SAMPLE_HZ) == 0:
            self._write()

    def _inside_mm(self, touch: Touch) -> float:
        """The depth. A screw stands in its pilot hole, where there is no bone on its axis: it is as deep as it has gone
        along the plan."""
        if self.step.task == "insert" and self.step.target.kind == "path":
            along, beside = along_and_beside(self.step.target, touch.tool_to_ras[:3, 3])
            return max(float(along), 0.0) if beside < NEAR_LINE_MM else touch.depth_mm
        return touch.depth_mm

    def _bleed(self, hand: HandState, touch: Touch, elapsed_s: float) -> None:
        patient = cut_bone(self.patient, [float(value) for value in touch.removed_mm3])
        if hand.tool in self.tools:
            for meeting in self._risks.meetings(touch.tool_to_ras, self.tools[hand.tool], hand.power):
                if meeting.risk.name not in self._touched:
                    self._touched.add(meeting.risk.name)
                    self._tell(told.risk_touched(self.time_s, meeting))
                if meeting.is_cut:
                    patient, events = injure(patient, meeting.risk, meeting.share, meeting.place)
                    self._tell_all(events)
        self.patient, events = advance(patient, elapsed_s)
        self._tell_all(events)

    def _watch_heat(self, touch: Touch) -> None:
        if touch.temperature_c > HOT_C and not self._hot:
            self._tell(told.overheated(self.time_s, touch.temperature_c, self.step))
        self._hot = touch.temperature_c > HOT_C - (2.0 if self._hot else 0.0)

    def _watch_screw(self, touch: Touch) -> None:
        if touch.stripped and not self._stripped:
            self._tell(told.stripped(self.time_s, touch, self.step))
        self._stripped = touch.stripped

    def _end_if_over(self) -> None:
        if not self.patient.alive:
            self.end("patient")
        elif 0 < self.level.time_s <= self.time_s:
            self.end("time")

    def _go_on(self) -> None:
        self.step_number += 1
        if self.step_number >= len(self.scenario.steps):
            self.end("done")
        else:
            self._watch = self._begin_step()

    def _begin_step(self) -> StepWatch:
        self._tell(told.step_begun(self.time_s, self.step_number, self.step))
        for event in self._hints.begin(self.time_s, self.step):
            self._tell(event)
        return StepWatch(self.step, self.bone)

    def _tell(self, event: Event) -> None:
        self.events.append(event)

    def _tell_all(self, events: Sequence[Event]) -> None:
        self.events += [replace(event, time_s=self.time_s) for event in events]

    def _write(self) -> None:
        if self._writer is not None:
            self._writer.append(self.samples.array()[self._written :], self.events[self._on_disk :])
            self._written, self._on_disk = self.samples.count, len(self.events)

    def _take_up(self, former: Recording) -> None:
        """Go on where an interrupted session was left."""
        if (former.scenario, former.level) != (self.scenario.name, self.level.name):
            raise OsteoError(
                f"The session to go on with is of {former.scenario}, level {former.level}, not of "
                f"{self.scenario.name}, level {self.level.name}."
            )
        self.samples = Samples(merged(former))
        self.events = [event for event in former.events if event.kind != "finished"]
        self.step_number = self.scenario.steps.index(first_step(self.scenario, former))
        self._touched = {event.name for event in self.events if event.kind == "risk_touched"}
        if self.samples.count:
            last = self.samples.array()[-1]
            self._offset_s = self.time_s = float(last["time_s"]) + 1.0 / SAMPLE_HZ
            self._next_s = self._offset_s
            lost = float(last["blood_lost_ml"])
            volume = max(self.patient.volume_ml - lost, 0.0)
            self.patient = replace(
                self.patient, time_s=self.time_s, volume_ml=volume, red_ml=volume, blood_lost_ml=lost,
                pulse_bpm=float(last["pulse_bpm"]), pressure_mmhg=float(last["pressure_mmhg"]),
            )  # fmt: skip
