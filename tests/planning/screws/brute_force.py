"""The widest corridor by brute force, by other means: VTK says what is inside, a KD-tree of points on the surface how
far away it is; every line between places of both gates is measured, and the best are moved at random.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkImagingStencil import vtkImageStencilToImage, vtkPolyDataToImageStencil

from osteokit.surface.mesh import Mesh
from osteokit.surface.polydata import polydata_of_mesh
from osteokit.surface.sampling import scattered

SAMPLES_PER_MM2 = 9.0
EXACT_STEP_MM = 0.25
CLIMBS, TRIES = 3, 60


@dataclass(frozen=True, eq=False)
class Search:
    """What the search under test was asked for."""

    field: object
    entry_faces: np.ndarray
    entry: object
    target: object
    rules: tuple
    through: bool


def record(monkeypatch, module) -> list[Search]:
    """Let ``module`` tell every search that it starts."""
    searches: list[Search] = []
    faces: dict[int, np.ndarray] = {}
    make = module.bone_field

    def making(bones, entry_faces, *more):
        field = make(bones, entry_faces, *more)
        faces[id(field)] = entry_faces
        return field

    monkeypatch.setattr(module, "bone_field", making)
    for name, through in (("widest_corridor", False), ("widest_passage", True)):
        if hasattr(module, name):
            search = getattr(module, name)

            def searching(field, entry, target, rules=(), *more, _search=search, _through=through, **named):
                searches.append(Search(field, faces[id(field)], entry, target, tuple(rules), _through))
                return _search(field, entry, target, rules, *more, **named)

            monkeypatch.setattr(module, name, searching)
    return searches


class Brute:
    """Distances in a box of RAS space, by other means than those under test."""

    def __init__(self, search: Search, spacing_mm: float) -> None:
        self.search, self.spacing = search, spacing_mm
        bones, faces = search.field.bones, search.entry_faces
        corners = search.field.grid.points()[:: search.field.grid.shape[0] - 1].reshape(-1, 3)
        self.low, high = corners.min(axis=0), corners.max(axis=0)
        self.shape = np.ceil((high - self.low) / spacing_mm).astype(int) + 1
        skin = bones.skin
        self.run = search.field.run_mm
        self.skin_tree = self._tree(skin, high)
        self.wall_tree = self._tree(Mesh(skin.vertices, skin.faces[~faces]), high)
        steps = np.stack(np.meshgrid(*(np.arange(n) for n in self.shape), indexing="ij"), axis=-1)
        points = self.low + spacing_mm * steps.reshape(-1, 3)
        inside = np.zeros(len(points), bool)
        for mesh in bones.meshes:
            inside |= self._inside(mesh)
        if bones.joint_mm > 0:
            inside |= self._in_joint(bones, points, inside, high)
        self.depth = np.full(len(points), -spacing_mm)
        self.wall = np.zeros(len(points))
        self.depth[inside] = self.skin_tree.query(points[inside], workers=1)[0]
        self.wall[inside] = self.wall_tree.query(points[inside], workers=1)[0]
        self.depth, self.wall = self.depth.reshape(self.shape), self.wall.reshape(self.shape)

    def _tree(self, mesh: Mesh, high: np.ndarray) -> cKDTree:
        centers = mesh.vertices[mesh.faces].mean(axis=1)
        near = ((centers > self.low - 25.0) & (centers < high + 25.0)).all(axis=1)
        part = Mesh(mesh.vertices, mesh.faces[near])
        a, b, c = (part.vertices[part.faces[:, n]] for n in range(3))
        area = float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2
        return cKDTree(scattered(part, int(area * SAMPLES_PER_MM2)).points)

    def _inside(self, mesh: Mesh) -> np.ndarray:
        image = vtkImageData()
        image.SetOrigin(*self.low)
        image.SetSpacing(*[self.spacing] * 3)
        image.SetDimensions(*(int(n) for n in self.shape))
        stencil = vtkPolyDataToImageStencil()
        stencil.SetInputData(polydata_of_mesh(mesh))
        stencil.SetOutputOrigin(*self.low)
        stencil.SetOutputSpacing(*[self.spacing] * 3)
        stencil.SetOutputWholeExtent(image.GetExtent())
        draw = vtkImageStencilToImage()
        draw.SetInputConnection(stencil.GetOutputPort())
        draw.SetInsideValue(1)
        draw.SetOutsideValue(0)
        draw.SetOutputScalarTypeToUnsignedChar()
        draw.Update()
        values = vtk_to_numpy(draw.GetOutput().GetPointData().GetScalars())
        return values.reshape(self.shape[::-1]).T.reshape(-1) > 0

    def _in_joint(self, bones, points, inside, high) -> np.ndarray:
        trees = [self._tree(mesh, high) for mesh in bones.meshes]
        result = np.zeros(len(points), bool)
        for first in range(len(trees)):
            for second in range(first):
                near = np.flatnonzero(~inside)
                there = trees[first].query(points[near], distance_upper_bound=bones.joint_mm)[0]
                near = near[np.isfinite(there)]
                (one, at), (two, to) = (trees[n].query(points[near]) for n in (first, second))
                ways = trees[first].data[at] - points[near], trees[second].data[to] - points[near]
                apart = np.einsum("ij,ij->i", *ways) < -0.3 * one * two
                result[near[(one + two <= bones.joint_mm) & apart]] = True
        return result

    def sampled(self, field: np.ndarray, points: np.ndarray) -> np.ndarray:
        nodes = ((points - self.low) / self.spacing).reshape(-1, 3).T
        return map_coordinates(field, nodes, order=1, cval=-1.0).reshape(points.shape[:-1])

    def places(self, gate, spacing_mm: float) -> tuple[np.ndarray, np.ndarray]:
        along = [np.arange(-half, half + 1e-9, spacing_mm) for half in gate.half_mm]
        steps = np.stack(np.meshgrid(*along, indexing="ij"), axis=-1).reshape(-1, 2)
        points = gate.at(steps)
        kept = self.sampled(self.depth, points) > 0.5
        return steps[kept], points[kept]

    def best(self, entry_mm: float, target_mm: float, measured: int = 40) -> tuple[float, int]:
        """The largest diameter of all lines between the gates, the best ones moved, and how many were looked at."""
        (first, entries), (second, targets) = (
            self.places(gate, mm) for gate, mm in ((self.search.entry, entry_mm), (self.search.target, target_mm))
        )
        found, count, widest = [], 0, 0.0
        for steps, entry in zip(first, entries, strict=True):
            allowed = np.ones(len(targets), bool)
            for rule in self.search.rules:
                weights = np.array(rule.weights)
                allowed &= steps @ weights[:2] + second @ weights[2:] <= rule.most_mm + 1e-9
            ends = targets[allowed]
            count += len(ends)
            if len(ends):
                kept, rough = self._rough(entry, ends, widest - 0.3)
                found += [(rough[n], np.concatenate([steps, second[allowed][kept][n]])) for n in rough.argsort()[-3:]]
                widest = max([widest, *rough])
        found.sort(key=lambda one: -one[0])
        again = sorted(
            ((self._radius_at(crossings), crossings) for _, crossings in found[:measured]), key=lambda one: -one[0]
        )
        return 2.0 * max(self._climbed(*one) for one in again[:CLIMBS]), count

    def _radius_at(self, crossings: np.ndarray) -> float:
        """Of a line by its steps on both gates; 0 where it is not allowed."""
        half = [*self.search.entry.half_mm, *self.search.target.half_mm]
        if (np.abs(crossings) > half).any():
            return 0.0
        if any(np.dot(rule.weights, crossings) > rule.most_mm + 1e-9 for rule in self.search.rules):
            return 0.0
        return self.radius(self.search.entry.at(crossings[:2]), self.search.target.at(crossings[2:]))

    def _climbed(self, radius: float, crossings: np.ndarray) -> float:
        """The largest radius of random lines ever nearer to the best so far."""
        random = np.random.default_rng(0)
        for spread_mm in (1.5, 0.7, 0.3, 0.1):
            for _ in range(TRIES):
                tried = crossings + spread_mm * random.normal(size=4)
                if (wider := self._radius_at(tried)) > radius:
                    radius, crossings = wider, tried
        return radius

    def _rough(self, entry: np.ndarray, ends: np.ndarray, least: float) -> tuple[np.ndarray, np.ndarray]:
        """Of the lines from a place to ``ends`` those with more than ``least`` between the gates: which, and how wide
        they are on the grid."""
        way = ends - entry
        length = np.linalg.norm(way, axis=1)
        between = np.linspace(0.0, 1.0, int(length.max() / 1.5) + 2)
        radius = self.sampled(self.depth, entry + between[None, :, None] * way[:, None]).min(axis=1)
        wide = radius > least
        ends, radius, along = ends[wide], radius[wide], (way / length[:, None])[wide]
        radius = np.minimum(radius, self._leaving(np.broadcast_to(entry, ends.shape), -along))
        if self.search.through:
            radius = np.minimum(radius, self._leaving(ends, along))
        return np.flatnonzero(wide), radius

    def _leaving(self, starts: np.ndarray, along: np.ndarray) -> np.ndarray:
        at = np.arange(0.0, 110.0, 1.0)
        points = starts[:, None] + at[None, :, None] * along[:, None]
        depth, wall = self.sampled(self.depth, points), self.sampled(self.wall, points)
        out = depth <= 0.0
        end = np.where(out.any(axis=1), out.argmax(axis=1), len(at))
        counted = np.arange(len(at))[None] < end[:, None]
        near = at[None] > end[:, None] * 1.0 - self.run
        return np.where(counted, np.where(near, wall, depth), np.inf).min(axis=1)

    def radius(self, a: np.ndarray, b: np.ndarray) -> float:
        """The radius of one line between the gates, on the points of the surface."""
        between = float(np.linalg.norm(b - a))
        along = (b - a) / between
        start = self._out(a, -along)
        end = between + self._out(b, along) if self.search.through else between
        return self.clearance(a - start * along, along, start + end)

    def _out(self, start: np.ndarray, along: np.ndarray) -> float:
        at = np.arange(0.0, 120.0, 0.1)
        depth = self.sampled(self.depth, start + at[:, None] * along)
        return float(at[int((depth <= 0.0).argmax())])

    def clearance(self, entry: np.ndarray, along: np.ndarray, length: float) -> float:
        """The least distance from what bounds a screw of that axis."""
        at = np.arange(0.0, length, EXACT_STEP_MM)
        points = entry + at[:, None] * along
        near = at < self.run
        if self.search.through:
            near |= at > length - self.run
        room = np.where(near, self.wall_tree.query(points)[0], self.skin_tree.query(points)[0])
        return float(room.min())
