"""Adding articles to a package on disk, and opening all of a package to see whether it is whole."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.planning.implants.assistant import check_article
from osteokit.planning.implants.mesh_file import read_implant_mesh
from osteokit.planning.implants.package import FILE, read_package, write_package
from osteokit.planning.implants.solid import connections_of, family_of, solid_of
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.mesh import Mesh


@dataclass(frozen=True)
class PackageCheck:
    """What is wrong with a package: ``faults`` by reference keep an article from being planned with, ``doubts`` do
    not."""

    catalogue: Catalogue
    faults: dict[str, str]
    doubts: dict[str, tuple[str, ...]]

    @property
    def is_good(self) -> bool:
        return not self.faults


def check_package(folder: str | Path, progress: Progress = silent) -> PackageCheck:
    """Open every article of the package in ``folder``: its family, sizes, mesh and connection points.

    Raises
    ------
    OsteoError
        There is no package, or its document is wrong.
    """
    held = read_package(folder)
    faults, doubts = {}, {}
    for number, article in enumerate(held.articles.values()):
        progress(number / len(held.articles), article.reference)
        try:
            told = check_article(article, solid_of(article, held))
            connections_of(article)
        except OsteoError as error:
            faults[article.reference] = str(error)
            continue
        if told:
            doubts[article.reference] = told
    progress(1.0, "checked")
    return PackageCheck(held, faults, doubts)


def add_article(folder: str | Path, article: Implant, mesh: Mesh, new: Catalogue) -> Catalogue:
    """Put ``article`` with its ``mesh`` (own frame, mm) into the package in ``folder``.

    ``new`` says name, version and terms of the package: of one that is not there yet, or the next version of the one
    that is there.

    Raises
    ------
    OsteoError
        The article and its mesh contradict each other, the package is another one, or its version has this reference
        already: what a plan was made with must not change under its number.
    """
    folder = Path(folder)
    article = replace(article, mesh=f"meshes/{_file_name(article.reference)}.stl")
    told = check_article(article, mesh)
    if told:
        raise OsteoError(told[0])
    there: dict[str, Implant] = {}
    meshes = {article.reference: mesh}
    if (folder / FILE).is_file():
        held = read_package(folder)
        if held.name != new.name:
            raise OsteoError(f"{folder} holds the catalogue {held.name!r}, not {new.name!r}; choose another folder.")
        if article.reference in held.articles and held.version == new.version:
            raise OsteoError(
                f"{article.reference} is in version {held.version} of {held.name!r} already; give the catalogue a new "
                "version to replace it."
            )
        there = dict(held.articles)
        meshes = {one.reference: _as_stored(one, held) for one in there.values() if one.mesh} | meshes
        there = {key: _as_stl(one) for key, one in there.items()}
    return write_package(replace(new, articles={**there, article.reference: article}), meshes, folder)


def _as_stored(article: Implant, held: Catalogue) -> Mesh:
    return read_implant_mesh(Path(held.folder) / article.mesh, family_of(article).group)


def _as_stl(article: Implant) -> Implant:
    """Packages are written with STL files, whatever the file was before."""
    return replace(article, mesh=str(Path(article.mesh).with_suffix(".stl").as_posix())) if article.mesh else article


def _file_name(reference: str) -> str:
    """Plain letters for every file system, and what tells references apart that look alike in them."""
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in reference)
    return f"{plain[:40]}-{hashlib.sha256(reference.encode()).hexdigest()[:6]}"
