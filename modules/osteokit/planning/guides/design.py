"""Design a guide: place its parts on the bone, find the way on, make the base, join, keep clear, cut, check."""

from collections.abc import Sequence
from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.guides.base import base_fields, clear_room
from osteokit.planning.guides.checks import Finished, check_guide
from osteokit.planning.guides.lettering import letters_on_base, letters_on_housing
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot, place_hole, place_slot
from osteokit.planning.guides.region import Footprint, footprint, require_reached, way_off
from osteokit.planning.guides.values import Guide, GuideHole, GuidePart, SawPlane
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import level_solid
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of, mesh_of

_AROUND_MM = 30.0  # bone beyond guide and travel that is kept in the crop
_CRUMB = 0.02  # of the volume; smaller pieces that the trimming cut off are left out


@dataclass(frozen=True, eq=False)
class _Site:
    """What is worked on: the bone and its neighbours near the guide."""

    bone: Mesh
    surface: SurfaceDistance
    neighbours: tuple[Mesh, ...]


def design_guide(
    bone: Mesh,
    cuts: Sequence[SawPlane],
    holes: Sequence[GuideHole] = (),
    parameters: GuideParameters = GuideParameters(),
    neighbours: Sequence[Mesh] = (),
    progress: Progress = silent,
) -> Guide:
    """A guide for any number of cuts and holes on one bone.

    Parameters
    ----------
    bone : Mesh
        Closed and outward, RAS mm; any number of triangles: only what is near the guide is worked on.
    cuts, holes
        At least one of them.
    neighbours
        Other bones or parts that the guide must not touch, neither seated nor on its way.

    Raises
    ------
    OsteoError
        Nothing to guide, a bone that is not a solid, a cut or hole that misses it, a blade that does not fit, a guide
        that finds no hold on the bone or that cannot seat.
    """
    if not cuts and not holes:
        raise OsteoError("There is nothing to guide; give at least one cut or one hole.")
    progress(0.0, "Looking at the bone")
    site = _site(bone, neighbours, np.array([part.entry for part in cuts] + [part.point for part in holes]), parameters)
    slots = [place_slot(site.surface, cut, parameters, _cut_name(n, len(cuts))) for n, cut in enumerate(cuts)]
    drilled = [place_hole(site.surface, hole, parameters) for hole in holes]
    progress(0.15, "Finding the way on which it goes on")
    way, _ = way_off(site.surface, slots, drilled, parameters)
    require_reached(site.surface, slots, drilled, way, parameters)
    outline = footprint(slots, drilled, way, parameters)
    progress(0.25, "Making the base")
    housings = [slot.housing(parameters.slot_wall_mm) for slot in slots] + [hole.sleeve() for hole in drilled]
    room = np.vstack([part.vertices for part in housings])
    others = [SurfaceDistance(mesh) for mesh in site.neighbours]
    fields = base_fields(site.surface, others, outline, room, parameters)
    progress(0.5, "Keeping clear of the bone")
    clear = clear_room(fields, site.surface, parameters)
    progress(0.6, "Joining and cutting")
    outer = level_solid(fields.shell, fields.grid, 0.0)
    if not len(outer.faces):
        raise OsteoError("The guide finds no bone to lie on there; move its cuts and holes onto the bone.")
    plain = _body(outer, housings, clear, slots, drilled, outline, parameters)
    mesh = _lettered(plain, outer, clear, slots, drilled, outline, parameters)
    progress(0.75, "Checking")
    parts = tuple(
        [GuidePart("slot", _cut_name(n, len(slots)), slot.cutter()) for n, slot in enumerate(slots)]
        + [GuidePart(hole.hole.kind, hole.hole.name or f"Hole {n}", hole.cutter()) for n, hole in enumerate(drilled, 1)]
    )
    finished = Finished(
        mesh, plain, site.bone, site.surface, site.neighbours, outline, slots, drilled, parts, parameters
    )
    checks = check_guide(finished, progress)
    progress(1.0, "Guide ready")
    return Guide(mesh, way, parts, checks, parameters)


def _cut_name(number: int, count: int) -> str:
    return "The cut" if count == 1 else f"Cut {number + 1}"


def _site(bone: Mesh, neighbours: Sequence[Mesh], entries: np.ndarray, parameters: GuideParameters) -> _Site:
    """The solids near the guide: a million triangles elsewhere cost nothing afterwards."""
    if not np.isfinite(entries).all():
        raise OsteoError("A cut or a hole has an entry that is not three finite numbers; correct it.")
    around = parameters.margin_mm + parameters.reach_mm + parameters.travel_mm + _AROUND_MM
    low, high = entries.min(axis=0) - around, entries.max(axis=0) + around
    crop = manifold3d.Manifold.cube((high - low).tolist()).translate(low.tolist())
    near = manifold_of(bone) ^ crop
    if near.is_empty():
        raise OsteoError("The cut misses the bone: there is no bone near its entry; check its place and coordinates.")
    mesh = mesh_of(near)
    others = [manifold_of(other) ^ crop for other in neighbours]
    return _Site(mesh, SurfaceDistance(mesh), tuple(mesh_of(other) for other in others if not other.is_empty()))


def _body(
    outer: Mesh,
    housings: Sequence[Mesh],
    clear: Mesh,
    slots: Sequence[PlacedSlot],
    holes: Sequence[PlacedHole],
    outline: Footprint,
    parameters: GuideParameters,
) -> Mesh:
    """Everything joined first, then trimmed by the bone, then opened for saws, drills, wires and windows."""
    kept_clear = manifold_of(clear)
    joined = manifold3d.Manifold.batch_boolean([manifold_of(outer), *map(manifold_of, housings)], manifold3d.OpType.Add)
    opened = [manifold_of(part.cutter()) for part in (*slots, *holes)] + _windows(outline, parameters)
    return mesh_of(_largest((joined - kept_clear) - manifold3d.Manifold.batch_boolean(opened, manifold3d.OpType.Add)))


def _lettered(
    plain: Mesh,
    outer: Mesh,
    clear: Mesh,
    slots: Sequence[PlacedSlot],
    holes: Sequence[PlacedHole],
    outline: Footprint,
    parameters: GuideParameters,
) -> Mesh:
    """The guide with its text on the first housing, or on the base where there is none."""
    if not parameters.text:
        return plain
    if slots:
        letters = letters_on_housing(slots[0], outline.axes[2], parameters)
    else:
        letters = letters_on_base(list(holes), outline, outer, parameters)
    return mesh_of(manifold_of(plain) + (manifold_of(letters) - manifold_of(clear)))


def _windows(outline: Footprint, parameters: GuideParameters) -> list[manifold3d.Manifold]:
    way = outline.axes[2]
    tall = outline.high_mm - outline.low_mm + 4 * parameters.thickness_mm
    return [
        manifold_of(
            cylinder(np.array(one.position) - tall * way, np.array(one.position) + tall * way, one.diameter_mm / 2)
        )
        for one in parameters.windows
    ]


def _largest(body: manifold3d.Manifold) -> manifold3d.Manifold:
    """The body without crumbs; large pieces stay, and a check says that it is not one."""
    pieces = body.decompose()
    if not pieces:
        raise OsteoError("Nothing is left of the guide after the bone is kept clear; move its cuts and holes.")
    whole = sum(piece.volume() for piece in pieces)
    kept = [piece for piece in pieces if piece.volume() > _CRUMB * whole]
    return manifold3d.Manifold.compose(kept) if len(kept) > 1 else kept[0]
