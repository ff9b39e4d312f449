"""Implant packages: a folder with ``catalogue.json`` (``osteo.implants/1``) and the mesh files that it names.

The document is checked against its schema on the way in and on the way out. Meshes are opened when they are needed
(:mod:`osteokit.planning.implants.solid`); :mod:`osteokit.planning.implants.package_check` opens them all.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.stl import stl_bytes

FORMAT = "osteo.implants/1"
"""Name and version of the document; a reader refuses any other."""

FILE = "catalogue.json"
MOST_BYTES = 64 * 2**20

MESH_FILES = (".stl", ".obj", ".ply")
"""Kinds of mesh files that a package may hold."""

STL_NOTE = "SlicerOsteo implant, mm, SPACE=RAS: own frame"
"""In the header of every mesh that is written: the numbers are the implant's frame, nothing is to be flipped."""


_STRICT = {"extra": "forbid"}


@dataclass(frozen=True)
class _Document:
    """What ``catalogue.json`` holds."""

    __pydantic_config__ = _STRICT
    name: str
    english: str
    version: str
    articles: tuple[Implant, ...]
    chinese: str = ""
    licence: str = ""
    maker: str = ""
    source: str = ""
    unit: Literal["mm"] = "mm"
    format: Literal["osteo.implants/1"] = field(default=FORMAT)


@cache
def _adapter() -> TypeAdapter[_Document]:
    return TypeAdapter(_Document)


def schema_of_values() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) as the values say it; the file in ``planning/resources`` holds the same."""
    schema = _adapter().json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FORMAT, **schema, "title": "Catalogue"}


def implants_schema() -> dict[str, Any]:
    """The published JSON schema of ``osteo.implants/1``."""
    return json.loads(files("osteokit.planning").joinpath("resources/implants.schema.json").read_text(encoding="utf-8"))


def read_package(folder: str | Path) -> Catalogue:
    """The catalogue in ``folder``; its meshes are not opened.

    Raises
    ------
    OsteoError
        There is none, it is no JSON, of another version, not of the schema, or it contradicts itself (two articles of
        one reference, a size that is not above 0, a mesh outside of the folder).
    """
    path = Path(folder) / FILE
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OsteoError(f"{path} is larger than a catalogue can be ({MOST_BYTES // 2**20} MB); another file?")
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise OsteoError(f"There is no implant package in {folder}: it has no {FILE}.") from error
    except UnicodeDecodeError as error:
        raise OsteoError(f"{path} is no catalogue: it is not text (UTF-8).") from error
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error
    return catalogue_of_text(text, str(path), str(Path(folder).resolve()))


def catalogue_of_text(text: str, name: str, folder: str = "") -> Catalogue:
    """The catalogue of a JSON text; ``name`` stands in the sentences of refusal. Raises as :func:`read_package`."""
    try:
        content = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{name} is no catalogue: it is not JSON ({str(error)[:120]}).") from error
    version = content.get("format") if isinstance(content, dict) else None
    if version != FORMAT:
        said = f"its format is {version!r}" if isinstance(version, str) else "it names no format"
        raise OsteoError(f"{name} is no catalogue that can be read here: {said[:80]}, and {FORMAT!r} is needed.")
    try:
        document = _adapter().validate_json(json.dumps(content), strict=True)
    except (ValidationError, ValueError, RecursionError) as error:
        raise OsteoError(f"{name} is no catalogue of {FORMAT}: {_first_fault(error)}.") from error
    _check_document(document, name)
    return Catalogue(
        document.name, document.english, document.chinese or document.english, document.version,
        {one.reference: one for one in document.articles},
        document.licence, document.maker, document.source, folder,
    )  # fmt: skip


def text_of_catalogue(catalogue: Catalogue) -> str:
    """The JSON document of a catalogue.

    Raises
    ------
    OsteoError
        It contradicts itself or holds a number that is not finite.
    """
    document = _Document(
        catalogue.name, catalogue.english, catalogue.version, tuple(catalogue.articles.values()), catalogue.chinese,
        catalogue.licence, catalogue.maker, catalogue.source,
    )  # fmt: skip
    _check_document(document, f"Catalogue {catalogue.name!r}")
    content = {"format": FORMAT, **_adapter().dump_python(document, mode="json")}
    try:
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    except ValueError as error:
        raise OsteoError(f"Catalogue {catalogue.name!r} holds a number that is not finite ({error}).") from error


def write_package(catalogue: Catalogue, meshes: Mapping[str, Mesh], folder: str | Path) -> Catalogue:
    """Write ``catalogue.json`` and ``meshes`` to ``folder``, whole or not at all; a former package there is replaced.

    Parameters
    ----------
    meshes
        By reference, in the implant's frame, mm; an article with a mesh names a ``.stl`` file for it.

    Raises
    ------
    OsteoError
        As :func:`read_package`; an article that names a file has no mesh here; the folder holds something else.
    """
    folder = Path(folder)
    text = text_of_catalogue(catalogue)
    if folder.exists() and not (folder / FILE).is_file() and any(folder.iterdir()):
        raise OsteoError(f"{folder} holds something else than an implant package; choose another folder.")
    wanted = {one.mesh: one.reference for one in catalogue.articles.values() if one.mesh}
    for file, reference in wanted.items():
        if reference not in meshes:
            raise OsteoError(f"The mesh of article {reference!r} ({file}) is not there; import it with its article.")
        if PurePosixPath(file).suffix.lower() != ".stl":
            raise OsteoError(f"Article {reference!r} names {file}, but packages are written with .stl; rename it.")
    with whole_folder(folder) as content:
        for file, reference in wanted.items():
            target = content / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(stl_bytes(meshes[reference], STL_NOTE))
        (content / FILE).write_text(text, encoding="utf-8")
    return read_package(folder)


def _check_document(document: _Document, name: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", document.name):
        said = document.name[:64]
        raise OsteoError(f"{name}: a catalogue's name is letters, digits, '-', '_' or '.', not {said!r}; rename it.")
    if not document.version.strip():
        raise OsteoError(f"{name}: the catalogue has no version; plans need it to find its articles again.")
    seen: set[str] = set()
    for one in document.articles:
        if not one.reference.strip():
            raise OsteoError(f"{name}: an article ({one.english[:60]!r}) has no reference; give it its number.")
        if one.reference in seen:
            raise OsteoError(f"{name}: the reference {one.reference[:60]!r} is there twice; references must differ.")
        seen.add(one.reference)
        _check_article(one, f"{name}: article {one.reference[:60]!r}")


def _check_article(one: Implant, which: str) -> None:
    for key, value in one.sizes.items():
        if not math.isfinite(value):
            raise OsteoError(f"{which} has a {key[:40]} that is not finite ({value}); correct it.")
    if not one.family.strip():
        raise OsteoError(f"{which} names no family, so nothing can be planned with it; add it.")
    if one.mesh:
        path = PurePosixPath(one.mesh)
        if path.is_absolute() or ".." in path.parts or any(sign in one.mesh for sign in "\\:\0"):
            raise OsteoError(f"{which} must have its mesh in the package's folder, not {one.mesh[:60]!r}.")
        if path.suffix.lower() not in MESH_FILES:
            raise OsteoError(f"{which} has the mesh {one.mesh[:60]!r}; it must be {', '.join(MESH_FILES)}.")
    names = [point.name for point in one.connections]
    if len(set(names)) < len(names):
        raise OsteoError(f"{which} has two connection points of one name; names must differ.")
    for point in one.connections:
        if abs(math.hypot(*point.axis) - 1.0) > 1e-3:
            raise OsteoError(f"{which}: the axis of {point.name[:40]!r} is no unit vector; correct it.")


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large for a number")
    return number


def _first_fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())[:160]
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where[:100]}: {fault['msg']}"
