"""Design a guide: place its parts on the bone, find the way on, make the base, join, keep clear, cut, check."""

from collections.abc import Sequence
from dataclasses import dataclass

import manifold3d
import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.guides.base import base_fields, clear_room
from osteokit.planning.guides.checks import NEARLY_MM, Finished, check_guide
from osteokit.planning.guides.lettering import letters_on_base, letters_on_housing
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.placement import PlacedHole, PlacedSlot, place_hole, place_slot, with_level_row
from osteokit.planning.guides.region import Footprint, footprint, require_reached, way_off
from osteokit.planning.guides.values import Guide, GuideHole, GuidePart, SawPlane
from osteokit.surface.distance import SurfaceDistance, solid_gap
from osteokit.surface.mesh import Mesh
from osteokit.surface.offset import level_solid
from osteokit.surface.primitives import cylinder
from osteokit.surface.solid import manifold_of, mesh_of

_AROUND_MM = 30.0  # bone beyond guide and travel that is kept in the crop
_NEAR_MM = 8.0  # bone beyond the reach of a guide, more than the distances that its base is made of
_ROUNDS = 3  # of giving way until the clearance holds between all faces and edges
_SAFE_MM = 0.003
_MANY = 100_000  # triangles of the bone near a guide, beyond which its working copy has fewer
_NEARLY_SAME_MM = 0.005
_CRUMB = 0.02  # of the volume; smaller pieces that the trimming cut off are left out


@dataclass(frozen=True, eq=False)
class _Site:
    """What is worked on: the bone and its neighbours near the guide.

    Slots, holes and all that is verified are measured on ``bone`` and its ``surface``; where millions of rays and
    points look at it, ``working`` stands for it: the same surface with fewer triangles where it has very many.
    """

    bone: manifold3d.Manifold
    surface: SurfaceDistance
    working: SurfaceDistance
    neighbours: tuple[manifold3d.Manifold, ...]


@dataclass(frozen=True, eq=False)
class _Draft:
    """A guide whose parts are placed and whose outline is known."""

    slots: Sequence[PlacedSlot]
    holes: Sequence[PlacedHole]
    outline: Footprint
    parameters: GuideParameters

    def housings(self) -> list[Mesh]:
        """The boxes around slots and the sleeves."""
        wall = self.parameters.slot_wall_mm
        return [*(slot.housing(wall) for slot in self.slots), *(hole.sleeve() for hole in self.holes)]

    def opened(self) -> list[manifold3d.Manifold]:
        """What is taken away at last: the room of saws, drills and wires, and windows along the way off."""
        way = self.outline.axes[2]
        reach = (self.outline.high_mm - self.outline.low_mm + 4 * self.parameters.thickness_mm) * way
        windows = [
            cylinder(np.array(one.position) - reach, np.array(one.position) + reach, one.diameter_mm / 2)
            for one in self.parameters.windows
        ]
        return [manifold_of(mesh) for mesh in (*(part.cutter() for part in (*self.slots, *self.holes)), *windows)]

    def letters(self, outer: Mesh) -> Mesh:
        """The text on the first housing, or on the base where there is none."""
        if self.slots:
            return letters_on_housing(self.slots[0], self.slots[1:], self.outline.axes[2], self.parameters)
        return letters_on_base(self.holes, self.outline, outer, self.parameters)


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
    drilled = with_level_row([place_hole(site.surface, hole, parameters) for hole in holes])
    progress(0.15, "Finding the way on which it goes on")
    way, _ = way_off(site.working, slots, drilled, parameters)
    require_reached(site.surface, slots, drilled, way, parameters)
    draft = _Draft(slots, drilled, footprint(slots, drilled, way, parameters), parameters)
    site = _closer(site, draft)
    plain, mesh = _bodies(site, draft, progress)
    progress(0.75, "Checking")
    parts = (
        *(GuidePart("slot", slot.name, slot.cutter()) for slot in slots),
        *(GuidePart(hole.hole.kind, hole.hole.name or f"Hole {n}", hole.cutter()) for n, hole in enumerate(drilled, 1)),
    )
    finished = Finished(
        mesh, plain, site.bone, site.surface, site.neighbours, draft.outline, slots, drilled, parameters
    )
    checks = check_guide(finished, progress)
    progress(1.0, "Guide ready")
    return Guide(mesh, way, parts, checks, parameters)


def _bodies(site: _Site, draft: _Draft, progress: Progress) -> tuple[Mesh, Mesh]:
    """The guide without and with its letters; it gives way until the clearance holds between all faces and edges."""
    parameters = draft.parameters
    progress(0.25, "Making the base")
    housings = draft.housings()
    room = np.vstack([part.vertices for part in housings])
    others = [_working(other, SurfaceDistance(mesh_of(other))) for other in site.neighbours]
    fields = base_fields(site.working, others, draft.outline, room, parameters)
    progress(0.5, "Keeping clear of the bone")
    outer = level_solid(fields.shell, fields.grid, 0.0)
    if not len(outer.faces):
        raise OsteoError("The guide finds no bone to lie on there; move its cuts and holes onto the bone.")
    joined, opened = _united([manifold_of(part) for part in (outer, *housings)]), draft.opened()
    plain, away = _trimmed(joined, clear_room(fields, site.surface, parameters), opened)
    progress(0.6, "Joining and cutting")
    extra = 0.0
    for _ in range(_ROUNDS):
        least = solid_gap(plain, site.bone, parameters.clearance_mm + NEARLY_MM, 2 * parameters.clearance_mm)
        lacking = parameters.clearance_mm - least
        if lacking <= 0:
            break
        extra += lacking + _SAFE_MM
        plain, away = _trimmed(joined, clear_room(fields, site.surface, parameters, extra), opened)
    if not parameters.text:
        return mesh_of(plain), mesh_of(plain)
    return mesh_of(plain), mesh_of(plain + (manifold_of(draft.letters(outer)) - away))


def _trimmed(
    joined: manifold3d.Manifold, clear: Mesh, opened: Sequence[manifold3d.Manifold]
) -> tuple[manifold3d.Manifold, manifold3d.Manifold]:
    """The joined guide without the room of the bone and of all openings, and that room."""
    away = _united([manifold_of(clear), *opened])
    return _without_crumbs(joined - away), away


def _united(solids: Sequence[manifold3d.Manifold]) -> manifold3d.Manifold:
    return manifold3d.Manifold.batch_boolean(list(solids), manifold3d.OpType.Add)


def _closer(site: _Site, draft: _Draft) -> _Site:
    """What of it the guide can come near, seated and on its way: all that its distances and checks look at."""
    outline, parameters = draft.outline, draft.parameters
    low, high = outline.corners.min(axis=0), outline.corners.max(axis=0)
    box = np.array([[u, v, w] for u in (low[0], high[0]) for v in (low[1], high[1])
                    for w in (outline.low_mm, outline.high_mm)])  # fmt: skip
    points = np.vstack([box @ outline.axes, *(mesh.vertices for mesh in draft.housings())])
    points = np.vstack([points, points + parameters.travel_mm * outline.axes[2]])
    around = parameters.margin_mm + parameters.thickness_mm + _NEAR_MM
    low, high = points.min(axis=0) - around, points.max(axis=0) + around
    crop = manifold3d.Manifold.cube((high - low).tolist()).translate(low.tolist())
    return _site_of(site.bone ^ crop, [other ^ crop for other in site.neighbours])


def _site_of(bone: manifold3d.Manifold, neighbours: Sequence[manifold3d.Manifold]) -> _Site:
    surface = SurfaceDistance(mesh_of(bone))
    return _Site(bone, surface, _working(bone, surface), tuple(other for other in neighbours if not other.is_empty()))


def _working(solid: manifold3d.Manifold, surface: SurfaceDistance) -> SurfaceDistance:
    """The surface itself, or where it has very many triangles one with fewer and nearly the same."""
    if solid.num_tri() <= _MANY:
        return surface
    fewer = solid.simplify(_NEARLY_SAME_MM)
    return surface if fewer.is_empty() else SurfaceDistance(mesh_of(fewer))


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
    return _site_of(near, [manifold_of(other) ^ crop for other in neighbours])


def _without_crumbs(body: manifold3d.Manifold) -> manifold3d.Manifold:
    """The body without crumbs; large pieces stay, and a check says that it is not one."""
    pieces = body.decompose()
    if not pieces:
        raise OsteoError("Nothing is left of the guide after the bone is kept clear; move its cuts and holes.")
    whole = sum(piece.volume() for piece in pieces)
    kept = [piece for piece in pieces if piece.volume() > _CRUMB * whole]
    return manifold3d.Manifold.compose(kept) if len(kept) > 1 else kept[0]
