"""The figure of a screw: its numbers are those measured, its slices show where it is, in both languages."""

import numpy as np
import pytest
from PIL import Image

from osteokit.imaging.straightened import along
from osteokit.imaging.volume import Volume
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge
from osteokit.planning.screws.values import ScrewPath
from osteokit.report.leg_figure_words import chinese_font
from osteokit.report.screw_figures import GRADE_COLORS, ScrewScene, figure_rows, screw_figure, write_screw_figure
from osteokit.report.screw_views import section_lines
from osteokit.report.screw_words import WORDS
from osteokit.surface.primitives import box, cylinder

BONES = {"vertebrae_L3": box((60.0, 60.0, 60.0))}


def ct() -> Volume:
    matrix = np.eye(4)
    matrix[:3, 3] = -40.0
    voxels = np.full((81, 81, 81), 200, np.int16)
    voxels[:10] = -1000
    return Volume(voxels, matrix)


@pytest.fixture(scope="module")
def judged():
    volume = ct()
    path = ScrewPath((0.0, -29.0, 27.5), (0.0, 20.0, 27.5), 6.5)
    others = {"other": ScrewPath((15.0, -30.0, 0.0), (15.0, 20.0, 0.0), 6.0)}
    report = ScrewJudge(BONES, volume).report(JudgedScrew(path), others)
    return report, ScrewScene(BONES, volume, others)


def texts(figure) -> list[str]:
    return [t.get_text() for axes in figure.axes for t in axes.texts] + [t.get_text() for t in figure.texts]


def test_the_numbers_are_those_measured(judged):
    report, scene = judged
    assert report.grade == "B"
    written = texts(screw_figure("L3 upper", report, scene))
    assert "L3 upper" in written and "Gertzbein-Robbins B" in written
    assert f"{report.breach.breach_mm:.1f} mm" in written and "0.8 mm" in written
    assert f"{report.density.mean_hu:.0f} ± {report.density.sd_hu:.0f} HU" in written
    rows = dict(figure_rows(report))
    assert rows["size"] == "6.5 x 49.0 mm"
    assert rows["stands out by"] == "0.8 mm"
    assert "(other)" in rows["next screw"]
    assert "loosening below 153.5 HU" in written


def test_it_is_drawn_in_the_colour_of_its_grade(judged, tmp_path):
    report, scene = judged
    file = write_screw_figure(tmp_path / "screw.png", "L3", report, scene)
    with Image.open(file) as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3).astype(int)
    color = np.array([int(GRADE_COLORS["B"][n : n + 2], 16) for n in (1, 3, 5)])
    assert (np.abs(pixels - color).max(axis=1) < 12).sum() > 500


def test_without_a_ct_and_without_bone(tmp_path):
    report = ScrewJudge(BONES).report(JudgedScrew(ScrewPath((0, 0, 100), (0, 0, 140), 6.0)))
    written = texts(screw_figure("lost", report, ScrewScene(BONES)))
    assert any("no CT" in text for text in written)
    assert "Gertzbein-Robbins E" in written


@pytest.mark.skipif(chinese_font() is None, reason="no font of this machine has Chinese letters")
def test_in_chinese(judged):
    report, scene = judged
    written = texts(screw_figure("L3", report, scene, "zh"))
    assert ("穿出皮质" in written and "L3 椎骨" in " ".join(written)) or any("椎" in text for text in written)


def test_every_word_is_in_both_languages():
    for english, chinese in WORDS.values():
        assert english and chinese


def test_sections_of_a_bone_are_on_the_plane_and_closed():
    mesh = cylinder(np.array([0.0, 0, -20]), np.array([0.0, 0, 20]), 10.0, 90)
    plane = along(np.array([0.0, -15, 3]), np.array([0.0, 15, 3]), 90.0)
    lines = section_lines(mesh, plane.origin, plane.normal)
    np.testing.assert_allclose(lines[..., 2], 3.0, atol=1e-9)
    assert np.linalg.norm(lines[:, 1] - lines[:, 0], axis=1).sum() == pytest.approx(2 * np.pi * 10.0, rel=0.01)
    assert len(section_lines(mesh, np.array([0.0, 0, 50]), np.array([0.0, 0, 1.0]))) == 0
