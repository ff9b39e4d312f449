"""The picture of all generated implants, ``pictures/implant_families.png``: ``python docs/implant_pictures.py``."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from osteokit.planning.implants.families.table import FAMILIES
from osteokit.report.camera import camera_around
from osteokit.report.creased import creased
from osteokit.report.marks import DARK, font
from osteokit.report.render import render

Vector = tuple[float, float, float]
STEEL, TITANIUM, COBALT, PLASTIC = (172, 178, 186), (138, 146, 160), (186, 184, 178), (226, 224, 214)
CELL, TITLE_PX, COLUMNS = (300, 190), 24, 4
ALONG: tuple[Vector, Vector] = ((0.7, -1.0, -0.5), (-1.0, -0.3, 0.0))
OUTER: tuple[Vector, Vector] = ((0.25, -0.5, -1.0), (-0.15, -1.0, 0.0))
SIDEWAYS: tuple[Vector, Vector] = ((0.0, -1.0, 0.15), (-1.0, 0.0, 0.0))
ABOVE: tuple[Vector, Vector] = ((0.5, -0.8, 0.6), (0.0, 0.0, 1.0))
BELOW: tuple[Vector, Vector] = ((0.5, -0.7, -0.6), (0.0, 0.0, 1.0))

SHOWN: tuple[tuple[str, dict[str, float], str, tuple[Vector, Vector], tuple[int, int, int]], ...] = (
    ("cortical_screw", {"diameter_mm": 4.5, "length_mm": 30}, "", ALONG, STEEL),
    ("cancellous_screw", {"diameter_mm": 6.5, "length_mm": 50}, "", ALONG, STEEL),
    ("locking_screw", {"diameter_mm": 5.0, "length_mm": 30}, "", ALONG, TITANIUM),
    ("cannulated_screw", {"diameter_mm": 7.3, "length_mm": 55}, "", ALONG, TITANIUM),
    ("pedicle_screw", {"diameter_mm": 6.5, "length_mm": 40}, "", ALONG, TITANIUM),
    ("k_wire", {"diameter_mm": 2.0, "length_mm": 40}, "", ALONG, STEEL),
    ("straight_plate", {"holes": 7, "screw_mm": 4.5, "locking_holes": 4}, "", OUTER, STEEL),
    ("reconstruction_plate", {"holes": 8, "screw_mm": 3.5}, "", OUTER, STEEL),
    ("l_plate", {"holes": 4, "screw_mm": 4.5, "head_holes": 2}, "right", OUTER, STEEL),
    ("t_plate", {"holes": 4, "screw_mm": 3.5}, "", OUTER, STEEL),
    ("proximal_tibia_plate", {"holes": 6, "screw_mm": 3.5, "head_holes": 4}, "right", OUTER, TITANIUM),
    ("distal_femur_plate", {"holes": 7, "screw_mm": 5}, "right", OUTER, TITANIUM),
    ("femoral_nail", {"diameter_mm": 13, "length_mm": 300}, "", SIDEWAYS, TITANIUM),
    ("tibial_nail", {"diameter_mm": 12, "length_mm": 255}, "", SIDEWAYS, TITANIUM),
    ("hip_stem", {"distal_diameter_mm": 12}, "", ((0.15, -1.0, 0.0), (0.0, 0.0, -1.0)), TITANIUM),
    ("acetabular_cup", {"outer_diameter_mm": 52}, "", ABOVE, TITANIUM),
    ("acetabular_liner", {"outer_diameter_mm": 44, "head_diameter_mm": 32}, "", BELOW, PLASTIC),
    ("femoral_head", {"diameter_mm": 32}, "", ABOVE, COBALT),
    ("knee_femoral", {"width_mm": 66}, "", ((0.7, -0.8, 0.5), (0.0, 0.0, 1.0)), COBALT),
    ("knee_tibial", {"width_mm": 70}, "", ((0.4, 0.9, -0.4), (0.0, 0.0, 1.0)), TITANIUM),
    ("knee_insert", {"width_mm": 70, "thickness_mm": 9}, "", ABOVE, PLASTIC),
    ("wedge", {"thick_mm": 12, "depth_mm": 40, "width_mm": 25}, "", ((0.9, 0.6, 0.5), (0.0, 1.0, 0.0)), PLASTIC),
    ("cage", {"height_mm": 10, "depth_mm": 26, "width_mm": 11, "lordosis_deg": 8}, "",
     ((0.9, 0.7, 0.5), (0.0, 1.0, 0.0)), PLASTIC),
)  # fmt: skip


def cell(
    key: str, sizes: dict[str, float], side: str, view: tuple[Vector, Vector], color: tuple[int, int, int]
) -> np.ndarray:
    """One implant, as large as the cell allows."""
    mesh = FAMILIES[key].build(sizes, side)  # pyright: ignore[reportArgumentType]
    camera = camera_around(*view, [mesh], CELL, 0.06)
    return render([(creased(mesh), color)], camera, CELL, 3)


def families() -> np.ndarray:
    """All families, each below its name."""
    rows = -(-len(SHOWN) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL[0], rows * (CELL[1] + TITLE_PX)), (255, 255, 255))
    draw = ImageDraw.Draw(sheet)
    for number, (key, sizes, side, view, color) in enumerate(SHOWN):
        x, y = number % COLUMNS * CELL[0], number // COLUMNS * (CELL[1] + TITLE_PX)
        sheet.paste(Image.fromarray(cell(key, sizes, side, view, color)), (x, y + TITLE_PX))
        draw.text((x + 6, y + TITLE_PX - 7), FAMILIES[key].english, fill=DARK, font=font(13), anchor="ls")
    return np.asarray(sheet)


if __name__ == "__main__":
    few = Image.fromarray(families()).quantize(200, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(Path(__file__).parent / "pictures" / "implant_families.png", optimize=True)
