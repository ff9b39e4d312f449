"""The training report: its words, its pages, its pictures."""

import dataclasses
from datetime import datetime

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from osteokit.base.chinese import in_chinese
from osteokit.report.training import write_training_report
from osteokit.report.training_figures import radar_chart, session_traces, write_radar_chart
from osteokit.report.training_words import WORDS, value_text
from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.values import Event
from simulation.assessment.made_session import drilled_hole, drilling_level, drilling_scenario

EVENTS = (
    Event(0.0, "step_begun", "Drill the hole.", "开始钻孔。", name="hole"),
    Event(6.6, "risk_touched", "The aorta is <touched> & bleeds.", "触及主动脉。", name="aorta"),
    Event(7.4, "step_done", "The hole is drilled.", "钻孔完成。", name="hole"),
)
WHEN = datetime(2026, 3, 4, 5, 6)


def written(folder, language, **changes):
    recording = drilled_hole(7.0, **{"events": EVENTS, **changes})
    scenario, level = drilling_scenario(), drilling_level()
    result = assess(recording, scenario, level)
    path = write_training_report(result, recording, scenario, level, folder / "report.pdf", language, WHEN)
    return "\n".join(page.extract_text() for page in PdfReader(path).pages), result


def test_the_report_tells_verdict_marks_events_and_every_figure(tmp_path):
    text, result = written(tmp_path, "en")
    flat = " ".join(text.split())
    assert "Not passed · Score 0 of 100" in flat
    assert "at most 5 mm" in flat and "7.0" in flat and "not kept" in flat
    assert "The aorta is <touched> & bleeds." in flat
    for figure in result.figures.values():
        assert figure.metric.english in flat
        assert value_text(figure.value, figure.metric.unit) in flat
    for reason in result.not_measured.values():
        assert reason in flat
    assert "2026-03-04 05:06" in flat and "Page 1 of" in flat


def test_the_chinese_report_is_chinese(tmp_path):
    text, result = written(tmp_path, "zh")
    flat = "".join(text.split())
    assert "未通过" in flat and "突破对侧皮质深度" in flat and "触及主动脉" in flat
    for reason in result.not_measured.values():
        assert in_chinese(reason) != reason
        assert "".join(in_chinese(reason).split()) in flat


def test_no_marks_no_events_and_many_events(tmp_path):
    recording = dataclasses.replace(drilled_hole(), events=())
    level = drilling_level(())
    result = assess(recording, drilling_scenario(), level)
    path = write_training_report(result, recording, drilling_scenario(), level, tmp_path / "a.pdf", "en", WHEN)
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert "No pass marks" in text and "Nothing was noted" in text
    many, _ = written(tmp_path, "en", events=tuple(Event(0.1 * n, "hint", f"Hint {n}.", "") for n in range(70)))
    assert "and 10 more" in many


def test_the_radar_shows_a_low_score(tmp_path):
    good = assess(drilled_hole(1.0, events=EVENTS[2:]), drilling_scenario(), drilling_level())
    bad = dataclasses.replace(good, groups=dict.fromkeys(good.groups, 20.0))
    charts = [radar_chart(one).astype(int) for one in (good, bad)]
    blue = [np.count_nonzero(chart[..., 2] > chart[..., 0] + 25) for chart in charts]
    assert blue[1] < 0.5 * blue[0]
    few = radar_chart(dataclasses.replace(good, groups={"speed": 50.0}))
    assert few.dtype == np.uint8 and few.std() > 5


def test_the_radar_is_written_as_a_picture(tmp_path):
    result = assess(drilled_hole(events=EVENTS), drilling_scenario(), drilling_level())
    path = write_radar_chart(result, tmp_path / "radar.png", "zh")
    with Image.open(path) as picture:
        assert np.array_equal(np.asarray(picture.convert("RGB")), radar_chart(result, "zh"))


def test_traces_keep_a_peak_of_one_sample():
    recording = drilled_hole()
    calm = session_traces(recording)
    force = recording.force_n.copy()
    force[1234, 2] = 400.0
    assert np.abs(session_traces(dataclasses.replace(recording, force_n=force)).astype(int) - calm).max() > 100


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (4.0, "mm", "4 mm"),
        (-0.001, "", "0.00"),
        (12.34, "°", "12.3°"),
        (19482.2, "N", "19,482 N"),
        (0.456, "s", "0.46 s"),
    ],
)
def test_numbers_are_short(value, unit, text):
    assert value_text(value, unit) == text


def test_both_languages_have_the_same_places():
    for english, chinese in WORDS.values():
        assert {part.split("}")[0] for part in english.split("{")[1:]} == {
            part.split("}")[0] for part in chinese.split("{")[1:]
        }
