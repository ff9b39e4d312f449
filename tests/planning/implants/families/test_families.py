"""Every family: random sizes build closed solids whose volume is that of the formula; what cannot exist is refused."""

import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.table import FAMILIES
from osteokit.planning.implants.families.values import Family
from osteokit.surface.check import check_solid
from osteokit.surface.solid import manifold_of
from planning.implants.families.draw import possible

KEYS = list(FAMILIES)
RANDOM_PER_FAMILY = 60  # 23 families: 1,380 in all
VOLUME_WITHIN = 1e-3


def _side(family: Family, number: int) -> str:
    return ("left", "right")[number % 2] if family.sided else ""


def prove(family: Family, sizes: dict[str, float], side: str) -> None:
    mesh = family.build(sizes, side)
    check = check_solid(mesh)
    assert check.is_solid and check.shells == 1 and check.cavities == 0, (family.key, sizes, check)
    assert np.isfinite(mesh.vertices).all()
    solid = manifold_of(mesh)  # raises where Manifold's status is not NoError
    formula = family.volume_mm3(sizes)
    assert abs(mesh.volume_mm3 / formula - 1) < VOLUME_WITHIN, (family.key, sizes, mesh.volume_mm3 / formula - 1)
    assert abs(solid.volume() / formula - 1) < VOLUME_WITHIN
    names = [point.name for point in family.connections(sizes, side)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_random_sizes_build_closed_solids_of_the_volume_that_the_formula_says(key, seed):
    family = FAMILIES[key]
    sizes, refused = possible(family, np.random.default_rng(seed))
    for sentence in refused:
        assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 240
    prove(family, sizes, _side(family, seed))


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
def test_a_thousand_random_sizes_in_all_build(key):
    family, rng = FAMILIES[key], np.random.default_rng(zlib.crc32(key.encode()))
    for number in range(RANDOM_PER_FAMILY):
        sizes, _refused = possible(family, rng)
        prove(family, sizes, _side(family, number))
    assert RANDOM_PER_FAMILY * len(KEYS) >= 1000


@pytest.mark.parametrize("key", KEYS)
def test_names_and_ranges_make_sense(key):
    family = FAMILIES[key]
    assert family.key == key and family.english.isascii() and not family.chinese.isascii()
    for size in family.sizes:
        assert size.smallest < size.largest
        assert size.usual is None or size.smallest <= size.usual <= size.largest
        assert not size.chinese.isascii() or size.chinese == ""
        assert size.name.endswith(("_mm", "_deg", "holes"))
    assert len({size.name for size in family.sizes}) == len(family.sizes)


@pytest.mark.parametrize("key", KEYS)
def test_complete_sizes_complete_to_themselves(key):
    family = FAMILIES[key]
    sizes, _refused = possible(family, np.random.default_rng(4))
    whole = family.complete(sizes)
    assert family.complete(whole) == whole
    assert all(whole[name] == value for name, value in sizes.items())
    assert set(whole) == {size.name for size in family.sizes}


@pytest.mark.parametrize("key", [key for key in KEYS if FAMILIES[key].sided])
def test_left_is_the_mirror_image_of_right(key):
    family = FAMILIES[key]
    sizes, _refused = possible(family, np.random.default_rng(5))
    left, right = family.build(sizes, "left"), family.build(sizes, "right")
    np.testing.assert_allclose(left.vertices, right.vertices * [1, -1, 1])
    assert left.volume_mm3 == pytest.approx(right.volume_mm3) and left.volume_mm3 > 0
    for a, b in zip(family.connections(sizes, "left"), family.connections(sizes, "right"), strict=True):
        assert a.name == b.name and a.point == (b.point[0], -b.point[1], b.point[2])
        assert a.axis == (b.axis[0], -b.axis[1], b.axis[2])
    with pytest.raises(OsteoError, match="left or the right"):
        family.build(sizes)


@pytest.mark.parametrize("key", KEYS)
def test_connection_points_have_unit_axes_and_lie_at_the_solid(key):
    family = FAMILIES[key]
    sizes, _refused = possible(family, np.random.default_rng(6))
    mesh = family.build(sizes, _side(family, 1))
    low, high = mesh.vertices.min(axis=0) - 15, mesh.vertices.max(axis=0) + 15
    for point in family.connections(sizes, _side(family, 1)):
        assert np.linalg.norm(point.axis) == pytest.approx(1)
        assert (low <= point.point).all() and (point.point <= high).all()
        assert point.diameter_mm > 0 and all(accepted in FAMILIES for accepted in point.accepts)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0, 1e9, "3.5", None])
@pytest.mark.parametrize("key", KEYS)
def test_nonsense_is_refused(key, value):
    family = FAMILIES[key]
    sizes, _refused = possible(family, np.random.default_rng(7))
    with pytest.raises(OsteoError):
        family.build(sizes | {family.sizes[0].name: value}, _side(family, 0))


@pytest.mark.parametrize("key", KEYS)
def test_unknown_and_missing_sizes_are_named(key):
    family = FAMILIES[key]
    sizes, _refused = possible(family, np.random.default_rng(8))
    with pytest.raises(OsteoError, match="has no size 'colour'"):
        family.build(sizes | {"colour": 1.0}, _side(family, 0))
    with pytest.raises(OsteoError, match=f"needs the size '{family.required[0]}'"):
        family.build({name: value for name, value in sizes.items() if name != family.required[0]}, _side(family, 0))
    with pytest.raises(OsteoError, match="side of an implant"):
        family.build(sizes, "middle")


IMPOSSIBLE = [
    ("cortical_screw", {"diameter_mm": 3.5, "length_mm": 40, "core_mm": 3.6}, "must be thinner than the thread"),
    ("cortical_screw", {"diameter_mm": 4.5, "length_mm": 7}, "no room for three turns"),
    ("cortical_screw", {"diameter_mm": 4.5, "length_mm": 40, "pitch_mm": 0.5}, "larger pitch"),
    ("cortical_screw", {"diameter_mm": 4.5, "length_mm": 40, "head_mm": 3.2}, "head"),
    ("cortical_screw", {"diameter_mm": 4.5, "length_mm": 40, "drive_mm": 8.0}, "drive"),
    ("cannulated_screw", {"diameter_mm": 4.0, "length_mm": 40, "bore_mm": 2.5}, "bore"),
    ("cannulated_screw", {"diameter_mm": 7.3, "length_mm": 80, "bore_mm": 3.9}, "bore"),
    ("pedicle_screw", {"diameter_mm": 6.5, "length_mm": 40, "core_at_head_mm": 3.0}, "core at the head"),
    ("pedicle_screw", {"diameter_mm": 6.5, "length_mm": 40, "head_mm": 10, "rod_mm": 6.0}, "no arms"),
    ("k_wire", {"diameter_mm": 4.0, "length_mm": 20, "point_deg": 9}, "longer than its point"),
    ("straight_plate", {"holes": 6, "screw_mm": 4.5, "width_mm": 6}, "no wall to the edge"),
    ("straight_plate", {"holes": 6, "screw_mm": 4.5, "spacing_mm": 8}, "between them"),
    ("straight_plate", {"holes": 6.5, "screw_mm": 4.5}, "whole number"),
    ("straight_plate", {"holes": 6, "screw_mm": 4.5, "locking_holes": 7}, "cannot have 7 locking"),
    ("straight_plate", {"holes": 6, "screw_mm": 4.5, "transverse_radius_mm": 3}, "curved across"),
    ("reconstruction_plate", {"holes": 6, "screw_mm": 3.5, "notch_mm": 4.5}, "otch"),
    ("t_plate", {"holes": 4, "screw_mm": 3.5, "head_width_mm": 10}, "wider than the shaft"),
    ("t_plate", {"holes": 4, "screw_mm": 3.5, "head_holes": 6, "head_width_mm": 20}, "between them|no wall"),
    ("distal_femur_plate", {"holes": 8, "screw_mm": 5, "bow_radius_mm": 100}, "too tight"),
    ("femoral_nail", {"diameter_mm": 10, "length_mm": 400, "bow_radius_mm": 300}, "too tight"),
    ("femoral_nail", {"diameter_mm": 10, "length_mm": 400, "bore_mm": 7}, "thin a wall"),
    ("femoral_nail", {"diameter_mm": 9, "length_mm": 400, "screw_mm": 6.5}, "too wide"),
    ("tibial_nail", {"diameter_mm": 10, "length_mm": 200, "bend_from_top_mm": 120}, "upper half"),
    ("hip_stem", {"distal_diameter_mm": 12, "offset_mm": 25, "neck_angle_deg": 120}, "too short for a trunnion"),
    ("hip_stem", {"distal_diameter_mm": 20, "proximal_width_mm": 15}, "thinner at its tip"),
    ("acetabular_cup", {"outer_diameter_mm": 38, "wall_mm": 8}, "no room for a liner"),
    ("acetabular_cup", {"outer_diameter_mm": 36, "hole_mm": 10, "holes": 5}, "meet"),
    ("acetabular_liner", {"outer_diameter_mm": 38, "head_diameter_mm": 36}, "at least 3 mm"),
    ("femoral_head", {"diameter_mm": 22, "neck_offset_mm": 14}, "no room for a 12/14 taper"),
    ("knee_femoral", {"width_mm": 66, "notch_mm": 35}, "notch"),
    ("knee_tibial", {"width_mm": 60, "depth_mm": 58}, "wider than deep"),
    ("wedge", {"thick_mm": 10, "thin_mm": 12, "depth_mm": 40, "width_mm": 25}, "thinner than the thick one"),
    ("cage", {"height_mm": 8, "depth_mm": 26, "width_mm": 11, "wall_mm": 5.5}, "no window"),
    ("cage", {"height_mm": 6, "depth_mm": 40, "width_mm": 15, "lordosis_deg": 25}, "lordosis"),
]


@pytest.mark.parametrize(("key", "sizes", "word"), IMPOSSIBLE)
def test_what_cannot_exist_is_refused_in_one_sentence(key, sizes, word):
    family = FAMILIES[key]
    for ask in (lambda: family.build(sizes, "left" if family.sided else ""), lambda: family.volume_mm3(sizes)):
        with pytest.raises(OsteoError, match=word) as refusal:
            ask()
        assert str(refusal.value).endswith(".") and str(refusal.value).count(". ") == 0


@pytest.mark.parametrize("key", KEYS)
def test_slices_add_up_to_the_volume_so_no_part_of_the_surface_crosses_another(key):
    """Where a surface folds over itself, the sections count that place once and the volume twice or less than once."""
    family = FAMILIES[key]
    for seed in (11, 12):
        sizes, _refused = possible(family, np.random.default_rng(seed))
        mesh = family.build(sizes, _side(family, seed))
        solid = manifold_of(mesh).rotate((31.0, 47.0, 0.0))  # no face lies across the slices
        _x, _y, low, _u, _v, high = solid.bounding_box()
        at = low + (np.arange(160) + 0.5) * (high - low) / 160
        total = sum(solid.slice(float(z)).area() for z in at) * (high - low) / 160
        assert total == pytest.approx(family.volume_mm3(sizes), rel=4e-3)
