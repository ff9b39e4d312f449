"""Bones whose every volume is known, and cuts in random places."""

from collections.abc import Iterator

import manifold3d
import numpy as np

from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.osteotomy.cuts import BiplanarCut, Cut, DomeCut, PlaneCut, StepCut, WedgeCut, ZCut
from osteokit.surface.boolean import contains
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box
from osteokit.surface.solid import mesh_of

LONG = 600.0
"""A blade that reaches through everything: random cuts are to test booleans, not saws."""


def beam(x=40.0, y=30.0, z=200.0) -> Mesh:
    """A square bone along z about the origin."""
    return box((x, y, z))


def generated_bone(seed: int = 0, edge_mm: float = 7.0) -> Mesh:
    """A shaft with two bumpy ends and a canal, about 200 mm long."""
    random = np.random.default_rng(seed)
    shaft = manifold3d.Manifold.cylinder(160, 13, 15, 64).translate([0, 0, -80])
    ends = [
        manifold3d.Manifold.sphere(r, 48).scale([1.2, 1.0, 0.8]).translate(at)
        for r, at in ((26, [0, 0, -85]), (22, [10, 2, 85]), (18, [-14, 0, 80]))
    ]
    canal = manifold3d.Manifold.cylinder(130, 6, 6, 32).translate([0, 0, -65])
    bone = manifold3d.Manifold.batch_boolean([shaft, *ends], manifold3d.OpType.Add) - canal
    bone = bone.refine_to_length(edge_mm)
    noise = random.normal(0, 0.15, 3)
    return mesh_of(bone.warp_batch(lambda p: p + 0.3 * np.sin(p[:, [1, 2, 0]] / 3.0 + noise)))


def random_cuts(mesh: Mesh, count: int, seed: int) -> Iterator[Cut]:
    """Cuts of every kind through the bone: any pose, one in four along faces, through vertices or grazing."""
    random = np.random.default_rng(seed)
    low, high = mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
    long_axis = np.eye(3)[np.argmax(high - low)]
    makers = (_plane, _opening, _closing, _dome, _step, _z, _biplanar)
    for n in range(count):
        normal = _unit(random.normal(size=3)) if n % 2 else _unit(long_axis + 0.3 * random.normal(size=3))
        point = _inside(mesh, random)
        if n % 4 == 3:
            point, normal = _special(mesh, random, n // 4, point, normal)
        blade = SawBlade(LONG, 20.0, float(random.uniform(0.3, 1.5)))
        across = _unit(np.cross(normal, random.normal(size=3)))
        yield makers[n % len(makers)](random, point, normal, across, blade)


def _special(mesh, random, which, point, normal):
    """Exactly through a vertex, in the plane of a face, or barely touching the far end."""
    if which % 3 == 0:
        return mesh.vertices[random.integers(len(mesh.vertices))], normal
    if which % 3 == 1:
        a, b, c = mesh.vertices[mesh.faces[random.integers(len(mesh.faces))]]
        return a, _unit(np.cross(b - a, c - a))
    heights = mesh.vertices @ normal
    return mesh.vertices[np.argmax(heights)] - normal * random.uniform(0.0, 0.6), normal


def _unit(vector):
    return np.asarray(vector) / np.linalg.norm(vector)


def _inside(mesh, random):
    """A point in the bone."""
    while True:
        a, b = mesh.vertices[random.integers(len(mesh.vertices), size=2)]
        point = a + random.uniform(0.2, 0.8) * (b - a)
        if contains(mesh, point):
            return point


def _v(vector):
    return tuple(float(value) for value in vector)


def _plane(random, point, normal, across, blade):
    depth = float(random.uniform(3, 60)) if random.random() < 0.4 else None
    sweep = float(random.uniform(20, 80)) if random.random() < 0.3 else None
    return PlaneCut(_v(point), _v(normal), _v(across), depth, sweep, blade)


def _opening(random, point, normal, across, blade):
    axis = np.cross(normal, across)
    return WedgeCut("opening", _v(point), _v(axis), _v(across), _v(normal), float(random.uniform(1, 20)), blade=blade)


def _closing(random, point, normal, across, blade):
    axis, side = np.cross(normal, across), random.choice(["proximal", "distal"])
    angle = float(random.uniform(1, 25))
    return WedgeCut("closing", _v(point), _v(axis), _v(across), _v(normal), angle, str(side), blade)


def _dome(random, point, normal, across, blade):
    radius = float(random.uniform(10, 60))
    center = point - normal * radius
    return DomeCut(_v(center), _v(across), radius, _v(normal), _v(normal), float(random.uniform(60, 180)), blade)


def _step(random, point, normal, across, blade):
    return StepCut(_v(point), _v(normal), _v(across), float(random.choice([-1, 1]) * random.uniform(8, 40)), blade)


def _z(random, point, normal, across, blade):
    height = float(random.choice([-1, 1]) * random.uniform(8, 40))
    return ZCut(_v(point), _v(normal), _v(across), height, float(random.uniform(40, 120)), blade)


def _biplanar(random, point, normal, across, blade):
    axis = np.cross(normal, across)
    start, between = point + axis * random.uniform(2, 20), float(random.uniform(95, 150))
    return BiplanarCut(
        _v(point), _v(axis), _v(across), _v(normal), float(random.uniform(1, 20)), _v(start), _v(axis), between, blade
    )
