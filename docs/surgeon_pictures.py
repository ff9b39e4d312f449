"""The pictures of the surgeon's tutorial, from the folder in which its commands were run.

``python docs/make_pictures.py surgeon FOLDER``; the bones there are those of ``docs/example_leg.py``.
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from osteokit.report.camera import Camera, camera_around
from osteokit.report.creased import creased
from osteokit.report.marks import DARK, font, with_marks
from osteokit.report.render import ColoredMesh, render
from osteokit.surface.mesh import Mesh
from osteokit.surface.read import read_mesh

BONE, OTHER_BONE, MOVED, GUIDE, GHOST = (
    (232, 220, 196),
    (206, 196, 178),
    (226, 160, 90),
    (90, 150, 210),
    (170, 182, 196),
)
UP = (0.0, 0.0, 1.0)
TITLE_PX = 34


def titled(panels: dict[str, np.ndarray]) -> np.ndarray:
    """Pictures of one height side by side, each below its title."""
    gap, height = 16, max(picture.shape[0] for picture in panels.values())
    width = sum(picture.shape[1] + gap for picture in panels.values()) - gap
    sheet = Image.new("RGB", (width, height + TITLE_PX), (255, 255, 255))
    draw, x = ImageDraw.Draw(sheet), 0
    for name, picture in panels.items():
        sheet.paste(Image.fromarray(picture), (x, TITLE_PX))
        draw.text((x + 2, TITLE_PX - 10), name, fill=DARK, font=font(17), anchor="ls")
        x += picture.shape[1] + gap
    return np.asarray(sheet)


def bone(path: Path) -> Mesh:
    return read_mesh(path, "LPS")


def around(toward: tuple[float, float, float], mesh: Mesh, size: tuple[int, int], margin: float = 0.05) -> Camera:
    return camera_around(toward, UP, [mesh], size, margin)


def leg_figure(folder: Path) -> np.ndarray:
    """The figure of ``osteo align``, as it was written, smaller."""
    with Image.open(folder / "leg.png") as picture:
        small = picture.convert("RGB")
        small.thumbnail((900, 1000), Image.Resampling.LANCZOS)
        return np.asarray(small)


def osteotomy(folder: Path, variant: str) -> np.ndarray:
    """The whole leg before and after, and the wedge from near."""
    pieces = folder / "planned" / variant
    size = (300, 640)

    def shown(end: str) -> list[ColoredMesh]:
        colors = {
            "femur_left": BONE,
            "tibia_left_proximal": BONE,
            "tibia_left_distal": MOVED,
            "fibula_left": OTHER_BONE,
        }
        return [(creased(bone(pieces / f"{name}_{end}.stl")), color) for name, color in colors.items()]

    before, after = shown("cut"), shown("moved")
    everything = Mesh(np.vstack([mesh.vertices for mesh, _ in (*before, *after)]), np.zeros((0, 3), np.int64))
    camera = around((0, 1, 0), everything, size)
    top = after[1][0]
    near = Mesh(np.vstack([top.vertices, top.vertices - 55.0 * np.array(UP)]), top.faces)
    close = around((0.25, 1.0, 0.06), near, (560, 640), 0.02)
    return titled(
        {
            "before": with_marks(render(before, camera, size, 3), camera),
            f"variant {variant}": with_marks(render(after, camera, size, 3), camera),
            "the wedge, from the front": with_marks(render(after[1:], close, (560, 640), 3), close),
        }
    )


def guide(folder: Path) -> np.ndarray:
    """The guide on the tibia, from the way it comes and from the front, and its face that lies on the bone."""
    tibia, made, size = bone(folder / "tibia.stl"), bone(folder / "guide" / "guide.stl"), (380, 400)
    on_bone: list[ColoredMesh] = [(tibia, BONE), (creased(made), GUIDE)]
    views = {"from medial": ((1.0, 0.1, 0.15), on_bone), "from the front": ((0.35, 1.0, 0.1), on_bone),
             "its face on the bone": ((-1.0, 0.25, 0.1), on_bone[1:])}  # fmt: skip
    cameras = {name: around(toward, made, size, 0.1) for name, (toward, _) in views.items()}
    return titled(
        {name: with_marks(render(views[name][1], camera, size, 3), camera) for name, camera in cameras.items()}
    )


def reduction(folder: Path) -> np.ndarray:
    """Two fragments before and after, and the fracture line from near."""
    size, colors = (280, 560), {"fragment_a": BONE, "fragment_b": MOVED}
    before = [(bone(folder / f"{name}.stl"), color) for name, color in colors.items()]
    after = [(bone(folder / "reduced" / f"{name}.stl"), color) for name, color in colors.items()]
    everything = Mesh(np.vstack([mesh.vertices for mesh, _ in (*before, *after)]), np.zeros((0, 3), np.int64))
    camera = around((0, 1, 0), everything, size)
    line = fracture_line(after[0][0], after[1][0])
    close = around((0.3, 1.0, 0.2), line, (420, 560), 0.1)
    return titled(
        {
            "as injured": with_marks(render(before, camera, size, 3), camera),
            "reduced": with_marks(render(after, camera, size, 3), camera),
            "the fracture line": with_marks(render(after, close, (420, 560), 3), close),
        }
    )


def fracture_line(a: Mesh, b: Mesh) -> Mesh:
    """What of one fragment lies within 3 mm of the other, as points."""
    from scipy.spatial import KDTree

    near, _ = KDTree(b.vertices).query(a.vertices)
    return Mesh(a.vertices[near < 3.0], np.zeros((0, 3), np.int64))
