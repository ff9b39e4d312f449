"""Meshes of implants from files: closed, outward and in millimetres, or refused with what is wrong."""

from pathlib import Path
from typing import Literal

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.surface.check import check_solid
from osteokit.surface.mesh import Mesh
from osteokit.surface.read_formats import READERS
from osteokit.surface.shells import without_unused_vertices

Unit = Literal["mm", "cm", "m", "inch"]
UNITS: dict[str, float] = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "inch": 25.4}
"""Millimetres in one of each."""

LENGTHS_MM: dict[str, tuple[float, float]] = {
    "screw": (6.0, 200.0), "wire": (20.0, 500.0), "plate": (15.0, 450.0), "nail": (80.0, 550.0), "hip": (15.0, 450.0),
    "knee": (15.0, 250.0), "spacer": (5.0, 120.0),
}  # fmt: skip
"""By group of families: between which lengths (longest side of the box around it) articles lie that are sold; wide."""

ANY_LENGTH_MM = (5.0, 550.0)
MERGE_MM = 1e-5


def read_implant_mesh(path: str | Path, group: str = "", unit: str = "mm") -> Mesh:
    """The solid in ``path`` with the numbers as they are, times ``unit``; a file that says "SPACE=LPS" is turned to
    RAS, which is a turn about z, not a mirror image.

    Parameters
    ----------
    group : str
        Of its family, so that a wrong unit is noticed (:data:`LENGTHS_MM`); empty for anything.
    unit : str
        Key of :data:`UNITS`: what the file's numbers are. It is never guessed.

    Raises
    ------
    OsteoError
        The file is absent, no mesh, damaged, open or not manifold, inside out (as after a left-handed export), or its
        size is none that such an implant has in that unit.
    """
    path = Path(path)
    if unit not in UNITS:
        raise OsteoError(f"Units are {', '.join(UNITS)}, not {unit!r}; choose one of them.")
    mesh = _raw_mesh(path)
    mesh = Mesh(mesh.vertices * UNITS[unit], mesh.faces)
    refuse_other_units(path.name, mesh, group, unit)
    return _solid(path.name, mesh)


def _raw_mesh(path: Path) -> Mesh:
    if not path.is_file():
        raise OsteoError(f"{path} does not exist or is not a file; check the path.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise OsteoError(f"{path.name}: meshes are read from {', '.join(READERS)}; export STEP to STL first.")
    try:
        raw = reader(path)
        with np.errstate(invalid="ignore"):
            vertices = np.asarray(raw.vertices, dtype=np.float64).reshape(-1, 3)
        faces = np.asarray(raw.faces, dtype=np.int64).reshape(-1, 3)
    except OsteoError as error:
        raise OsteoError(f"{path.name}: {error}") from error
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror or error}); check the file.") from error
    except Exception as error:  # foreign bytes can break a foreign reader in any way
        raise OsteoError(f"{path.name} is damaged or no {path.suffix[1:].upper()} mesh; export it again.") from error
    if len(faces) == 0 or len(vertices) == 0:
        raise OsteoError(f"{path.name} holds no triangles; export the implant's surface again.")
    if faces.min() < 0 or faces.max() >= len(vertices) or not np.isfinite(vertices).all():
        raise OsteoError(f"{path.name} is damaged (a corner that is not there, or no finite number); export it again.")
    if raw.space == "LPS":
        vertices = vertices * [-1.0, -1.0, 1.0]
    return Mesh(vertices, faces)


def refuse_other_units(name: str, mesh: Mesh, group: str, unit: str = "mm") -> None:
    """Refuse a mesh of a size that no implant of its group has, and say in which unit it would have one.

    Raises
    ------
    OsteoError
        See above.
    """
    low, high = LENGTHS_MM.get(group, ANY_LENGTH_MM)
    extent = float(np.ptp(mesh.vertices, axis=0).max())
    if low <= extent <= high:
        return
    raw = extent / UNITS[unit]
    others = [key for key, factor in UNITS.items() if key != unit and low <= raw * factor <= high]
    what = f"a {group}" if group else "an implant"
    advice = f"it seems to be in {' or '.join(others)}: say so, or export it in mm" if others else "check the file"
    raise OsteoError(
        f"{name} is {extent:.4g} mm long if its numbers are {unit}, but {what} is {low:g} to {high:g} mm; {advice}."
    )


def _solid(name: str, mesh: Mesh) -> Mesh:
    mesh = _merged(mesh)
    check = check_solid(mesh)
    if not (check.is_closed and check.is_manifold):
        raise OsteoError(
            f"{name} is no closed solid ({check.open_edges} open, {check.crowded_edges} crowded and "
            f"{check.contrary_edges} contradicting edges), so neither volume nor collision would be true; export it "
            "again as a solid, or plan with a generated implant of the same sizes."
        )
    if check.volume_mm3 <= 0:
        raise OsteoError(
            f"{name} is inside out, as after an export with left-handed axes; a mirror image is another implant, so "
            "export it again with right-handed axes and faces outward."
        )
    return mesh


def _merged(mesh: Mesh) -> Mesh:
    """Corners at one place are one (an STL has none in common); faces without area that this leaves go."""
    _, first, where = np.unique(np.round(mesh.vertices / MERGE_MM), axis=0, return_index=True, return_inverse=True)
    faces = where.ravel()[mesh.faces].reshape(-1, 3).astype(np.int64)
    faces = faces[(faces != np.roll(faces, 1, axis=1)).all(axis=1)]
    return without_unused_vertices(Mesh(mesh.vertices[first], faces))
