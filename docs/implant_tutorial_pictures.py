"""The pictures of the surgeon's tutorial on implants: ``python docs/implant_tutorial_pictures.py FOLDER``.

``FOLDER`` is the one in which the commands of that tutorial were run, on the bones of ``docs/example_implants.py`` and
``docs/example_leg.py``. The figures are those that the commands wrote, smaller; the panel's pictures are made by
``python -m harness.make_implant_pictures`` from ``tests/``.
"""

import sys
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).parent / "pictures"
WRITTEN = {"implant_screw.png": "screws/S1-iliosacral-right.png", "implant_plate.png": "plate.png"}
SIZE = (960, 800)
COLORS = 64


def main(folder: Path) -> None:
    for name, written in WRITTEN.items():
        with Image.open(folder / written) as picture:
            small = picture.convert("RGB")
        small.thumbnail(SIZE, Image.Resampling.LANCZOS)
        few = small.quantize(COLORS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python docs/implant_tutorial_pictures.py FOLDER")
    main(Path(sys.argv[1]))
