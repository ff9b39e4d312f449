"""Marks on pictures, as in radiology: which way is right, left, front, back, up and down, and how long is what."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from osteokit.report.camera import Camera

DARK = (45, 55, 70)
LIGHT = (235, 238, 242)


@cache
def font(pixels: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans, which comes with matplotlib: the same letters on every machine."""
    from matplotlib import get_data_path

    return ImageFont.truetype(str(Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"), pixels)


def direction_letters(direction: np.ndarray) -> str:
    """The letters of a RAS direction, the larger part first; a part below 0.4 of the length is left out.

    ``(-1, 0, 0)`` is ``"L"``; ``(0.7, 0.7, 0)`` is ``"RA"``.
    """
    direction = np.asarray(direction, float) / np.linalg.norm(direction)
    names = ("RL", "AP", "SI")
    order = np.argsort(-np.abs(direction), kind="stable")
    return "".join(names[n][0 if direction[n] > 0 else 1] for n in order if abs(direction[n]) > 0.4)


def camera_letters(camera: Camera) -> dict[str, str]:
    """What lies towards each edge of a picture: ``{"left": "R", "right": "L", "top": "S", "bottom": "I"}``."""
    edges = {"left": -camera.right, "right": camera.right, "top": camera.up, "bottom": -camera.up}
    return {edge: direction_letters(direction) for edge, direction in edges.items()}


def draw_letters(
    picture: np.ndarray, letters: Mapping[str, str], color: tuple[int, int, int], pixels: int
) -> np.ndarray:
    """A copy of an RGB ``picture`` with letters at the middle of its ``left``, ``right``, ``top``, ``bottom`` edges."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    width, height = image.size
    gap = max(pixels // 3, 2)
    places = {
        "left": ((gap, height / 2), "lm"),
        "right": ((width - gap, height / 2), "rm"),
        "top": ((width / 2, gap), "mt"),
        "bottom": ((width / 2, height - gap), "mb"),
    }
    for edge, text in letters.items():
        place, anchor = places[edge]
        draw.text(place, text, fill=color, font=font(pixels), anchor=anchor)
    return np.asarray(image)


def bar_length_mm(width_mm: float) -> float:
    """A round length (1, 2 or 5 times a power of ten) of at most a quarter of ``width_mm``."""
    power = 10.0 ** np.floor(np.log10(width_mm / 4))
    return float(max(step * power for step in (1, 2, 5) if step * power <= width_mm / 4 * (1 + 1e-9)))


def draw_scale_bar(picture: np.ndarray, mm_per_pixel: float, color: tuple[int, int, int], pixels: int) -> np.ndarray:
    """A copy of an RGB ``picture`` with a bar of a round length and its length in the lower right corner."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    width, height = image.size
    length_mm = bar_length_mm(width * mm_per_pixel)
    length = round(length_mm / mm_per_pixel)
    x1, y = width - pixels, height - pixels
    x0, thick = x1 - length + 1, max(pixels // 6, 2)
    draw.rectangle([x0, y - thick + 1, x1, y], fill=color)
    for x in (x0, x1 - thick + 1):
        draw.rectangle([x, y - 3 * thick, x + thick - 1, y], fill=color)
    text = f"{length_mm:g} mm" if length_mm < 10 else f"{length_mm / 10:g} cm"
    draw.text(((x0 + x1) / 2, y - 3 * thick - 2), text, fill=color, font=font(round(pixels * 0.75)), anchor="mb")
    return np.asarray(image)


def draw_caption(picture: np.ndarray, text: str, color: tuple[int, int, int], pixels: int) -> np.ndarray:
    """A copy of an RGB ``picture`` with a line of Latin text in its upper left corner."""
    image = Image.fromarray(picture)
    ImageDraw.Draw(image).text((pixels // 2, pixels // 2), text, fill=color, font=font(pixels), anchor="lt")
    return np.asarray(image)


def with_marks(picture: np.ndarray, camera: Camera) -> np.ndarray:
    """A rendered picture with orientation letters and, where projection is parallel, a scale bar."""
    height, width = picture.shape[:2]
    pixels = max(min(width, height) // 26, 9)
    marked = draw_letters(picture, camera_letters(camera), DARK, pixels)
    if camera.distance_mm is None:
        marked = draw_scale_bar(marked, camera.height_mm / height, DARK, pixels)
    return marked
