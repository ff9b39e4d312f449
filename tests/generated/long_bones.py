"""Generated femora and tibiae of known landmarks, and what may happen to the mesh of a bone.

Left bones with medial +x, anterior +y and proximal +z, mm; :func:`as_right` mirrors them. They are built of spheres,
cones and ellipsoids by Manifold, so their extremal points are known in closed form.
"""

from dataclasses import dataclass

import numpy as np
from manifold3d import CrossSection, Manifold, OpType
from scipy.spatial.transform import Rotation
from vtkmodules.vtkFiltersCore import vtkQuadricDecimation

from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import mesh_of_polydata, polydata_of_mesh
from osteokit.surface.solid import manifold_of, mesh_of

_SEGMENTS = 48


@dataclass(frozen=True, eq=False)
class Ellipsoid:
    """Its ``center`` (3,) and its half axes ``radii`` (3,) along x, y, z."""

    center: np.ndarray
    radii: np.ndarray

    def outermost(self, direction: np.ndarray) -> np.ndarray:
        """The point (3,) of its surface farthest along ``direction`` (support of an ellipsoid)."""
        scaled = self.radii * direction
        return self.center + self.radii * scaled / np.linalg.norm(scaled)

    def solid(self) -> Manifold:
        return Manifold.sphere(1.0, _SEGMENTS).scale(_list(self.radii)).translate(_list(self.center))


HEAD = Ellipsoid(np.array([44.0, 10.0, 398.0]), np.full(3, 23.0))
NECK_ROOT = np.array([0.0, 0.0, 366.0])
ISTHMUS_PART = 0.42  # of the way from the head's centre to the root of the neck
ISTHMUS_RADIUS_MM = 14.0
LESSER_TROCHANTER = Ellipsoid(np.array([13.0, -13.0, 336.0]), np.array([8.0, 8.0, 9.0]))
GREATER_TROCHANTER = Ellipsoid(np.array([-10.0, -10.0, 376.0]), np.array([15.0, 17.0, 26.0]))
MEDIAL_CONDYLE = Ellipsoid(np.array([24.0, -12.0, 24.0]), np.array([15.0, 31.0, 25.0]))
LATERAL_CONDYLE = Ellipsoid(np.array([-24.0, -10.0, 25.0]), np.array([15.0, 31.0, 24.0]))
MEDIAL_EPICONDYLE = Ellipsoid(np.array([34.0, -4.0, 34.0]), np.array([11.0, 12.0, 12.0]))
LATERAL_EPICONDYLE = Ellipsoid(np.array([-33.0, -4.0, 34.0]), np.array([10.0, 12.0, 12.0]))
_FLANKS = [Ellipsoid(np.array([x, 10.0, 32.0]), np.array([15.0, 16.0, 22.0])) for x in (-13.0, 13.0)]


def isthmus_center() -> np.ndarray:
    """The middle of the smallest section of the generated neck."""
    return HEAD.center + ISTHMUS_PART * (NECK_ROOT - HEAD.center)


def groove_end() -> np.ndarray:
    """Where the trochlear groove, the ellipse in which both flanks meet at x = 0, rises by 45 degrees backward."""
    center, radii = _FLANKS[0].center, _FLANKS[0].radii
    ry, rz = radii[1:] * np.sqrt(1.0 - (center[0] / radii[0]) ** 2)
    return np.array([0.0, center[1] - ry**2 / np.hypot(ry, rz), center[2] - rz**2 / np.hypot(ry, rz)])


def left_femur() -> Mesh:
    """A left femur whose head, isthmus, trochanters and condyles are the values of this module."""
    shaft = _rod(np.array([0.0, 0.0, 45.0]), np.array([0.0, 0.0, 372.0]), 14.0, 14.0)
    neck = _rod(HEAD.center, isthmus_center(), 17.0, ISTHMUS_RADIUS_MM) + _rod(
        isthmus_center(), NECK_ROOT, ISTHMUS_RADIUS_MM, 19.0
    )
    funnel = _rod(np.array([0.0, -2.0, 34.0]), np.array([0.0, 0.0, 110.0]), 27.0, 14.0)
    ellipsoids = (
        HEAD,
        LESSER_TROCHANTER,
        GREATER_TROCHANTER,
        MEDIAL_CONDYLE,
        LATERAL_CONDYLE,
        MEDIAL_EPICONDYLE,
        LATERAL_EPICONDYLE,
    )
    return mesh_of(
        Manifold.batch_boolean([shaft, neck, funnel, *(e.solid() for e in (*ellipsoids, *_FLANKS))], OpType.Add)
    )


PLATEAU_HEIGHT = 360.0
EMINENCE_X = 5.0
PLATEAU_CENTERS = {"medial": np.array([21.0, -2.0]), "lateral": np.array([-21.0, -1.0])}
PLATEAU_RADII = {"medial": np.array([19.0, 24.0]), "lateral": np.array([18.0, 22.0])}
PLAFOND_HEIGHT = 12.0
MALLEOLUS = Ellipsoid(np.array([19.0, 9.0, 12.0]), np.array([5.5, 8.0, 14.0]))
NOTCH_CENTER, NOTCH_RADIUS_MM = np.array([-21.0, -9.0]), 8.0  # an upright hollow at the lateral side, somewhat behind
TUBEROSITY = Ellipsoid(np.array([-3.0, 17.0, 322.0]), np.array([8.0, 10.0, 10.0]))


def left_tibia() -> Mesh:
    """A left tibia with a level plateau at PLATEAU_HEIGHT, a level plafond, and a shaft with its crest in front."""
    parts = [MALLEOLUS.solid(), TUBEROSITY.solid()]
    for name, center in PLATEAU_CENTERS.items():
        disc = Manifold.cylinder(22.0, 1.0, 1.0, _SEGMENTS).scale([*_list(PLATEAU_RADII[name]), 1.0])
        parts.append(disc.translate([*_list(center), PLATEAU_HEIGHT - 22.0]))
    parts.append(Manifold.cylinder(20.0, 15.0, 15.0, _SEGMENTS).translate([0.0, 6.0, PLATEAU_HEIGHT - 24.0]))
    for sign in (-1.0, 1.0):
        parts.append(Manifold.cylinder(14.0, 5.0, 1.0, 32).translate([sign * EMINENCE_X, 0.0, PLATEAU_HEIGHT - 5.0]))
    edges = ((0.0, 13.0, 4.0), (-9.0, -6.0, 5.0), (9.0, -6.0, 5.0))
    profile = CrossSection.batch_hull([CrossSection.circle(r, 32).translate([x, y]) for x, y, r in edges])
    parts.append(profile.extrude(290.0).translate([0.0, 0.0, 25.0]))
    top = Manifold.cylinder(1.0, 20.0, 20.0, _SEGMENTS).translate([0.0, 0.0, PLATEAU_HEIGHT - 23.0])
    neck = profile.extrude(1.0).translate([0.0, 0.0, 280.0])
    parts.append(Manifold.batch_hull([top, neck]))
    foot = Manifold.cylinder(24.0, 20.0, 18.0, _SEGMENTS).translate([0.0, 0.0, PLAFOND_HEIGHT])
    parts.append(Manifold.batch_hull([foot, profile.extrude(1.0).translate([0.0, 0.0, 70.0])]))
    notch = Manifold.cylinder(40.0, NOTCH_RADIUS_MM, NOTCH_RADIUS_MM, _SEGMENTS)
    notch = notch.translate([*_list(NOTCH_CENTER), PLAFOND_HEIGHT - 2.0])
    return mesh_of(Manifold.batch_boolean(parts, OpType.Add) - notch)


def as_right(mesh: Mesh) -> Mesh:
    """The bone of the other side: mirrored in x."""
    return Mesh(mesh.vertices * [-1.0, 1.0, 1.0], np.ascontiguousarray(mesh.faces[:, ::-1]))


def in_pose(mesh: Mesh, rotation: Rotation, shift: np.ndarray) -> Mesh:
    return Mesh(rotation.apply(mesh.vertices) + shift, mesh.faces)


def decimated(mesh: Mesh, part: float) -> Mesh:
    """About ``part`` of the faces, by quadric decimation."""
    reduce = vtkQuadricDecimation()
    reduce.SetInputData(polydata_of_mesh(mesh))
    reduce.SetTargetReduction(1.0 - part)
    reduce.Update()
    return mesh_of_polydata(reduce.GetOutput())


def noisy(mesh: Mesh, noise_mm: float, seed: int) -> Mesh:
    """Every vertex moved along its normal by normally distributed noise."""
    corners = mesh.vertices[mesh.faces]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(mesh.vertices)
    for n in range(3):
        np.add.at(normals, mesh.faces[:, n], area)
    normals /= np.maximum(np.linalg.norm(normals, axis=1), 1e-12)[:, None]
    shift = np.random.default_rng(seed).normal(0.0, noise_mm, len(normals))
    return Mesh(mesh.vertices + shift[:, None] * normals, mesh.faces)


def cut_off(mesh: Mesh, normal: np.ndarray, part: float) -> Mesh:
    """What lies beyond a plane across ``normal`` at ``part`` of the extent along it, with a flat cap."""
    normal = normal / np.linalg.norm(normal)
    height = mesh.vertices @ normal
    level = float(height.min() + part * np.ptp(height))
    return mesh_of(manifold_of(mesh).trim_by_plane(_list(normal), level))


def _rod(start: np.ndarray, end: np.ndarray, start_radius: float, end_radius: float) -> Manifold:
    """A cone between two points."""
    along = end - start
    length = float(np.linalg.norm(along))
    turn, _ = Rotation.align_vectors([along / length], [[0.0, 0.0, 1.0]])
    matrix = np.column_stack([turn.as_matrix(), start])
    return Manifold.cylinder(length, start_radius, end_radius, _SEGMENTS).transform(matrix)


def _list(values: np.ndarray) -> list[float]:
    return [float(value) for value in values]
