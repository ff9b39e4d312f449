"""Finding articles: by name in both languages, by sizes, and the nearest that is not too large."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.implants import catalogues
from osteokit.planning.implants.catalogues import find, search, snapped
from osteokit.planning.implants.drills import drill_mm, goes_over_wire
from osteokit.planning.implants.solid import connections_of, sizes_of, solid_of
from osteokit.planning.implants.values import Implant
from osteokit.surface.check import check_solid
from planning.shelves import ARTICLES, on_shelf, packed


@pytest.fixture(scope="module", autouse=True)
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    packed(folder)
    with on_shelf(folder, folder / "absent"):
        yield folder


def references(*words, **limits):
    return [one.implant.reference for one in search(*words, catalogue_name="test", **limits)]


def test_the_generic_catalogue_comes_first_and_what_is_absent_is_named(shelf):
    assert list(catalogues.catalogues()) == ["generic", "test"]
    assert list(catalogues.faults()) == [str(shelf / "absent")]


@pytest.mark.parametrize(
    ("words", "limits", "found"),
    [
        ("s-3.5-20", {}, ["S-3.5-20"]),
        ("SCREW 40", {}, ["S-3.5-40", "S-4.5-40"]),
        ("螺钉", {"length_mm": 60.0}, ["S-3.5-60", "S-4.5-60"]),
        ("皮质骨", {"diameter_mm": (4.0, 5.0), "length_mm": (25.0, 45.0)}, ["S-4.5-30", "S-4.5-40"]),
        ("", {"side": "right", "family": "straight_plate"}, []),
        ("", {"side": "left", "family": "straight_plate"}, ["P-L"]),
        ("nobody 316l 克氏针", {}, ["K-2"]),
        ("titanium", {}, []),
    ],
)
def test_search(words, limits, found):
    assert references(words, **limits) == found


def test_what_is_not_there_is_named_with_what_is():
    with pytest.raises(OsteoError, match=r"no implant catalogue 'x' here; there are generic, test"):
        find("x", "S-3.5-20")
    with pytest.raises(OsteoError, match=r"'test', version 1, has no article 'S-9'"):
        find("test", "S-9")
    with pytest.raises(OsteoError, match="no family 'nail'"):
        search(family="nail")


@given(diameter=st.floats(3.0, 6.0), length=st.floats(15.0, 90.0))
@settings(max_examples=60, deadline=None)
def test_snapped_is_the_nearest_that_is_not_larger_by_brute_force(diameter, length):
    there = [(d, n) for d, n in itertools.product((3.5, 4.5), (20, 30, 40, 60)) if d <= diameter and n <= length]
    if not there:
        with pytest.raises(OsteoError, match="No cortical screw is as small as"):
            snapped("cortical_screw", "test", diameter_mm=diameter, length_mm=length)
        return
    best = snapped("cortical_screw", "test", diameter_mm=diameter, length_mm=length).implant.sizes
    assert (best["diameter_mm"], best["length_mm"]) == (max(d for d, _ in there), max(n for _, n in there))


def test_a_size_that_exists_is_taken_in_spite_of_rounding():
    asked = float(np.float32(4.5)) - 1e-9
    assert snapped("cortical_screw", "test", diameter_mm=asked, length_mm=40.0).implant.reference == "S-4.5-40"


def test_solids_are_closed_and_cached_and_sizes_complete():
    screw = find("test", "S-4.5-40")
    assert solid_of(screw) is solid_of(screw)
    assert check_solid(solid_of(screw)).is_solid
    assert sizes_of(screw)["core_mm"] == pytest.approx(3.0), "ISO 5835: HA 4.5 has a core of 3.0 mm"
    plate = find("test", "P-L")
    assert [hole.name for hole in connections_of(plate)] == ["hole 1", "hole 2"]


@pytest.mark.parametrize(
    ("article", "said"),
    [
        (Implant("A", "cortical_screw", "A", "", {"diameter_mm": 4.5}), "A: .*length_mm"),
        (Implant("A", "cortical_screw", "A", "", {"diameter_mm": 0.45, "length_mm": 40.0}), "A: .*outside"),
        (Implant("A", "tooth", "A", ""), "'tooth', which is not known"),
        (Implant("A", "straight_plate", "A", "", {}, mesh="x.stl"), "name its catalogue"),
        (Implant("A", "cortical_screw", "A", "", {"length_mm": 40.0}, mesh="x.stl"), "lacks diameter_mm"),
    ],
)
def test_articles_without_what_they_need(article, said):
    with pytest.raises(OsteoError, match=said):
        solid_of(article)


def test_a_mesh_that_is_gone(shelf, tmp_path):
    held = packed(tmp_path)
    (tmp_path / "meshes" / "P-L.stl").unlink()
    with pytest.raises(OsteoError, match=r"mesh of P-L is missing"):
        solid_of(held.articles["P-L"], held)


@pytest.mark.parametrize(
    ("article", "drill", "wire"),
    [
        (ARTICLES[0], 2.5, False),
        (ARTICLES[4], 3.2, False),
        (Implant("A", "cortical_screw", "", "", {"diameter_mm": 4.0, "length_mm": 30.0, "core_mm": 2.83}), 2.9, False),
        (Implant("A", "cannulated_screw", "", "",
                 {"diameter_mm": 7.3, "length_mm": 60.0, "thread_length_mm": 16.0, "bore_mm": 2.9}), 2.9, True),
        (Implant("A", "k_wire", "", "", {"diameter_mm": 1.6, "length_mm": 150.0}), 1.6, True),
        (Implant("A", "cortical_screw", "", "", {"diameter_mm": 4.5, "length_mm": 40.0, "drill_mm": 3.1}), 3.1, False),
    ],
)  # fmt: skip
def test_what_is_drilled(article, drill, wire):
    assert drill_mm(article) == pytest.approx(drill) and goes_over_wire(article) is wire


def test_what_is_drilled_for_a_mesh_of_unknown_core():
    with pytest.raises(OsteoError, match="has no drill_mm"):
        drill_mm(Implant("A", "pedicle_screw", "", "", {"diameter_mm": 6.0, "length_mm": 40.0}, mesh="a.stl"))
