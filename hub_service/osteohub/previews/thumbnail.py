"""A small picture of what there is to look at, for lists."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from osteokit.fabrication.mesh_formats import NamedMesh

NAME = "thumbnail.webp"
SIZE = (320, 240)
"""Pixels, the most."""


def of_meshes(items: Sequence[NamedMesh], folder: Path) -> None:
    """As they are seen from the front."""
    from PIL import Image

    from osteokit.report.camera import camera_for
    from osteokit.report.render import render

    camera = camera_for("anterior", [one.mesh for one in items], SIZE)
    picture = render([(one.mesh, one.color) for one in items], camera, SIZE)
    Image.fromarray(picture).save(folder / NAME, quality=82)


def of_slices(plane: Mapping[str, Any], sheet: Path, folder: Path) -> None:
    """The slice in the middle of a sheet, see ``slice_preview``."""
    from PIL import Image

    row, column = divmod(plane["count"] // 2, plane["columns"])
    width, height = plane["width"], plane["height"]
    corner = (column * width, row * height)
    with Image.open(sheet) as whole:
        one = whole.crop((*corner, corner[0] + width, corner[1] + height))
    one.thumbnail(SIZE)
    one.save(folder / NAME, quality=82)


def of_picture(file: Path, folder: Path) -> None:
    """The picture itself, smaller."""
    from PIL import Image

    with Image.open(file) as whole:
        whole.thumbnail(SIZE)
        whole.save(folder / NAME, quality=82)
