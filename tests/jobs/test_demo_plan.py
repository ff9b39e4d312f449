import numpy as np
import pytest

from generated.long_bones import as_right, left_femur, left_tibia
from jobs.demo_cases import half_femur
from jobs.test_demo_bone import ROOMY
from osteokit.jobs.demo_bone import long_bone
from osteokit.jobs.demo_plan import (
    ANGLE_DEG,
    BRIDGE,
    approach_of,
    blade_for,
    closing_wedge,
    demonstration,
    demonstration_plan,
    site_of,
)
from osteokit.planning.guides.placement import place_hole
from osteokit.planning.osteotomy.cut_bone import cut_bone
from osteokit.planning.osteotomy.cuts import cut_from_json
from osteokit.planning.plan import GuideStep, OsteotomyStep, Patient, Variant
from osteokit.planning.plan_outcome import carry_out
from osteokit.surface.distance import SurfaceDistance, min_gap
from osteokit.surface.mesh import Mesh


def clavicle(side: str) -> Mesh:
    """A thin rod bent in an S, from the breast bone outward, backward and upward: 130 mm, 12 mm thick."""
    out = -1.0 if side == "left" else 1.0
    t = np.linspace(0.0, 1.0, 66)
    line = np.stack([out * (20 + 115 * t), 8 * np.sin(2 * np.pi * t) - 40 * t, 25 * t], axis=1)
    return _swept(line, 6.0)


def _swept(line: np.ndarray, radius: float, sides: int = 48) -> Mesh:
    along = np.gradient(line, axis=0)
    along /= np.linalg.norm(along, axis=1)[:, None]
    first = np.cross(along, [0.0, 0.0, 1.0])
    first /= np.linalg.norm(first, axis=1)[:, None]
    second = np.cross(along, first)
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = np.cos(angle)[None, :, None] * first[:, None] + np.sin(angle)[None, :, None] * second[:, None]
    vertices = np.vstack([(line[:, None] + radius * ring).reshape(-1, 3), line[:1], line[-1:]])
    faces, last = [], (len(line) - 1) * sides
    for n in range(sides):
        m = (n + 1) % sides
        faces += [[m, n, len(vertices) - 2], [last + n, last + m, len(vertices) - 1]]
        for k in range(0, last, sides):
            faces += [[k + n, k + m, k + sides + m], [k + n, k + sides + m, k + sides + n]]
    mesh = Mesh(vertices, np.array(faces, np.int64))
    return mesh if mesh.volume_mm3 > 0 else Mesh(vertices, mesh.faces[:, ::-1].copy())


BONES = {
    "clavicula_left": lambda: clavicle("left"),
    "clavicula_right": lambda: clavicle("right"),
    "femur_left": half_femur,
    "tibia_right": lambda: as_right(left_tibia()),
}


@pytest.fixture(params=list(BONES))
def bone(request):
    return long_bone(request.param, BONES[request.param](), ROOMY)


def steps(variant: Variant) -> tuple[OsteotomyStep, GuideStep]:
    wedge, guide = variant.steps
    assert isinstance(wedge, OsteotomyStep) and isinstance(guide, GuideStep)
    return wedge, guide


def test_the_wedge_closes_at_the_cortex_on_the_side_of_the_approach(bone):
    site, (variant, _) = site_of(bone), demonstration(bone)
    wedge, _ = steps(variant)
    plan = demonstration_plan(bone, Patient())
    outcome = carry_out(plan, Variant("only the wedge", (wedge,)), {bone.key: bone.mesh})
    values = outcome.reports[0].values
    assert values["angle_deg"] == pytest.approx(ANGLE_DEG, abs=1e-6)
    assert abs(values["gap_mm"]) < 0.01 and values["overlap_mm3"] < 0.1
    face = np.pi / 4 * site.depth_mm * site.width_mm
    assert values["contact_area_mm2"] > 0.6 * face  # all but the bridge
    assert values["hinge_width_mm"] == pytest.approx(BRIDGE * site.depth_mm, rel=0.1)
    removed = cut_bone(bone.mesh, cut_from_json(wedge.cut))
    base = removed.saw.vertices[SurfaceDistance(bone.mesh).signed(removed.saw.vertices) > 0]
    assert ((base - site.middle) @ site.toward).max() > 0  # the saw comes from the approach
    proximal, distal = (removed.fragment(name).mesh.vertices.mean(axis=0) for name in ("proximal", "distal"))
    assert (proximal - distal) @ site.proximal > 0


def test_wires_are_in_the_bone_and_clear_of_the_wedge(bone):
    variant, order = demonstration(bone)
    wedge, guide = steps(variant)
    assert len(order.cuts) == 2 and len(order.holes) == len(guide.holes) == 4
    result, surface = cut_bone(bone.mesh, cut_from_json(wedge.cut)), SurfaceDistance(bone.mesh)
    site = site_of(bone)
    sides = []
    for hole in order.holes:
        placed = place_hole(surface, hole, order.parameters)
        assert min_gap(placed.gauge(), result.saw) > 1.0
        tip = placed.entry + 0.5 * site.depth_mm * placed.axis
        assert surface.signed(tip[None])[0] < -1.0
        sides.append(float((placed.entry - site.middle) @ site.proximal))
    assert np.sign(sides).tolist() == [1, 1, -1, -1]


def test_approaches_and_proximal_by_side():
    """Left is negative x: lateral of a left bone; a clavicle's proximal end is at the breast bone."""
    np.testing.assert_array_equal(approach_of("femur", "left"), [-1, 0, 0])
    np.testing.assert_array_equal(approach_of("tibia", "left"), [1, 1, 0])
    assert approach_of("femur", "right")[0] == 1 and approach_of("tibia", "right")[0] == -1
    left, right = (site_of(long_bone(f"clavicula_{side}", clavicle(side), ROOMY)) for side in ("left", "right"))
    assert left.proximal[0] > 0.7 and right.proximal[0] < -0.7
    assert left.toward[2] > 0.6 and right.toward[2] > 0.6  # from above, where it lies under the skin
    np.testing.assert_allclose(left.middle, right.middle * [-1, 1, 1], atol=0.5)


def test_sizes_are_those_of_the_bone():
    thin, thick = (site_of(long_bone(key, BONES[key](), ROOMY)) for key in ("clavicula_left", "femur_left"))
    assert thin.depth_mm == pytest.approx(12.0, abs=0.3) and thick.depth_mm == pytest.approx(28.0, abs=0.3)
    assert closing_wedge(thin).blade.width_mm <= 12.0 < closing_wedge(thick).blade.width_mm <= 28.0
    assert blade_for(3.0).width_mm == 5.5  # the narrowest there is


def test_the_plan_says_that_it_is_a_demonstration():
    bone = long_bone("femur_left", left_femur(), ROOMY)
    english, chinese = (demonstration_plan(bone, Patient(), language) for language in ("en", "zh"))
    assert "without a deformity" in english.title and "无畸形" in chinese.title
    assert english.side == "left" and not english.measured.values
    assert "not deformed" in demonstration(bone)[0].note and "骨骼" not in english.title
    assert demonstration(bone, "zh")[0].steps[0].name == "闭合楔形截骨"
