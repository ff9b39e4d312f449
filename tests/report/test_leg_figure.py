from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from generated.leg_solids import leg_solids
from generated.legs import LegShape, bent, generated_leg
from osteokit.anatomy.deformity import analyse_bone
from osteokit.anatomy.leg import Leg, measure_leg
from osteokit.anatomy.leg_definitions import LEG_DEFINITIONS
from osteokit.base.errors import OsteoError
from osteokit.report import leg_figure_panel
from osteokit.report.leg_figure import TABLE_ROWS, leg_figure, write_leg_figure
from osteokit.report.leg_figure_views import value_color
from osteokit.report.leg_figure_words import usable_language


@pytest.fixture(autouse=True)
def coarse_pictures(monkeypatch):
    """What is tested are lines and numbers; the bones may be coarse."""
    monkeypatch.setattr(leg_figure_panel, "PIXELS_PER_MM", 0.25)


LEG = generated_leg(LegShape(side="right"), varus_deg=6.0)
MESHES = leg_solids(LEG)


def texts(leg: Leg, **options) -> list[str]:
    figure = leg_figure(leg, leg_solids(leg), measure_leg(leg), **options)
    return [t.get_text() for axes in figure.axes for t in axes.texts] + [t.get_text() for t in figure.texts]


def test_the_numbers_on_the_figure_are_those_measured():
    written = texts(LEG)
    for label in ("mLDFA 88.0°", "MPTA 87.0°", "LPFA 90.0°", "LDTA 89.0°", "JLCA 5.0°", "PPTA 81.0°", "NSA 130°"):
        assert label in written
    measured = measure_leg(LEG)
    assert f"MAD {measured['MAD_mm'].value:.1f} mm" in written
    assert f"WBL {measured['WBL_percent'].value:.1f} %" in written
    assert "Right leg" in written


def coronal_labels(leg: Leg) -> dict[str, float]:
    """Where labels stand across the first view, mm to the viewer's right."""
    figure = leg_figure(leg, leg_solids(leg), measure_leg(leg))
    return {t.get_text(): float(t.get_position()[0]) for t in figure.axes[0].texts}


def test_the_patients_right_is_on_the_viewers_left():
    """Lateral of a right leg is to the left of the picture, of a left leg to its right; R and L stand at the edges."""
    for side, sign in (("right", -1), ("left", 1)):
        labels = coronal_labels(generated_leg(LegShape(side=side)))
        assert labels["R"] < 0 < labels["L"]
        assert sign * labels["mLDFA 88.0°"] > 0 > sign * labels["MPTA 87.0°"]


def test_the_side_view_is_from_outside_with_the_front_marked():
    for side, front in (("right", 1), ("left", -1)):
        leg = generated_leg(LegShape(side=side))
        figure = leg_figure(leg, leg_solids(leg), measure_leg(leg))
        labels = {t.get_text(): t.get_position()[0] for t in figure.axes[1].texts}
        assert front * (labels["A"] - labels["P"]) > 0


def test_a_deformed_femur_shows_its_cora():
    sound = generated_leg(LegShape(side="right"))
    femur = bent(sound.femur, np.array([0, 0, 172.0]), np.array([0, 1.0, 0]), 12.0)
    leg = Leg("right", femur=femur)
    assert "CORA 12.0° varus" in texts(leg, deformities={"femur": analyse_bone(femur)})
    slight = Leg("right", femur=bent(sound.femur, np.array([0, 0, 172.0]), np.array([0, 1.0, 0]), 3.0))
    assert not any("CORA" in t for t in texts(slight, deformities={"femur": analyse_bone(slight.femur)}))
    assert not any("CORA" in t for t in texts(sound, deformities={"femur": analyse_bone(sound.femur)}))


@pytest.mark.parametrize("bones", [("femur",), ("tibia",)])
def test_one_bone_alone_is_drawn(bones):
    alone = Leg("right", **{name: LEG.bones[name] for name in bones})
    written = texts(alone)
    assert ("mLDFA 88.0°" in written) == ("femur" in bones)
    assert ("MPTA 87.0°" in written) == ("tibia" in bones)
    assert not any(t.startswith("JLCA") for t in written)


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_a_picture_file(tmp_path, language):
    path = write_leg_figure(tmp_path / "leg.png", LEG, MESHES, measure_leg(LEG), None, language)
    picture = np.asarray(Image.open(path).convert("RGB"))
    assert picture.shape[0] > 1500 and picture.std() > 10
    assert [p.name for p in tmp_path.iterdir()] == ["leg.png"]


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh"])
def test_a_printed_file(tmp_path, language):
    (page,) = PdfReader(write_leg_figure(tmp_path / "leg.pdf", LEG, MESHES, measure_leg(LEG), None, language)).pages
    fonts = [font.get_object()["/Subtype"] for font in page["/Resources"]["/Font"].values()]
    if usable_language(language) == "en":
        assert "mLDFA" in page.extract_text() and "HKA" in page.extract_text()
    else:
        assert set(fonts) == {"/Type3"}  # outlines: readable without the font, whatever its format
    assert [p.name for p in tmp_path.iterdir()] == ["leg.pdf"]


def test_refusals(tmp_path):
    with pytest.raises(OsteoError, match=r"neither \.pdf nor \.png"):
        write_leg_figure(tmp_path / "leg.jpg", LEG, MESHES, measure_leg(LEG))
    with pytest.raises(OsteoError, match="needs a whole femur or tibia"):
        leg_figure(Leg("right", patella=LEG.patella), {}, measure_leg(LEG))
    with pytest.raises(OsteoError, match="no mesh of the leg"):
        leg_figure(LEG, {}, measure_leg(LEG))


def test_colours_say_how_far_from_normal():
    value = measure_leg(LEG)["mLDFA_deg"]
    colors = [value_color(replace(value, value=number)) for number in (88.0, 91.0, 96.0)]
    assert len(set(colors)) == 3
    assert value_color(replace(value, normal=None)) not in colors


def test_every_row_of_the_table_is_a_number_that_exists():
    assert set(TABLE_ROWS) <= {definition.key for definition in LEG_DEFINITIONS}
