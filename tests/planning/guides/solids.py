"""Generated bones of known shape, and cuts and holes on them."""

import manifold3d
import numpy as np

from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box, cylinder
from osteokit.surface.solid import mesh_of

COARSE = GuideParameters(grid_mm=0.8)
"""Fast; every check must hold on it all the same."""

BLADE = SawBlade(90.0, 13.0, 0.9)


def shaft(radius=14.0, half=70.0) -> Mesh:
    """A tube-like bone along z."""
    return cylinder(np.array([0, 0, -half]), np.array([0, 0, half]), radius, 128)


def block() -> Mesh:
    return box((60.0, 60.0, 60.0))


def ball(radius=25.0) -> Mesh:
    return mesh_of(manifold3d.Manifold.sphere(radius, 128))


def flared() -> Mesh:
    """A shaft that widens upward, oval and bent: like the end of a long bone, and fitting in one place only."""
    rings = []
    for z in np.linspace(-60, 40, 41):
        wide = 13 + 12 / (1 + np.exp(-(z - 5) / 9))
        angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
        round_ = wide * (1 + 0.12 * np.cos(2 * angle + 0.4) + 0.08 * np.cos(3 * angle - z / 25))
        rings.append(np.stack([round_ * np.cos(angle) + 0.002 * z**2, round_ * np.sin(angle), 0 * angle + z], axis=1))
    count = len(rings[0])
    vertices = np.vstack([*rings, rings[0].mean(axis=0), rings[-1].mean(axis=0)])
    faces = []
    for ring in range(len(rings) - 1):
        for n in range(count):
            a, b = ring * count + n, ring * count + (n + 1) % count
            faces += [[a, b, b + count], [a, b + count, a + count]]
    last, bottom = (len(rings) - 1) * count, len(rings) * count
    for n in range(count):
        faces += [[(n + 1) % count, n, bottom], [last + n, last + (n + 1) % count, bottom + 1]]
    return Mesh(vertices, np.array(faces, np.int64))


def across(radius=14.0, z=0.0, **given) -> SawPlane:
    """A cut across the shaft from +x."""
    return SawPlane((radius, 0.0, z), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0), blade=BLADE, **given)


def wire(point, direction=(-1.0, 0.0, 0.0), diameter=2.0, name="") -> GuideHole:
    return GuideHole(point, direction, diameter, "wire", name)


def check(guide, code):
    return next(one for one in guide.checks if one.code == code)
