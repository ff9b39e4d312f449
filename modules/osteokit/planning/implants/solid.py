"""The solid, the sizes and the connection points of an article, generated from its family or read from its mesh."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.values import Family
from osteokit.planning.implants.mesh_file import read_implant_mesh
from osteokit.planning.implants.values import Catalogue, ConnectionPoint, Implant
from osteokit.surface.mesh import Mesh

NEEDED_OF_MESHES = {
    "screw": ("diameter_mm", "length_mm"), "wire": ("diameter_mm", "length_mm"), "nail": ("diameter_mm", "length_mm"),
}  # fmt: skip
"""By group: sizes that an article with a mesh of its own must say, since plans compute with them."""


NOT_OF_THE_SOLID = ("drill_mm",)
"""Sizes that an article of a generated solid may say besides those of its family."""


def families() -> Mapping[str, Family]:
    """All families that are known here, by key."""
    from osteokit.planning.implants.families.table import FAMILIES  # late: read when first asked for

    return FAMILIES


def group_of(implant: Implant) -> str:
    """The group of an article's family (``"screw"``); empty for a family that is not known here."""
    family = families().get(implant.family)
    return family.group if family else ""


def family_of(implant: Implant) -> Family:
    """The family of an article.

    Raises
    ------
    OsteoError
        There is no such family here.
    """
    known = families()
    if implant.family not in known:
        raise OsteoError(
            f"{implant.reference} is of the family {implant.family[:40]!r}, which is not known here; families: "
            f"{', '.join(known)}."
        )
    return known[implant.family]


def sizes_of(implant: Implant) -> dict[str, float]:
    """All sizes of an article: those that it says and, for a generated solid, those that follow from them.

    Raises
    ------
    OsteoError
        A size is missing, unknown or out of its range; the sentence names the article.
    """
    family = family_of(implant)
    if implant.mesh:
        missing = [name for name in NEEDED_OF_MESHES.get(family.group, ()) if not implant.sizes.get(name, 0.0) > 0]
        if missing:
            raise OsteoError(f"{implant.reference}: {implant.english} lacks {', '.join(missing)}; add what is missing.")
        return dict(implant.sizes)
    besides = {name: implant.sizes[name] for name in NOT_OF_THE_SOLID if name in implant.sizes}
    try:
        return family.complete(_of_solid(implant)) | besides
    except OsteoError as error:
        raise OsteoError(f"{implant.reference}: {error}") from error


def solid_of(implant: Implant, catalogue: Catalogue | None = None) -> Mesh:
    """The closed, outward solid in the article's own frame, mm; made once, so do not change its arrays.

    ``catalogue`` is needed for articles with a mesh file.

    Raises
    ------
    OsteoError
        The family or a size is missing, or the mesh file is missing, open, inside out or of another unit.
    """
    sizes_of(implant)  # refuses what lacks a size
    if not implant.mesh:
        return _generated(implant.family, tuple(sorted(_of_solid(implant).items())), implant.side)
    if catalogue is None or not catalogue.folder:
        raise OsteoError(f"The mesh of {implant.reference} ({implant.mesh}) lies in a package; name its catalogue.")
    path = Path(catalogue.folder) / implant.mesh
    try:
        stamp = path.stat().st_mtime_ns
    except OSError as error:
        raise OsteoError(f"The mesh of {implant.reference} is missing: {path}; mend the package.") from error
    return _from_file(path, stamp, family_of(implant).group)


def connections_of(implant: Implant) -> tuple[ConnectionPoint, ...]:
    """Where other parts join, in the article's own frame.

    Raises
    ------
    OsteoError
        As :func:`sizes_of`.
    """
    if implant.mesh:
        return implant.connections
    return family_of(implant).connections(_of_solid(implant), implant.side)


def _of_solid(implant: Implant) -> dict[str, float]:
    return {name: size for name, size in implant.sizes.items() if name not in NOT_OF_THE_SOLID}


@lru_cache(maxsize=512)
def _generated(family: str, sizes: tuple[tuple[str, float], ...], side: str) -> Mesh:
    return families()[family].build(dict(sizes), side)  # pyright: ignore[reportArgumentType]


@lru_cache(maxsize=128)
def _from_file(path: Path, _stamp: int, group: str) -> Mesh:
    return read_implant_mesh(path, group)
