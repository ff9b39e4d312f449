"""Fracture reduction: fragments to each other and to the mirrored healthy side."""

from collections.abc import Mapping

import numpy as np

from osteokit.base.progress import Progress, part, silent
from osteokit.planning.reduction.fit import weakest_hold
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
from osteokit.planning.reduction.measure import mean_depth_mm
from osteokit.planning.reduction.place import TEMPLATE_WEIGHT, Placement, Surroundings, placements
from osteokit.planning.reduction.register import Body, Link, registered
from osteokit.planning.reduction.rigid import inverse, mean_distance_mm
from osteokit.planning.reduction.scene import (
    Scene,
    fit_among,
    fracture_surfaces,
    in_ras,
    joined,
    on_template,
    scene_of,
)
from osteokit.planning.reduction.separate import ALLOWED_MM, drawn_apart
from osteokit.planning.reduction.template import laid_on
from osteokit.planning.reduction.values import FractureSurface, Reduction
from osteokit.surface.mesh import Mesh
from osteokit.surface.sampling import SurfaceSamples, scattered
from osteokit.surface.transform import moved

_JOINT = (2.0, 2.0, 1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 0.8, 0.8, 0.8, 0.8)
_SHARPENING = (3.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.0, 1.0, 0.7, 0.7, 0.7, 0.7)
_AGREE_MM = 4.0  # what the template itself may be off
_PUSHES = (3.0, 10.0, 30.0)
_DENSE_MM2, _ZONE_MM, _FEWEST_IN_ZONE = 0.7, 5.0, 200


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
    scene = scene_of(fragments, template, anchor)
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


def _placed(
    scene: Scene, laid: np.ndarray | None, progress: Progress
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
        around = Surroundings(joined([scene.bodies[name].samples.moved(poses[name]) for name in poses]), template)
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


def _agree(scene: Scene, sharp: Mapping[str, np.ndarray], poses: Mapping[str, np.ndarray]) -> bool:
    """Whether the fracture surfaces fit exactly and near to where the template put the fragments.

    Then they are the better measure: two sides of one person differ, by several degrees in torsion.
    """
    for name in scene.names:
        body, others = scene.bodies[name], [other for other in scene.names if other != name]
        fit = fit_among(scene, name, sharp)
        hold = weakest_hold(body, [(scene.bodies[o], sharp[o]) for o in others], sharp[name])
        exact = fit.touching_mm2 >= LEAST_TOUCHING_MM2 and fit.gap_mm <= MOST_GAP_MM and hold >= LEAST_HOLD
        if not exact or mean_distance_mm(sharp[name], poses[name], body.samples.points[:200]) > _AGREE_MM:
            return False
    return True


def _together(
    scene: Scene, poses: Mapping[str, np.ndarray], laid: np.ndarray | None
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


def _sharpened(scene: Scene, fragments: Mapping[str, Mesh], poses: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Registered once more, by many samples of the fracture surfaces alone."""
    zones = []
    for name in scene.names:
        body = scene.bodies[name]
        count = int(len(body.samples.points) * body.samples.area_mm2 / _DENSE_MM2)
        dense = scattered(fragments[name], count).moved(scene.to_scene)
        others = joined([scene.bodies[other].samples.moved(poses[other]) for other in scene.names if other != name])
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
    scene: Scene,
    fragments: Mapping[str, Mesh],
    poses: Mapping[str, np.ndarray],
    laid: np.ndarray | None,
    rivals: Mapping[str, float],
    warnings: list[str],
    progress: Progress,
) -> Reduction:
    """Everything measured again on the moved surfaces: believed as they fit best, then told as they end."""
    surfaces = fracture_surfaces(scene, fragments, poses, part(progress, 0.0, 0.3))
    said = _doubts(scene, poses, laid, rivals, surfaces)
    if any(surface.penetration_mm > ALLOWED_MM for surface in surfaces):
        progress(0.3, "drawing apart what overlaps")
        solids = {name: moved(mesh, scene.to_scene) for name, mesh in fragments.items()}
        poses = drawn_apart(scene.bodies, solids, poses, scene.anchor)
        surfaces = fracture_surfaces(scene, fragments, poses, part(progress, 0.7, 1.0))
    residual, distance = {}, {}
    for name in scene.names:
        residual[name] = fit_among(scene, name, poses).gap_mm
        distance[name] = on_template(scene, name, poses[name], laid, 0.0)[1]
    told = [*warnings, *(sentence for sentences in said.values() for sentence in sentences), *_collisions(surfaces)]
    placed = {name: in_ras(scene, name, pose) for name, pose in poses.items()}
    confident = {name: not said[name] for name in scene.names}
    pose = None if laid is None else inverse(scene.to_scene) @ laid @ scene.to_scene
    centers = {name: mesh.vertices.mean(axis=0) for name, mesh in fragments.items()}
    return Reduction(scene.anchor, placed, residual, distance, surfaces, confident, tuple(told), centers, pose)


def _doubts(
    scene: Scene,
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
        like, distance = on_template(scene, name, poses[name], laid, facing_mm2)
        through = max([mean_depth_mm(s) for s in surfaces if name in (s.first, s.second)], default=0.0)
        evidence = Evidence(fit_among(scene, name, poses), rivals[name], hold, like, distance, through)
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
