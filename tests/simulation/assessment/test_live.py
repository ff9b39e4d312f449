"""Live figures are those of the finished session."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.live import LiveAssessment
from osteokit.simulation.values import Event, Touch
from simulation.assessment.made_session import RATE_HZ, drilled_hole, drilling_level, drilling_scenario
from simulation.assessment.test_tremor import shaken

EVENTS = (
    Event(2.0, "hint", "Tilt.", "倾斜。"),
    Event(6.6, "risk_touched", "Aorta.", "主动脉。", name="aorta"),
    Event(6.7, "risk_touched", "Aorta.", "主动脉。", name="aorta"),
    Event(7.4, "step_done", "Done.", "完成。", name="hole"),
)


def fed(recording, until=None):
    live = LiveAssessment(drilling_scenario(), recording.rate_hz)
    for n in range(len(recording.time_s) if until is None else until):
        touch = Touch(
            recording.time_s[n],
            recording.tool_to_ras[n],
            recording.force_n[n],
            recording.torque_nmm[n],
            recording.removed_mm3[n],
            int(recording.tissue[n]),
            float(recording.depth_mm[n]),
            float(recording.temperature_c[n]),
        )
        live.add(touch, int(recording.step[n]), recording.tools[recording.tool[n]], float(recording.blood_lost_ml[n]))
    for event in recording.events:
        live.event(event)
    return live


def test_they_are_those_of_the_finished_session():
    count = len(drilled_hole().time_s)
    recording = drilled_hole(
        6.0,
        events=EVENTS,
        side=shaken(3.0, 0.8, RATE_HZ, 20.0)[:count],
        temperature_c=np.linspace(37, 60, count),
        blood_lost_ml=np.linspace(0, 80, count),
        time_s=drilled_hole().time_s + 30.0 * (np.arange(count) > 700),
    )
    figures = fed(recording).figures()
    done = assess(recording, drilling_scenario(), drilling_level())
    figures.pop("tremor_mm2_s4", None)
    assert len(figures) == 16
    for key, value in figures.items():
        assert value == pytest.approx(done.value(key), abs=1e-9), key


def test_tremor_is_that_of_the_last_seconds():
    count = len(drilled_hole().time_s)
    figures = fed(drilled_hole(side=shaken(10.0, 0.05, RATE_HZ, 20.0)[:count])).figures()
    assert figures["tremor_mm2_s4"] == pytest.approx(19_482, rel=0.05)


def test_before_the_bone_there_is_no_hole():
    figures = fed(drilled_hole(), until=100).figures()
    assert "plunge_mm" not in figures and "tip_error_mm" not in figures and figures["path_mm"] > 1.0
    with pytest.raises(OsteoError, match="rate above 0"):
        LiveAssessment(drilling_scenario(), 0.0)
