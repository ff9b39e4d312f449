"""Fracture reduction: fragments to each other and to the mirrored healthy side."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.reduction.fit import Fit, contact_fit, likeness_mm2, weakest_hold
from osteokit.planning.reduction.judge import (
    LEAST_HOLD,
    LEAST_LIKE,
    LEAST_TOUCHING_MM2,
    MOST_GAP_MM,
    MOST_RIVAL,
    Evidence,
    doubts,
    unsupported,
)
from osteokit.planning.reduction.place import TEMPLATE_WEIGHT, Placement, Surroundings, placements
from osteokit.planning.reduction.register import Body, Link, met, registered
from osteokit.planning.reduction.rigid import inverse, mean_distance_mm
from osteokit.planning.reduction.separate import ALLOWED_MM, drawn_apart
from osteokit.planning.reduction.template import laid_on
from osteokit.planning.reduction.values import FractureSurface, Reduction
from osteokit.surface.collision import overlap_volume_mm3, penetration_mm
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import SurfaceSamples, sampled, scattered
from osteokit.surface.transform import moved

SAMPLE_MM2 = 3.5
"""Area for one sample: about 2 mm apart, twice the voxels of a clinical CT."""
_FEWEST, _MOST = 1500, 12000
_JOINT = (2.0, 2.0, 1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 0.8, 0.8, 0.8, 0.8)
_SHARPENING = (3.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.0, 1.0, 0.7, 0.7, 0.7, 0.7)
_AGREE_MM = 4.0  # what the template itself may be off
_PUSHES = (3.0, 10.0, 30.0)
_DENSE_MM2, _ZONE_MM, _FEWEST_IN_ZONE = 0.7, 5.0, 200
_LEAST_FACING_MM2 = 20.0


@dataclass(frozen=True, eq=False)
class _Scene:
    """Fragments and template as bodies in the anchor's frame of inertia, where all the work is done."""

    names: tuple[str, ...]
    anchor: str
    bodies: Mapping[str, Body]
    template: Body | None
    to_scene: np.ndarray


def reduce_fragments(
    fragments: Mapping[str, Mesh],
    template: Mesh | None = None,
    anchor: str | None = None,
    progress: Progress = silent,
) -> Reduction:
    """Bring fragments back together.

    Fragments should lie within about 25 mm and 25 degrees of where they belong beside each other; the search goes that
    far. Each fragment is tried at thousands of poses against what is already in place (and the template), the best are
    registered, and at the end all fragments are registered together and drawn apart where they overlap.

    Without a template the fragments are fitted only to each other: fragments of an old or impacted fracture can fit
    exactly in their displaced position too.

    Parameters
    ----------
    fragments
        Two or more closed, outward meshes in RAS mm by name.
    template
        The whole bone as it was: the other side, mirrored (:func:`mirrored_template`), wherever it lies.
    anchor
        The fragment that stays; the largest where not given.

    Raises
    ------
    OsteoError
        Fewer than two fragments, an unknown anchor, or a mesh that is not a solid.
    """
    scene = _scene(fragments, template, anchor)
    warnings: list[str] = []
    laid = None
    if scene.template is not None:
        progress(0.0, "laying the template on the anchor")
        found = laid_on(scene.template, scene.bodies[scene.anchor], list(scene.bodies.values()))
        if found.like >= LEAST_LIKE:
            laid = found.pose
        else:
            warnings.append(
                f"The template was left out: only {100 * found.like:.0f} % of {scene.anchor} lies on it; "
                "check that it is the mirrored bone of the other side."
            )
    poses, rivals = _placed(scene, laid, part(progress, 0.1, 0.8))
    progress(0.8, "registering all together")
    poses, laid = _together(scene, poses, laid)
    sharp = _sharpened(scene, fragments, poses)
    if laid is None or _agree(scene, sharp, poses):
        poses = sharp
    return _judged(scene, fragments, poses, laid, rivals, warnings, part(progress, 0.85, 1.0))


def _scene(fragments: Mapping[str, Mesh], template: Mesh | None, anchor: str | None) -> _Scene:
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
    return _Scene(tuple(fragments), anchor, bodies, whole, to_scene)


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


def _placed(
    scene: _Scene, laid: np.ndarray | None, progress: Progress
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Poses of all fragments, and for each the score of its next best place over the best.

    Fragments join one by one, the one that fits best first.
    """
    poses, rivals = {scene.anchor: np.eye(4)}, {scene.anchor: 0.0}
    waiting = [name for name in scene.names if name != scene.anchor]
    template = None
    if laid is not None and scene.template is not None:
        template = Body.of(scene.template.samples.moved(laid))
    steps = len(waiting) * (len(waiting) + 1) / 2
    done = 0
    while waiting:
        around = Surroundings(_joined([scene.bodies[name].samples.moved(poses[name]) for name in poses]), template)
        offers = {}
        for name in waiting:
            offers[name] = placements(scene.bodies[name], around, part(progress, done / steps, (done + 1) / steps))
            done += 1
        best = max(waiting, key=lambda name: _worth(offers[name]))
        poses[best] = offers[best][0].pose
        rivals[best] = _rival(offers[best])
        waiting.remove(best)
    return poses, rivals


def _worth(found: list[Placement]) -> tuple[bool, float]:
    """What to place first: a fragment that fits exactly, and only there; of these the one that touches most."""
    fit = found[0].fit
    return fit.gap_mm < MOST_GAP_MM and _rival(found) < MOST_RIVAL, fit.score


def _rival(found: list[Placement]) -> float:
    """The score of the next best place over the best; on a template, the area that lies on it decides."""
    first, others = found[0].fit, [one.fit for one in found[1:]]
    if first.like_mm2 > 0:
        return max((other.like_mm2 for other in others), default=0.0) / first.like_mm2
    if first.score <= 0:
        return 1.0
    return max((other.score for other in others), default=0.0) / first.score


def _agree(scene: _Scene, sharp: Mapping[str, np.ndarray], poses: Mapping[str, np.ndarray]) -> bool:
    """Whether the fracture surfaces fit exactly and near to where the template put the fragments.

    Then they are the better measure: two sides of one person differ, by several degrees in torsion.
    """
    for name in scene.names:
        body, others = scene.bodies[name], [other for other in scene.names if other != name]
        fit = _fit_among(scene, name, sharp)
        hold = weakest_hold(body, [(scene.bodies[o], sharp[o]) for o in others], sharp[name])
        exact = fit.touching_mm2 >= LEAST_TOUCHING_MM2 and fit.gap_mm <= MOST_GAP_MM and hold >= LEAST_HOLD
        if not exact or mean_distance_mm(sharp[name], poses[name], body.samples.points[:200]) > _AGREE_MM:
            return False
    return True


def _joined(parts: list[SurfaceSamples]) -> Body:
    total = sum(len(one.points) for one in parts)
    area = sum(len(one.points) * one.area_mm2 for one in parts) / total
    points = np.concatenate([one.points for one in parts])
    order = np.random.default_rng(0).permutation(total)
    return Body.of(SurfaceSamples(points[order], np.concatenate([one.normals for one in parts])[order], area))


def _together(
    scene: _Scene, poses: Mapping[str, np.ndarray], laid: np.ndarray | None
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """All fragments registered at once: fracture surfaces to each other, outsides to the template."""
    count = len(scene.names)
    bodies, start = [scene.bodies[name] for name in scene.names], [poses[name] for name in scene.names]
    links = [Link(a, b, True) for a in range(count) for b in range(a + 1, count)]
    if laid is not None and scene.template is not None:
        bodies.append(scene.template)
        start.append(laid)
        links += [Link(a, count, False, TEMPLATE_WEIGHT) for a in range(count)]
    fixed = [scene.names.index(scene.anchor)]
    ended = registered(bodies, start, links, fixed, _JOINT)
    for push in _PUSHES:
        ended = registered(bodies, ended, links, fixed, (1.0,) * 4, push)
    return dict(zip(scene.names, ended, strict=False)), None if laid is None else ended[count]


def _sharpened(scene: _Scene, fragments: Mapping[str, Mesh], poses: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Registered once more, by many samples of the fracture surfaces alone."""
    zones = []
    for name in scene.names:
        body = scene.bodies[name]
        count = int(len(body.samples.points) * body.samples.area_mm2 / _DENSE_MM2)
        dense = scattered(fragments[name], count).moved(scene.to_scene)
        others = _joined([scene.bodies[other].samples.moved(poses[other]) for other in scene.names if other != name])
        near, _ = others.tree.query(dense.moved(poses[name]).points, distance_upper_bound=_ZONE_MM)
        zone = np.isfinite(near)
        if zone.sum() < _FEWEST_IN_ZONE:
            return dict(poses)
        zones.append(Body.of(SurfaceSamples(dense.points[zone], dense.normals[zone], dense.area_mm2)))
    links = [Link(a, b, True) for a in range(len(zones)) for b in range(a + 1, len(zones))]
    start = [poses[name] for name in scene.names]
    ended = registered(zones, start, links, [scene.names.index(scene.anchor)], _SHARPENING)
    return dict(zip(scene.names, ended, strict=True))


def _judged(
    scene: _Scene,
    fragments: Mapping[str, Mesh],
    poses: Mapping[str, np.ndarray],
    laid: np.ndarray | None,
    rivals: Mapping[str, float],
    warnings: list[str],
    progress: Progress,
) -> Reduction:
    """Everything measured again on the moved surfaces: believed as they fit best, then told as they end."""
    surfaces = _fracture_surfaces(scene, fragments, poses, part(progress, 0.0, 0.3))
    said = _doubts(scene, poses, laid, rivals, surfaces)
    if any(surface.penetration_mm > ALLOWED_MM for surface in surfaces):
        progress(0.3, "drawing apart what overlaps")
        solids = {name: moved(mesh, scene.to_scene) for name, mesh in fragments.items()}
        poses = drawn_apart(scene.bodies, solids, poses, scene.anchor)
        surfaces = _fracture_surfaces(scene, fragments, poses, part(progress, 0.7, 1.0))
    residual, distance = {}, {}
    for name in scene.names:
        residual[name] = _fit_among(scene, name, poses).gap_mm
        distance[name] = _on_template(scene, name, poses[name], laid, 0.0)[1]
    told = [*warnings, *(sentence for sentences in said.values() for sentence in sentences), *_collisions(surfaces)]
    in_ras = {name: _in_ras(scene, name, pose) for name, pose in poses.items()}
    confident = {name: not said[name] for name in scene.names}
    pose = None if laid is None else inverse(scene.to_scene) @ laid @ scene.to_scene
    centers = {name: mesh.vertices.mean(axis=0) for name, mesh in fragments.items()}
    return Reduction(scene.anchor, in_ras, residual, distance, surfaces, confident, tuple(told), centers, pose)


def _doubts(
    scene: _Scene,
    poses: Mapping[str, np.ndarray],
    laid: np.ndarray | None,
    rivals: Mapping[str, float],
    surfaces: tuple[FractureSurface, ...],
) -> dict[str, tuple[str, ...]]:
    """What speaks against each fragment's answer; nothing against the anchor."""
    said: dict[str, tuple[str, ...]] = {scene.anchor: ()}
    for name in scene.names:
        if name == scene.anchor:
            continue
        body, others = scene.bodies[name], [other for other in scene.names if other != name]
        hold = weakest_hold(body, [(scene.bodies[o], poses[o]) for o in others], poses[name])
        facing_mm2 = sum(surface.area_mm2 for surface in surfaces if name in (surface.first, surface.second))
        like, distance = _on_template(scene, name, poses[name], laid, facing_mm2)
        through = max([_mean_depth_mm(s) for s in surfaces if name in (s.first, s.second)], default=0.0)
        evidence = Evidence(_fit_among(scene, name, poses), rivals[name], hold, like, distance, through)
        said[name] = doubts(name, evidence)
    if laid is None:  # a template holds each fragment by itself
        doubted = [name for name, sentences in said.items() if sentences]
        fits = [s for s in surfaces if s.area_mm2 >= LEAST_TOUCHING_MM2 and s.residual_mm <= MOST_GAP_MM]
        alone = unsupported(scene.names, scene.anchor, doubted, [(s.first, s.second) for s in fits])
        said |= {name: (sentence,) for name, sentence in alone.items()}
    return said


def _collisions(surfaces: tuple[FractureSurface, ...]) -> list[str]:
    """Those that are left, because the fracture surfaces would gap without them."""
    return [
        f"{one.first} and {one.second} go up to {one.penetration_mm:.1f} mm into each other; drawing them apart would "
        "open their fracture surfaces too far."
        for one in surfaces
        if one.penetration_mm > ALLOWED_MM
    ]


def _in_ras(scene: _Scene, name: str, pose: np.ndarray) -> np.ndarray:
    return np.eye(4) if name == scene.anchor else inverse(scene.to_scene) @ pose @ scene.to_scene


def _mean_depth_mm(surface: FractureSurface) -> float:
    """The overlap spread over the surface that faces."""
    return surface.overlap_mm3 / max(surface.area_mm2, _LEAST_FACING_MM2)


def _fit_among(scene: _Scene, name: str, poses: Mapping[str, np.ndarray]) -> Fit:
    """The fit of a fragment with all others."""
    others = [scene.bodies[other].samples.moved(poses[other]) for other in scene.names if other != name]
    return contact_fit(scene.bodies[name], _joined(others), poses[name])


def _on_template(
    scene: _Scene, name: str, pose: np.ndarray, laid: np.ndarray | None, facing_mm2: float
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


def _fracture_surfaces(
    scene: _Scene,
    fragments: Mapping[str, Mesh],
    poses: Mapping[str, np.ndarray],
    progress: Progress,
) -> tuple[FractureSurface, ...]:
    solids = {name: moved(mesh, _in_ras(scene, name, poses[name])) for name, mesh in fragments.items()}
    found = []
    pairs = [(a, b) for n, a in enumerate(scene.names) for b in scene.names[n + 1 :]]
    for n, (a, b) in enumerate(pairs):
        progress(n / len(pairs), "measuring overlap")
        relative = inverse(poses[b]) @ poses[a]
        near = met(scene.bodies[a].probes, relative, scene.bodies[b], 3.0)
        faces = (near.facing < -0.7) & (np.abs(near.gap_mm) < 2.0)
        overlap = overlap_volume_mm3(solids[a], solids[b])
        area = float(faces.sum() * scene.bodies[a].probes.area_mm2)
        if area < _LEAST_FACING_MM2 and overlap == 0.0:
            continue
        residual = float(np.sqrt((near.gap_mm[faces] ** 2).mean())) if faces.any() else float("nan")
        depth = penetration_mm(solids[a], solids[b]) if overlap > 0 else 0.0
        found.append(FractureSurface(a, b, area, residual, overlap, depth))
    return tuple(found)
