from dataclasses import replace

import numpy as np
import pytest

from generated.legs import LegShape, generated_leg
from osteokit.anatomy.landmark import Landmark
from osteokit.anatomy.leg import Leg, measure_leg
from osteokit.anatomy.torsion import FINDERS, with_torsion_points
from osteokit.surface.boolean import union
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder

HEAD_MM = 22.0
NECK_MM = 12.0
SHAFT_MM = 14.0


def solid_femur(torsion_deg: float, trochanter_back_mm: float):
    """Landmarks and a mesh of a right femur: shaft straight under the neck's base, the trochanter a post behind it."""
    shape = LegShape(side="right", ama_deg=0.0, femoral_torsion_deg=torsion_deg)
    femur = generated_leg(shape).femur
    assert femur is not None
    base, head = femur.point("neck_base_center"), femur.point("femoral_head_center")
    up = np.array([0.0, 0.0, 1.0])
    center = base + np.array([14.0, -trochanter_back_mm, 0.0])
    along = (head - base) / np.linalg.norm(head - base)
    isthmus = base + 30.0 * along
    border = isthmus + np.array([NECK_MM, 0.0, 0.0])
    tips = {
        "greater_trochanter_tip": center + 32.0 * up,
        "lesser_trochanter_tip": base - 50.0 * up,
        "neck_isthmus_center": isthmus,
        "neck_isthmus_superior": np.minimum(border, center - [13.0, 0.0, 0.0]),
    }
    marks = {key: Landmark(key, tuple(point), 0.5, 0.9, "generated") for key, point in tips.items()}
    kept = {key: mark for key, mark in femur.landmarks.items() if key not in FINDERS}
    femur = replace(femur, landmarks={**kept, **marks}, radii_mm={"femoral_head_center": HEAD_MM})
    parts = [
        cylinder(base - 350.0 * up, base, SHAFT_MM),
        cylinder(center - 5.0 * up, center + 32.0 * up, 11.0),
        cylinder(base, head, NECK_MM),
    ]
    return femur, union(parts), center


def torsions(femur) -> dict[str, float]:
    measured = measure_leg(Leg("right", femur=femur))
    return {name: measured[f"femoral_torsion_{name}_deg"].value for name in ("3d", "murphy", "waidelich", "hernandez")}


@pytest.mark.parametrize("torsion_deg", [0.0, 15.0, 30.0])
def test_each_method_measures_what_it_says(torsion_deg):
    """The neck has the torsion it was built with; the trochanter behind it gives Waidelich more, in closed form."""
    femur, mesh, center = solid_femur(torsion_deg, 10.0)
    found = torsions(with_torsion_points(mesh, femur))
    assert found["3d"] == pytest.approx(torsion_deg, abs=1e-6)
    assert found["murphy"] == pytest.approx(torsion_deg, abs=0.5)
    assert found["hernandez"] == pytest.approx(torsion_deg, abs=2.5)  # one oblique section of a round neck
    forward, medial = (femur.point("femoral_head_center") - center)[[1, 0]] * [1, -1]
    assert found["waidelich"] == pytest.approx(np.degrees(np.arctan2(forward, medial)), abs=1.5)
    assert found["waidelich"] > found["murphy"]


def test_points_placed_by_hand_stay():
    femur, mesh, _ = solid_femur(10.0, 10.0)
    placed = femur.moved("neck_base_center", np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(with_torsion_points(mesh, placed).point("neck_base_center"), [1, 2, 3])


def test_what_cannot_be_found_is_said():
    femur, mesh, _ = solid_femur(10.0, 10.0)
    cut = {key: mark for key, mark in femur.landmarks.items() if key != "lesser_trochanter_tip"}
    femur = replace(femur, landmarks=cut, missing={"lesser_trochanter_tip": "it is not in view"})
    found = with_torsion_points(mesh, femur)
    assert "neck_base_center" not in found
    assert "it is not in view" in found.missing["neck_base_center"]
    assert "it is not in view" in measure_leg(Leg("right", femur=found)).not_measurable["femoral_torsion_murphy_deg"]
    nothing = Mesh(np.zeros((0, 3)), np.zeros((0, 3), np.int64))
    assert set(with_torsion_points(nothing, femur).missing) >= set(FINDERS)
