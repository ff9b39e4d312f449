"""A nail in a canal of known shape: clearance, reaming, touch and bend by closed form; locking through the bone."""

import numpy as np
import pytest

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import ConnectionPoint
from osteokit.planning.nails.canal import Canal, canal_of
from osteokit.planning.nails.fit import (
    REAMING_MM,
    REMOVED_MM,
    SHORT_MM,
    fitted,
    longest_nail_mm,
    nail_diameter_mm,
    nail_shape,
)
from osteokit.planning.nails.locking import locking_screws
from osteokit.planning.plates.obstacles import PointsObstacle
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.primitives import cylinder
from planning.nails.canals import NARROW_MM, RADIUS_MM, femur, landmarks


def rod(length: float, diameter: float, holes: tuple[ConnectionPoint, ...] = ()):
    mesh = cylinder(np.zeros(3), np.array([0.0, 0.0, length]), diameter / 2, 96)
    return nail_shape(mesh, holes, diameter)


def arc_canal(radius: float, width: float) -> Canal:
    """A canal whose middle lies in front, on a circle of that radius."""
    z = np.linspace(330.0, 50.0, 100)
    y = np.sqrt(radius**2 - (z - 190.0) ** 2) - radius
    return Canal(np.column_stack([0 * z, y, z]), np.full(100, width), "CT")


def test_a_thin_straight_nail_has_the_difference_of_the_radii_as_clearance() -> None:
    canal = canal_of(landmarks(), femur())
    fit = fitted(rod(300.0, 8.0), canal, landmarks())
    assert fit.isthmus_mm == pytest.approx(2 * NARROW_MM, abs=0.05)
    assert fit.reamed_mm == 8.0 + REAMING_MM and fit.removed_mm == 0.0
    assert fit.clearance.min() == pytest.approx(NARROW_MM - 4.0, abs=0.1)
    assert fit.clearance.max() == pytest.approx(RADIUS_MM - 4.0, abs=0.1)
    assert not len(fit.touches) and fit.bend_mismatch_mm < 0.1
    assert np.allclose(fit.pose[:3, 2], [0, 0, -1], atol=0.01)
    assert fit.pose[:3, 0] @ [0, 1, 0] > 0.95  # its front points forward


def test_a_thick_nail_is_reamed_for() -> None:
    canal = canal_of(landmarks(), femur())
    fit = fitted(rod(300.0, 10.0), canal, landmarks())
    assert fit.removed_mm == pytest.approx((10.0 + REAMING_MM) / 2 - NARROW_MM, abs=0.05)
    assert fit.clearance.min() == pytest.approx(REAMING_MM / 2, abs=0.1)


def test_a_straight_nail_in_a_bowed_canal_misses_by_the_sagitta() -> None:
    """The best line lies so that ends and middle are off alike: half the sagitta, or a third of it in least squares."""
    bow = 700.0
    fit = fitted(rod(380.0, 9.0), arc_canal(bow, 11.0), landmarks())
    sagitta = 280.0**2 / 8 / bow
    assert 0.5 * sagitta <= fit.bend_mismatch_mm <= 0.72 * sagitta
    assert fit.clearance.min() == pytest.approx((11.0 - 9.0) / 2 - fit.bend_mismatch_mm, abs=0.3)
    assert len(fit.touches) and f"into the cortex by {-fit.clearance.min():.1f} mm" in fit.warning
    straight = fitted(rod(380.0, 9.0), arc_canal(1e6, 11.0), landmarks())
    assert not len(straight.touches) and straight.bend_mismatch_mm < 0.1 and not straight.warning


def test_the_thickest_nail_that_the_isthmus_allows() -> None:
    canal = arc_canal(1e6, 9.0)
    allowed = 9.0 + 2 * REMOVED_MM - REAMING_MM
    assert nail_diameter_mm(canal, [8.0, 9.0, 9.5, 10.0, 12.0]) == max(d for d in (8, 9, 9.5, 10, 12) if d <= allowed)
    with pytest.raises(OsteoError, match=r"isthmus of 9.0 mm"):
        nail_diameter_mm(canal, [11.0, 12.0])


def test_the_longest_nail_ends_above_the_knee() -> None:
    found = landmarks()
    top, knee = found.point("greater_trochanter_tip")[2], found.point("knee_center")[2]
    assert longest_nail_mm(found) == pytest.approx(top - knee - SHORT_MM["femur"], abs=1.5)


def test_a_nail_that_is_too_short_is_refused() -> None:
    with pytest.raises(OsteoError, match=r"reach into the canal|too few sections"):
        fitted(rod(40.0, 9.0), canal_of(landmarks(), femur()), landmarks())
    with pytest.raises(OsteoError, match="too few sections"):
        rod(12.0, 9.0)


HOLES = tuple(
    ConnectionPoint(name, "locking", (0.0, 0.0, z), axis, 5.0, 0.0, ("locking_screw",))
    for name, z, axis in (("across", 150.0, (0.0, 1.0, 0.0)), ("front", 180.0, (1.0, 0.0, 0.0)))
)


def stock(family: str, hole_mm: float) -> tuple[float, tuple[float, ...]]:
    return hole_mm, tuple(np.arange(20.0, 80.0, 2.0))


def test_locking_screws_pass_both_cortices_from_the_side_of_the_surgeon() -> None:
    canal = canal_of(landmarks(), femur())
    nail = rod(300.0, 9.0, HOLES)
    fit = fitted(nail, canal, landmarks())
    bone = SurfaceDistance(femur())
    from generated.long_bones import left_femur

    outer = SurfaceDistance(left_femur())
    lateral = np.array([-1.0, 0.3, 0.0])  # medial of the generated bone is +x
    found = locking_screws(nail.holes, fit.pose, outer, lateral, stock)
    assert not found.empty
    by_name = {one.hole: one for one in found.screws}
    assert by_name["across"].path.entry[0] < 0 < by_name["across"].path.tip[0]
    assert by_name["front"].path.entry[1] > 0 > by_name["front"].path.tip[1]
    for one in found.screws:
        assert one.bone_mm == pytest.approx(28.0, abs=0.5)  # the shaft's radius is 14 mm
        assert 1.0 - 1e-6 <= one.path.length_mm - one.bone_mm <= 4.0
        ends = np.array([one.path.entry, one.path.tip])
        assert outer.signed(ends)[0] == pytest.approx(0.0, abs=1e-6) and outer.signed(ends)[1] > 0
        middle = fit.pose[:3, :3] @ np.array(next(h.point for h in HOLES if h.name == one.hole)) + fit.pose[:3, 3]
        off = np.cross(middle - ends[0], one.path.axis)
        assert np.linalg.norm(off) < 1e-6
    assert bone.signed(np.array([fit.pose[:3, 3] + 150.0 * fit.pose[:3, 2]]))[0] > 0  # the nail lies in the canal


def test_holes_that_cannot_be_locked_say_why() -> None:
    bone = SurfaceDistance(cylinder(np.array([0, 0, -100.0]), np.array([0, 0, 100.0]), 14.0))
    pose = np.eye(4)
    side = np.array([0.0, -1.0, 0.0])
    outside = locking_screws((HOLES[0],), pose, bone, side, stock)
    assert "does not surround" in outside.empty["across"]
    pose[2, 3] = -150.0
    none = locking_screws((HOLES[0],), pose, bone, side, lambda family, hole_mm: (hole_mm, (10.0, 20.0)))
    assert "No screw" in none.empty["across"]
    joint = PointsObstacle("joint", np.array([[0.0, 14.0, 0.0]]), 4.0)
    near = locking_screws((HOLES[0],), pose, bone, side, stock, (joint,))
    assert "joint" in near.empty["across"]
