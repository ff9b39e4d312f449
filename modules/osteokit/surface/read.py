"""Reading bone surfaces that came from elsewhere: into RAS millimetres, closed and outward, or refused."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.boolean import contains
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.read_crossings import crossings
from osteokit.surface.read_formats import READERS, RawSurface
from osteokit.surface.repair import repaired
from osteokit.surface.shells import joined, split_shells, without_unused_vertices

Coordinates = Literal["LPS", "RAS"]

SHORTEST_MM, LONGEST_MM = 5.0, 3000.0
"""A whole bone, or a fragment worth planning on, lies between; beyond, the unit is not the millimetre."""


@dataclass(frozen=True)
class ReadNotes:
    """What was found and done while a surface was read.

    Attributes
    ----------
    coordinates : str
        ``"LPS"`` or ``"RAS"``: what the file is in; for a GLB, which has axes of its own, what was asked for.
    notes : tuple of str
        One sentence each; empty when there is nothing that a person should know.
    """

    coordinates: Coordinates
    notes: tuple[str, ...] = ()


def read_mesh(path: str | os.PathLike[str], coordinates: Coordinates | None = None) -> Mesh:
    """A closed, outward mesh in RAS mm; see :func:`read_mesh_with_notes`."""
    return read_mesh_with_notes(path, coordinates)[0]


def read_mesh_with_notes(
    path: str | os.PathLike[str], coordinates: Coordinates | None = None
) -> tuple[Mesh, tuple[str, ...]]:
    """A closed, outward mesh in RAS mm from STL, OBJ, PLY, 3MF, GLB, VTK or VTP, with one sentence for each doubt.

    ``coordinates`` says what the numbers of the file are. Without it the file's own word counts ("SPACE=LPS" as 3D
    Slicer writes it), and LPS, Slicer's default, where it says nothing. GLB is in metres with Y up by definition.

    Raises
    ------
    OsteoError
        The file is absent, no mesh, empty, open, not manifold, in a unit that is not the millimetre, holds numbers that
        are not finite, or says other coordinates than the caller.
    """
    mesh, found = read_surface(path, coordinates)
    return mesh, found.notes


def read_surface(path: str | os.PathLike[str], coordinates: Coordinates | None = None) -> tuple[Mesh, ReadNotes]:
    """Like :func:`read_mesh_with_notes`, telling also which coordinates the file was in."""
    path = Path(path)
    raw = _raw_surface(path)
    used = _coordinates(path.name, raw, coordinates)
    with np.errstate(invalid="ignore"):  # a damaged float32 may be a signalling NaN
        vertices = np.asarray(raw.vertices, dtype=np.float64).reshape(-1, 3)
    faces = np.asarray(raw.faces, dtype=np.int64).reshape(-1, 3)
    _refuse_nonsense(path.name, vertices, faces)
    if used == "LPS" and not raw.is_gltf:
        vertices = vertices * [-1.0, -1.0, 1.0]
    mesh = _merged(Mesh(vertices, faces))
    _refuse_other_units(path.name, mesh)
    mesh, notes = _solid(path.name, mesh)
    mesh, more = _shells_outward(mesh)
    return mesh, ReadNotes(used, (*notes, *more, *_crossing_notes(mesh)))


def in_coordinates(mesh: Mesh, coordinates: Coordinates) -> Mesh:
    """A mesh in RAS, in the coordinates that a file is to have."""
    return mesh if coordinates == "RAS" else Mesh(mesh.vertices * [-1.0, -1.0, 1.0], mesh.faces)


def largest_shell(mesh: Mesh) -> Mesh:
    """The shell of the largest volume with its cavities dropped; what to take of a mesh of several parts."""
    return split_shells(mesh)[0]


def _raw_surface(path: Path) -> RawSurface:
    if not path.is_file():
        raise OsteoError(f"{path} does not exist or is not a file; check the path.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise OsteoError(f"{path.name}: surfaces are read from {', '.join(READERS)}; export it as one of these.")
    try:
        return reader(path)
    except OsteoError as error:
        raise OsteoError(f"{path.name}: {error}") from error
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror or error}); check the file.") from error
    except Exception as error:  # foreign bytes can break a foreign reader in any way
        raise OsteoError(f"{path.name} is damaged or no {path.suffix[1:].upper()} surface; export it again.") from error


def _coordinates(name: str, raw: RawSurface, asked: Coordinates | None) -> Coordinates:
    if asked not in (None, "LPS", "RAS"):
        raise OsteoError(f"Coordinates are LPS or RAS, not {asked}; choose one of them.")
    if raw.is_gltf:
        return asked or "RAS"
    if asked and raw.space and asked != raw.space:
        raise OsteoError(f"{name} says that it is in {raw.space}, but {asked} was asked for; choose {raw.space}.")
    return asked or raw.space or "LPS"


def _refuse_nonsense(name: str, vertices: np.ndarray, faces: np.ndarray) -> None:
    if len(faces) == 0 or len(vertices) == 0:
        raise OsteoError(f"{name} holds no triangles; export the surface of the bone again.")
    if faces.min() < 0 or faces.max() >= len(vertices):
        raise OsteoError(f"{name} is damaged: a face uses a vertex that is not there; export it again.")
    bad = ~np.isfinite(vertices).all(axis=1)
    if bad.any():
        raise OsteoError(f"{name} is damaged: {int(bad.sum())} vertices are not finite numbers; export it again.")
    if np.abs(vertices).max() > 1e6:
        raise OsteoError(f"{name} lies more than a kilometre from its origin; check its unit and position.")


def _refuse_other_units(name: str, mesh: Mesh) -> None:
    extent = float(np.ptp(mesh.vertices, axis=0).max())
    if extent < SHORTEST_MM:
        raise OsteoError(
            f"{name} is only {extent:.3g} mm long, so it seems to be in metres or inches; export it in millimetres "
            "(scale by 1000 or 25.4)."
        )
    if extent > LONGEST_MM:
        raise OsteoError(
            f"{name} is {extent / 1000:.3g} m long, so it is not in millimetres or not a bone; export it in "
            "millimetres."
        )


def _merged(mesh: Mesh) -> Mesh:
    """Vertices at exactly the same place become one: an STL repeats each for every face."""
    order = np.lexsort(mesh.vertices.T)
    inorder = mesh.vertices[order]
    is_new = np.concatenate([[True], (inorder[1:] != inorder[:-1]).any(axis=1)])
    where = np.empty(len(order), dtype=np.int64)
    where[order] = np.cumsum(is_new) - 1
    return without_unused_vertices(Mesh(inorder[is_new], where[mesh.faces]))


def _solid(name: str, mesh: Mesh) -> tuple[Mesh, tuple[str, ...]]:
    check = check_solid(mesh)
    if check.is_solid:
        return mesh, ()
    try:
        return repaired(mesh)
    except OsteoError as error:
        hole = _largest_hole(mesh)
        if hole is None:
            raise OsteoError(f"{name}: {error}") from error
        place, length = hole
        raise OsteoError(
            f"{name} is open: its largest hole is {length:.0f} mm around at R {place[0]:.0f}, A {place[1]:.0f}, "
            f"S {place[2]:.0f} mm; close it or export the whole bone."
        ) from error


def _largest_hole(mesh: Mesh) -> tuple[np.ndarray, float] | None:
    """Middle and length of the longest connected border; None for a mesh without border."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = np.sort(np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]]), axis=1)
    edges = edges[edges[:, 0] != edges[:, 1]]
    unique, count = np.unique(edges, axis=0, return_counts=True)
    border = unique[count == 1]
    if len(border) == 0:
        return None
    size = len(mesh.vertices)
    _, group = connected_components(coo_array((np.ones(len(border), np.int8), tuple(border.T)), (size, size)))
    lengths = np.linalg.norm(mesh.vertices[border[:, 0]] - mesh.vertices[border[:, 1]], axis=1)
    around = np.bincount(group[border[:, 0]], lengths)
    longest = int(np.argmax(around))
    middle = mesh.vertices[border[group[border[:, 0]] == longest]].mean(axis=(0, 1))
    return middle, float(around[longest])


def _shells_outward(mesh: Mesh) -> tuple[Mesh, tuple[str, ...]]:
    """Shells that are inside out without lying in another are turned; several parts are told with their volumes."""
    shells = split_shells(mesh)
    if len(shells) == 1:
        return mesh, ()
    notes, kept, turned = [], [], 0
    for shell in shells:
        if shell.volume_mm3 < 0 and not any(
            contains(outer, shell.vertices[0]) for outer in shells if outer.volume_mm3 > 0
        ):
            shell = Mesh(shell.vertices, np.ascontiguousarray(shell.faces[:, ::-1]))
            turned += 1
        kept.append(shell)
    if turned:
        notes.append(f"{turned} parts were inside out and were turned.")
    solid = sorted((shell.volume_mm3 for shell in kept if shell.volume_mm3 > 0), reverse=True)
    if len(solid) > 1:
        volumes = ", ".join(f"{volume / 1000:.2f}" for volume in solid[:5]) + (", ..." if len(solid) > 5 else "")
        notes.append(f"The surface has {len(solid)} separate parts ({volumes} mL); all were kept.")
    if len(kept) > len(solid):
        notes.append(f"The surface has {len(kept) - len(solid)} closed cavities inside.")
    return joined(kept), tuple(notes)


def _crossing_notes(mesh: Mesh) -> tuple[str, ...]:
    places = crossings(mesh)
    if len(places) == 0:
        return ()
    x, y, z = np.median(places, axis=0)
    return (
        f"The surface crosses itself in {len(places)} places (near R {x:.0f}, A {y:.0f}, S {z:.0f} mm); a cut there "
        "may be refused: make it again from its labels.",
    )
