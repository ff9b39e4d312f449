import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import catalogues
from osteokit.simulation.tools.catalogue import screwdriver, tool, tools
from osteokit.simulation.tools.pointshell import CLEARANCE_MM, CONTACT, CUTTING, THREAD, pointshell
from osteokit.simulation.tools.solid import HANDLE_MM, cutting_shape, tool_envelope, tool_mesh
from osteokit.simulation.tools.values import Tool
from osteokit.simulation.voxel_bone.shape import shape_distance
from osteokit.surface.distance import SurfaceDistance

SCREWS = [one for one in catalogues()["generic"].articles.values() if one.family == "cortical_screw"]


def every_tool():
    return [*tools().values(), screwdriver(SCREWS[0])]


@pytest.mark.parametrize("one", every_tool(), ids=lambda one: one.key)
def test_a_shell_lies_on_its_tool_and_looks_outwards(one):
    shell, surface = pointshell(one), SurfaceDistance(tool_envelope(one))
    solid = (shell.role != THREAD) & (shell.points[:, 2] > -one.reach_mm + 1.0)
    away = surface.signed(shell.points[solid])
    wider = (one.kerf_mm - one.shank_mm) / 2 if one.tip == "blade" else 0.0
    assert away.max() < wider + 0.05
    if one.tip == "cone" and one.kind != "screwdriver":
        assert away.min() > -max(CLEARANCE_MM, (one.diameter_mm - one.shank_mm) / 2 + CLEARANCE_MM) - 0.02
    np.testing.assert_allclose(np.linalg.norm(shell.normals, axis=1), 1.0, atol=1e-9)
    cutting = shell.role == CUTTING
    if one.tip != "blade" and cutting.any():
        outside = surface.signed(shell.points[cutting] + 0.05 * shell.normals[cutting])
        assert np.quantile(outside, 0.02) > 0.03
    assert 1500 <= len(shell.points) <= 2500 and np.isfinite(shell.points).all()


@pytest.mark.parametrize("one", every_tool(), ids=lambda one: one.key)
def test_the_shares_of_the_cutting_end_add_up(one):
    shell = pointshell(one)
    whole = {"drill": 1.0, "reamer": 1.0, "saw": 1.0, "burr": 2.0, "screwdriver": 1.0}.get(one.kind, 0.0)
    assert shell.share.sum() == pytest.approx(whole, rel=0.25 if one.kind == "burr" else 1e-9)  # the neck cuts nothing
    assert (shell.share[shell.role == CONTACT] == 0).all()
    assert (shell.share[shell.role != CONTACT] > 0).all()


def test_points_of_a_drill_stand_for_equal_parts_of_its_cross_section():
    shell = pointshell(tool("drill_4_5"))
    cone = shell.role == CUTTING
    radius = np.linalg.norm(shell.points[cone, :2], axis=1)
    inner = shell.share[cone][radius < 2.25 / np.sqrt(2)].sum()
    assert inner == pytest.approx(0.5, abs=0.01)
    center = (shell.points[cone] * shell.share[cone, None]).sum(axis=0)
    assert np.hypot(*center[:2]) < 0.02  # a drill is not pushed aside by its own shell


@pytest.mark.parametrize("one", [one for one in tools().values() if one.cuts], ids=lambda one: one.key)
def test_what_a_tool_cuts_is_its_end_and_no_wider(one):
    shape = cutting_shape(one)
    assert shape is not None
    shell = pointshell(one)
    at = [shape_distance(shape.code, *shape.sizes, *point) for point in shell.points[shell.role == CUTTING]]
    if one.tip == "blade":
        assert np.max(at) == pytest.approx(0.0, abs=1e-9)
    else:
        np.testing.assert_allclose(at, 0.0, atol=1e-6)
    assert (shape.high - shape.low)[0] == pytest.approx(one.diameter_mm + one.stroke_mm)
    behind = shell.points[shell.role == CONTACT]
    near = behind[behind[:, 2] > shape.low[2]]
    assert all(shape_distance(shape.code, *shape.sizes, *point) < 0 for point in near[:: max(len(near) // 50, 1)])


def test_what_does_not_cut_has_no_cutting_shape():
    assert cutting_shape(tool("probe")) is None and cutting_shape(tool("needle")) is None
    assert not (pointshell(tool("awl")).role == CUTTING).any()


@pytest.mark.parametrize("one", every_tool(), ids=lambda one: one.key)
def test_the_solid_of_a_tool_is_closed_and_ends_at_its_tip(one):
    mesh = tool_mesh(one)
    assert mesh.volume_mm3 > 0
    assert mesh.vertices[:, 2].max() == pytest.approx(0.0, abs=1e-6)
    assert mesh.vertices[:, 2].min() == pytest.approx(-one.reach_mm - HANDLE_MM, abs=1.0)
    edges = np.sort(np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all()
    envelope = tool_envelope(one)
    grooved = one.kind in ("burr", "saw", "reamer", "scalpel") or one.key.startswith("drill")
    assert (
        (mesh.volume_mm3 < envelope.volume_mm3 - 0.1)
        if grooved
        else mesh.volume_mm3 == pytest.approx(envelope.volume_mm3)
    )
    assert SurfaceDistance(envelope).signed(mesh.vertices).max() < 1e-3


def test_every_tool_has_a_name_in_both_languages():
    for one in tools().values():
        assert one.english.isascii() and any("\u4e00" <= sign <= "\u9fff" for sign in one.chinese)


def test_a_screw_of_the_catalogue_can_be_held():
    one = screwdriver(SCREWS[3])
    assert one.kind == "screwdriver" and one.key == f"screw:{SCREWS[3].reference}"
    assert one.shank_mm < one.diameter_mm and one.pitch_mm > 0 and one.head_mm > one.diameter_mm


def test_what_is_no_tool_is_refused():
    with pytest.raises(OsteoError, match="no tool 'spoon'"):
        tool("spoon")
    cage = next(one for one in catalogues()["generic"].articles.values() if one.family.endswith("cage"))
    with pytest.raises(OsteoError, match="cannot be driven as a screw"):
        screwdriver(cage)
    for change in ({"diameter_mm": 0.0}, {"reach_mm": float("nan")}, {"point_deg": 180.0}):
        with pytest.raises(OsteoError):
            Tool(**{"key": "x", "english": "x", "chinese": "x", "kind": "drill", "tip": "cone", "diameter_mm": 3.0,
                    "shank_mm": 3.0, "reach_mm": 50.0, "point_deg": 118.0} | change)  # fmt: skip
    with pytest.raises(OsteoError, match="kerf"):
        Tool("x", "x", "x", "saw", "blade", 20.0, 1.0, 60.0, kerf_mm=0.5)
