"""Stems found again in femora that were hollowed out by them."""

import numpy as np
import pytest

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.planning.arthroplasty.canal import canal_of
from osteokit.planning.arthroplasty.stem import PRESS_MM, choose_stem, fit_stem, stem_template
from osteokit.planning.implants.values import Implant
from osteokit.surface.shells import split_shells
from osteokit.surface.solid import manifold_of, mesh_of
from osteokit.surface.transform import rotation_about
from planning.arthroplasty.known_hips import STEMS, KnownFemur, cup, femur_of, stem

TEMPLATES = [stem_template(one) for one in STEMS]
FEW = [one for one in TEMPLATES if one.offset_mm == 40.0]


def chosen(femur: KnownFemur, templates=TEMPLATES, lengths=(0.0, -3.5, 3.5)):
    canal = canal_of(femur.mesh, femur.landmarks)
    head = femur.landmarks.point("femoral_head_center")
    return choose_stem(templates, canal, head, head - canal.line.at_height_of(head), lengths)


def assert_exact(implant: Implant, femur: KnownFemur, templates=TEMPLATES) -> None:
    found = chosen(femur, templates)
    assert found.fit.template.implant.reference == implant.reference
    assert found.head_length_mm == 0.0
    head = femur.landmarks.point("femoral_head_center")
    assert np.linalg.norm(found.head - head) < 0.5
    lean = np.degrees(np.arccos(np.clip(found.fit.pose[:3, 2] @ femur.pose[:3, 2], -1.0, 1.0)))
    assert lean < 0.5
    assert all(95.0 < share < 101.0 for share in found.fill.values()) and len(found.fill) == 3


@pytest.mark.parametrize("implant", STEMS[1::11], ids=lambda one: one.reference)
def test_a_stem_is_found_again_exactly(implant):
    assert_exact(implant, femur_of(implant))


@pytest.mark.slow
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("implant", STEMS, ids=lambda one: one.reference)
def test_every_stem_is_found_again_on_both_sides(implant, side):
    assert_exact(implant, femur_of(implant, side=side))


def test_the_pose_of_the_femur_does_not_matter():
    implant = stem(11, 40)
    turn = rotation_about([10.0, 20.0, 30.0], [0.3, -0.5, 0.8], 63.0)
    femur = femur_of(implant)
    moved = KnownFemur(
        type(femur.mesh)(femur.mesh.vertices @ turn[:3, :3].T + turn[:3, 3], femur.mesh.faces),
        femur.landmarks.transformed(turn),
        turn @ femur.pose,
    )
    assert_exact(implant, moved, FEW)


def test_the_next_size_presses_into_the_wall_by_half_of_what_it_is_wider():
    femur = femur_of(stem(10, 40))
    canal = canal_of(femur.mesh, femur.landmarks)
    head = femur.landmarks.point("femoral_head_center")
    medial = head - canal.line.at_height_of(head)
    press = {d: fit_stem(stem_template(stem(d, 40)), canal, head, medial).press_mm for d in (9, 10, 11)}
    assert press[9] < press[10] < PRESS_MM
    # Half of 1 mm at the tip, half of 1.55 mm at the top (depth 0.6 mm): the tip cannot give way.
    assert 0.3 < press[11] < 0.8


@pytest.mark.slow
def test_without_an_inner_surface_the_canal_is_read_from_the_ct():
    implant = stem(12, 40)
    femur = femur_of(implant)
    shells = sorted(split_shells(femur.mesh), key=lambda shell: shell.volume_mm3)
    canal = type(femur.mesh)(shells[0].vertices, shells[0].faces[:, ::-1])
    volume = ct_of(shells[-1], canal, 0.7)
    found = canal_of(shells[-1], femur.landmarks, volume)
    assert "HU" in found.source
    head = femur.landmarks.point("femoral_head_center")
    choice = choose_stem(FEW, found, head, head - found.line.at_height_of(head))
    assert abs(choice.fit.template.implant.size("distal_diameter_mm") - 12.0) <= 1.0


def ct_of(outer, inner, spacing: float) -> Volume:
    """1200 HU between both surfaces, 0 in the canal, -100 outside; axes of the array turned against RAS."""
    from generated.meshes import voxelise

    low, high = outer.vertices.min(axis=0) - 4.0, outer.vertices.max(axis=0) + 4.0
    matrix = np.diag([-spacing, -spacing, spacing, 1.0])
    matrix[:3, 3] = [high[0], high[1], low[2]]
    shape = np.ceil((high - low) / spacing).astype(int)[::-1] + 1
    bone = voxelise(outer.vertices, outer.faces, matrix, tuple(shape)).astype(bool)
    marrow = voxelise(inner.vertices, inner.faces, matrix, tuple(shape)).astype(bool)
    return Volume(np.where(marrow, 0.0, np.where(bone, 1200.0, -100.0)).astype(np.float32), matrix)


def test_without_either_the_estimate_says_that_it_is_one():
    femur = femur_of(stem(12, 40))
    outer = max(split_shells(femur.mesh), key=lambda shell: shell.volume_mm3)
    canal = canal_of(outer, femur.landmarks)
    assert "estimate" in canal.source and "Noble" in canal.source
    # The shaft is 36 mm wide at its end; the canal of an average femur is 0.456 of it at the isthmus.
    at = canal.trochanter + (canal.end_mm - 20.0) * canal.line.down
    width = canal.width_mm(at, np.array([1.0, 0.0, 0.0]))
    assert width == pytest.approx(0.456 * 2 * 18.2, abs=1.5)


def test_a_femur_that_ends_below_its_head_is_refused_with_how_much_is_there():
    femur = femur_of(stem(10, 40))
    short = mesh_of(manifold_of(femur.mesh).trim_by_plane([0.0, 0.0, 1.0], -62.0))
    with pytest.raises(OsteoError, match=r"ends \d+ mm below the centre of its head"):
        canal_of(short, femur.landmarks)


def test_no_stem_that_fits_is_told_with_the_least_press():
    femur = femur_of(stem(7, 40))
    large = [template for template in TEMPLATES if template.implant.size("distal_diameter_mm") > 12]
    with pytest.raises(OsteoError, match=r"No stem of the catalogue fits: S13-\d+ would go \d+\.\d mm"):
        chosen(femur, large)
    with pytest.raises(OsteoError, match="no hip stem"):
        chosen(femur, [])


def test_the_largest_stem_in_a_wide_canal_is_said_to_be_loose():
    femur = femur_of(stem(14, 40))
    small = [template for template in TEMPLATES if template.implant.size("distal_diameter_mm") < 8]
    assert any("may be loose" in note for note in chosen(femur, small).warnings)


def test_a_longer_head_lies_farther_up_the_neck():
    femur = femur_of(stem(10, 40))
    fit = chosen(femur, [stem_template(stem(10, 40))]).fit
    by = fit.head_with(3.5) - fit.head
    # The neck leans by 180 - 132 degrees from the shaft: so much goes up and so much medially.
    assert np.linalg.norm(by) == pytest.approx(3.5)
    assert by[2] == pytest.approx(3.5 * np.cos(np.radians(48.0)), abs=0.1)
    assert by[0] == pytest.approx(-3.5 * np.sin(np.radians(48.0)), abs=0.1)


def test_a_cup_is_no_stem():
    with pytest.raises(OsteoError, match="is no hip stem"):
        stem_template(cup(50))


def test_no_head_means_no_canal():
    femur = femur_of(stem(10, 40))
    none = BoneLandmarks("femur", "right", {}, {}, {"femoral_head_center": "the proximal end is not in view"})
    with pytest.raises(OsteoError, match="proximal end is not in view"):
        canal_of(femur.mesh, none)
