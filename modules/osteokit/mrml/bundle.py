"""A scene as one .mrb file: saved by Slicer, looked through, zipped."""

import os
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.host.vtk_messages import Messages


def bundle_path(path: str | os.PathLike[str]) -> Path:
    """The path of a scene.

    Raises
    ------
    OsteoError
        It does not end in ``.mrb``.
    """
    path = Path(path)
    if path.suffix != ".mrb":
        raise OsteoError(f"{path.name} must end in .mrb to be a Slicer scene; rename it.")
    return path


def write_bundle(scene: Any, path: Path, files_wanted: int, messages: Messages) -> None:
    """Write ``scene`` to ``path``, whole or not at all; it must hold ``files_wanted`` data files or more.

    Raises
    ------
    OsteoError
        Slicer refused to store something, or the file cannot be written.
    """
    with TemporaryDirectory(prefix="osteo-scene-") as temporary:
        bundle = Path(temporary) / path.stem
        bundle.mkdir()
        saved = scene.SaveSceneToSlicerDataBundleDirectory(str(bundle))
        _require_whole(bundle, bool(saved), files_wanted, path, messages.first_error)
        with whole_file(path) as target:
            _zip_folder(bundle, target)


def name_file(node: Any, name: str) -> None:
    """A plain file name: Slicer would make one of the node's name, which may be Chinese, a patient's or a duplicate."""
    node.AddDefaultStorageNode()
    node.GetStorageNode().SetFileName(name)


def _require_whole(bundle: Path, saved: bool, files_wanted: int, path: Path, error: str) -> None:
    """Slicer mostly prints and goes on: the scene must name a data file for every node, there and not empty."""
    reason = f" ({error})" if error else ""
    documents = list(bundle.glob("*.mrml"))
    if not saved or len(documents) != 1:
        raise OsteoError(f"{path} was not written: Slicer could not store the scene{reason}.")
    names = [unquote(element.get("fileName", "")) for element in ElementTree.parse(documents[0]).iter()]
    stored = [bundle / name for name in names if name]
    lacking = [file.name for file in stored if not file.is_file() or file.stat().st_size == 0]
    if lacking or len(stored) < files_wanted:
        what = ", ".join(lacking) or f"{files_wanted - len(stored)} of its nodes"
        raise OsteoError(f"{path} was not written: Slicer could not store {what}{reason}.")


def _zip_folder(folder: Path, target: Path) -> None:
    """A .mrb is a zip with one folder; the label maps and volumes in it are compressed already."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                kind = zipfile.ZIP_STORED if file.suffix == ".nrrd" else zipfile.ZIP_DEFLATED
                archive.write(file, Path(folder.name) / file.relative_to(folder), kind)
