"""Fragments and template prepared for a reduction, and what is measured on them at given poses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress
from osteokit.planning.reduction.fit import Fit, contact_fit, likeness_mm2
from osteokit.planning.reduction.register import Body, met
from osteokit.planning.reduction.rigid import inverse
from osteokit.planning.reduction.values import FractureSurface
from osteokit.surface.collision import overlap_volume_mm3, penetration_mm
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import SurfaceSamples, sampled
from osteokit.surface.transform import moved

SAMPLE_MM2 = 3.5
"""Area for one sample: about 2 mm apart, twice the voxels of a clinical CT."""
_FEWEST, _MOST = 1500, 12000
LEAST_FACING_MM2 = 20.0
"""Below this two fragments have no fracture surface in common."""


@dataclass(frozen=True, eq=False)
class Scene:
    """Fragments and template as bodies in the anchor's frame of inertia, where all the work is done."""

    names: tuple[str, ...]
    anchor: str
    bodies: Mapping[str, Body]
    template: Body | None
    to_scene: np.ndarray


def scene_of(fragments: Mapping[str, Mesh], template: Mesh | None, anchor: str | None) -> Scene:
    """Everything sampled; the largest fragment is the anchor where none is named.

    Raises
    ------
    OsteoError
        Fewer than two fragments, an unknown anchor, or a mesh that is not a solid.
    """
    if len(fragments) < 2:
        raise OsteoError("A reduction needs at least two fragments; give every fragment as a mesh of its own.")
    volumes = {name: mesh.volume_mm3 for name, mesh in fragments.items()}
    for name, volume in volumes.items():
        if not volume > 0:
            raise OsteoError(f"The fragment {name} is empty or inside out; repair it before the reduction.")
    anchor = max(volumes, key=lambda name: volumes[name]) if anchor is None else anchor
    if anchor not in fragments:
        raise OsteoError(
            f"The anchor {anchor} is not among the fragments ({', '.join(fragments)}); choose one of them."
        )
    samples = {name: _samples(mesh) for name, mesh in fragments.items()}
    to_scene = _inertia_frame(samples[anchor])
    bodies = {name: Body.of(one.moved(to_scene)) for name, one in samples.items()}
    whole = None if template is None else Body.of(_samples(template).moved(to_scene))
    return Scene(tuple(fragments), anchor, bodies, whole, to_scene)


def _samples(mesh: Mesh) -> SurfaceSamples:
    rough = sampled(mesh, 200)
    area = rough.area_mm2 * len(rough.points)
    return sampled(mesh, int(np.clip(area / SAMPLE_MM2, _FEWEST, _MOST)))


def _inertia_frame(samples: SurfaceSamples) -> np.ndarray:
    """Into the principal axes of a surface, turned so that each points to the longer tail: moves with the surface."""
    center = samples.points.mean(axis=0)
    points = samples.points - center
    _, axes = np.linalg.eigh(points.T @ points)
    tails = ((points @ axes) ** 3).sum(axis=0)
    axes = axes * np.where(tails < 0, -1.0, 1.0)
    axes[:, 2] *= np.linalg.det(axes)
    frame = np.eye(4)
    frame[:3, :3] = axes.T
    frame[:3, 3] = -axes.T @ center
    return frame


def joined(parts: list[SurfaceSamples]) -> Body:
    """Several surfaces as one body, their samples in a fixed random order."""
    total = sum(len(one.points) for one in parts)
    area = sum(len(one.points) * one.area_mm2 for one in parts) / total
    points = np.concatenate([one.points for one in parts])
    order = np.random.default_rng(0).permutation(total)
    return Body.of(SurfaceSamples(points[order], np.concatenate([one.normals for one in parts])[order], area))


def in_ras(scene: Scene, name: str, pose: np.ndarray) -> np.ndarray:
    """A fragment's pose in the scene as a 4x4 in RAS mm."""
    return np.eye(4) if name == scene.anchor else inverse(scene.to_scene) @ pose @ scene.to_scene


def fit_among(scene: Scene, name: str, poses: Mapping[str, np.ndarray]) -> Fit:
    """The fit of a fragment with all others."""
    others = [scene.bodies[other].samples.moved(poses[other]) for other in scene.names if other != name]
    return contact_fit(scene.bodies[name], joined(others), poses[name])


def on_template(
    scene: Scene, name: str, pose: np.ndarray, laid: np.ndarray | None, facing_mm2: float
) -> tuple[float, float]:
    """The part of a fragment's outside that lies on the template, and the median distance of what faces it.

    ``facing_mm2`` faces neighbours, so it is fracture surface and no outside.
    """
    if laid is None or scene.template is None:
        return float("nan"), float("nan")
    body, relative = scene.bodies[name], inverse(laid) @ pose
    pairs = met(body.probes, relative, scene.template, 6.0)
    facing = np.abs(pairs.gap_mm[pairs.facing > 0.7])
    outside = max(body.samples.area_mm2 * len(body.samples.points) - facing_mm2, body.samples.area_mm2)
    like = min(likeness_mm2(body, scene.template, relative) / outside, 1.0)
    return like, float(np.median(facing)) if len(facing) else float("nan")


def fracture_surfaces(
    scene: Scene,
    fragments: Mapping[str, Mesh],
    poses: Mapping[str, np.ndarray],
    progress: Progress,
) -> tuple[FractureSurface, ...]:
    """Every pair of fragments that face each other or overlap, where ``poses`` (in the scene) put them."""
    solids = {name: moved(mesh, in_ras(scene, name, poses[name])) for name, mesh in fragments.items()}
    found = []
    pairs = [(a, b) for n, a in enumerate(scene.names) for b in scene.names[n + 1 :]]
    for n, (a, b) in enumerate(pairs):
        progress(n / len(pairs), "measuring overlap")
        relative = inverse(poses[b]) @ poses[a]
        near = met(scene.bodies[a].probes, relative, scene.bodies[b], 3.0)
        faces = (near.facing < -0.7) & (np.abs(near.gap_mm) < 2.0)
        overlap = overlap_volume_mm3(solids[a], solids[b])
        area = float(faces.sum() * scene.bodies[a].probes.area_mm2)
        if area < LEAST_FACING_MM2 and overlap == 0.0:
            continue
        residual = float(np.sqrt((near.gap_mm[faces] ** 2).mean())) if faces.any() else float("nan")
        depth = penetration_mm(solids[a], solids[b]) if overlap > 0 else 0.0
        found.append(FractureSurface(a, b, area, residual, overlap, depth))
    return tuple(found)
