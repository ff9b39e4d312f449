"""Makes one preview, run as ``python -m osteohub.previews.make``: files in, small files out, as JSON.

The question is ``{"kind", "files": [{"name", "path"}]}``; the answer ``{"folder", "parts": [names], "facts"}``. Whoever
asked takes the parts out of the folder and removes it.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from osteohub.previews import thumbnail
from osteohub.previews.mesh import mesh_preview
from osteohub.previews.slices import slice_preview
from osteokit.base.errors import OsteoError

LONGEST_PICTURE = 1600
MOST_PIXELS = 100_000_000


def make(question: Mapping[str, Any]) -> dict[str, Any]:
    """Never raises: a file that cannot be shown is an answer with ``"trouble"``."""
    folder = Path(tempfile.mkdtemp(prefix="osteo-preview-"))
    try:
        with tempfile.TemporaryDirectory() as beside:
            named = _named(question["files"], Path(beside))
            facts = _MAKERS[question["kind"]](named, folder)
    except OsteoError as refusal:
        shutil.rmtree(folder)
        return {"trouble": str(refusal)}
    except Exception as error:  # whatever a foreign file provokes is an answer, never a failed job
        shutil.rmtree(folder)
        return {"trouble": f"It cannot be shown ({type(error).__name__})."}
    return {"folder": str(folder), "parts": sorted(one.name for one in folder.iterdir()), "facts": facts}


def _named(files: list[dict[str, str]], folder: Path) -> list[Path]:
    """The files under their names: readers know a format by it."""
    named = []
    for file in files:
        link = folder / Path(file["name"]).name
        link.symlink_to(file["path"])
        named.append(link)
    return named


def _volume(files: list[Path], folder: Path) -> dict[str, Any]:
    return slice_preview(files[0].parent if len(files) > 1 else files[0], folder)


def _mesh(files: list[Path], folder: Path) -> dict[str, Any]:
    return mesh_preview(files[0], folder / "model.glb")


def _picture(files: list[Path], folder: Path) -> dict[str, Any]:
    """Drawn anew, so that nothing but pixels reaches a browser."""
    from PIL import Image

    with Image.open(files[0], formats=("PNG", "JPEG")) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise OsteoError(f"The picture has {width} x {height} pixels, more than are shown.")
        image.thumbnail((LONGEST_PICTURE, LONGEST_PICTURE))
        image.convert("RGB").save(folder / "picture.webp", quality=85)
    thumbnail.of_picture(folder / "picture.webp", folder)
    return {"pixels": [width, height]}


_MAKERS = {"mesh": _mesh, "volume": _volume, "picture": _picture}


if __name__ == "__main__":
    answer = make(json.loads(sys.stdin.buffer.read()))  # whatever a library prints must not stand in the answer
    sys.stdout.write(json.dumps(answer))
