"""The pictures of the documentation, made from a case: ``osteo demo``, then ``python docs/make_pictures.py``.

``python docs/make_pictures.py CASE CT`` takes another case folder and its CT. ``python docs/make_pictures.py surgeon
FOLDER`` makes those of the surgeon's tutorial from the folder in which its commands ran. Pictures of panels are
made by the tests of the modules; everything else in ``docs/pictures/`` comes from here.
"""

import sys
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image, ImageDraw

from osteokit.fabrication.export import NamedMesh
from osteokit.fabrication.orientation import placed_on_bed, propose_orientation
from osteokit.fabrication.print_package import side_by_side
from osteokit.imaging.read import read_volume
from osteokit.imaging.sample import sample_ct
from osteokit.imaging.volume import Volume
from osteokit.report.camera import camera_around, camera_for
from osteokit.report.figures import colored, views
from osteokit.report.marks import DARK, font, with_marks
from osteokit.report.render import render
from osteokit.report.slices import best_positions, mosaic, plane_at, slice_picture, with_slice_marks
from osteokit.segmentation.files import read_segmentation
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh

PICTURES = Path(__file__).parent / "pictures"
PANEL = 380


def meshes_of(case: Path, segmentation: Segmentation) -> dict[int, Mesh]:
    """The case's STL files (LPS) as RAS meshes by label."""
    meshes = {}
    for segment in segmentation.segments:
        path = case / "bones" / f"{segment.file_stem}.stl"
        if path.exists():
            solid = trimesh.load(path, force="mesh")
            vertices = np.asarray(solid.vertices, float) * (-1, -1, 1)
            meshes[segment.label] = Mesh(vertices, np.asarray(solid.faces, np.int64))
    return meshes


def nothing_on(segmentation: Segmentation) -> Segmentation:
    return Segmentation(np.zeros_like(segmentation.labels), segmentation.ijk_to_ras, ())


def best_slice(volume: Volume, segmentation: Segmentation, name: str, pixels: int):
    """The plane of a kind that shows the bones best."""
    return plane_at(volume, name, best_positions(segmentation, name, 1)[0], pixels)


def before_and_after(volume: Volume, segmentation: Segmentation, name: str) -> np.ndarray:
    """One slice without and with outlines, side by side."""
    plane = best_slice(volume, segmentation, name, 520)
    plain, outlined = (slice_picture(volume, s, plane) for s in (nothing_on(segmentation), segmentation))
    return mosaic([with_slice_marks(plain, plane), with_slice_marks(outlined, plane)], 2)


def print_bed(segmentation: Segmentation, meshes: dict[int, Mesh]) -> np.ndarray:
    """The six largest bones as the print package lays them on a bed."""
    bones = [s for s in segmentation.segments if s.label in meshes and not s.term.is_metal]
    bones = sorted(bones, key=lambda s: -meshes[s.label].volume_mm3)[:6]
    laid = []
    for segment in bones:
        mesh = meshes[segment.label]
        on_bed = placed_on_bed(mesh, propose_orientation(mesh).rotation)
        laid.append(NamedMesh(segment.file_stem, on_bed, segment.term.color))
    shown = [(item.mesh, item.color) for item in side_by_side(laid, 260.0)]
    points = np.concatenate([mesh.vertices for mesh, _ in shown])
    low, high = points.min(axis=0), points.max(axis=0)
    plate = trimesh.creation.box((*(high - low + 20)[:2], 3.0))
    plate.apply_translation((*((low + high) / 2)[:2], -1.6))
    shown.append((Mesh(np.asarray(plate.vertices), np.asarray(plate.faces, np.int64)), (90, 98, 108)))
    camera = camera_around((0.3, -0.7, 0.8), (0, 0, 1), [mesh for mesh, _ in shown], (PANEL, PANEL), 0.04, 25.0)
    return render(shown, camera, (PANEL, PANEL), 3)


def square(picture: np.ndarray) -> np.ndarray:
    """A picture on a black square of the panel's edge."""
    image = Image.fromarray(picture)
    image.thumbnail((PANEL, PANEL), Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", (PANEL, PANEL))
    sheet.paste(image, ((PANEL - image.width) // 2, (PANEL - image.height) // 2))
    return np.asarray(sheet)


def overview(volume: Volume, segmentation: Segmentation, meshes: dict[int, Mesh]) -> np.ndarray:
    """CT, labelled bones, surfaces, print: the way through, in one picture."""
    plane = best_slice(volume, segmentation, "coronal", 600)
    shown = colored(segmentation, meshes)
    camera = camera_for("three-quarter", [mesh for mesh, _ in shown], (PANEL, PANEL), 0.04)
    panels = {
        "CT": square(slice_picture(volume, nothing_on(segmentation), plane)),
        "labelled bones": square(slice_picture(volume, segmentation, plane)),
        "surfaces": with_marks(render(shown, camera, (PANEL, PANEL), 3), camera),
        "print package": print_bed(segmentation, meshes),
    }
    gap, title = 44, 34
    sheet = Image.new("RGB", (len(panels) * (PANEL + gap) - gap, PANEL + title), (255, 255, 255))
    draw = ImageDraw.Draw(sheet)
    for n, (name, picture) in enumerate(panels.items()):
        x = n * (PANEL + gap)
        sheet.paste(Image.fromarray(picture), (x, title))
        draw.text((x, title - 8), name, fill=DARK, font=font(18), anchor="ls")
        if n:
            middle = title + PANEL // 2
            draw.polygon([(x - 32, middle - 14), (x - 32, middle + 14), (x - 10, middle)], fill=DARK)
    return np.asarray(sheet)


def save(picture: np.ndarray, name: str) -> None:
    """As a PNG of 200 colours: small enough for a repository, good enough to read."""
    PICTURES.mkdir(exist_ok=True)
    few = Image.fromarray(picture).quantize(200, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


def main(case: Path, ct: Path) -> None:
    volume = read_volume(ct)
    segmentation = read_segmentation(case / "labels.seg.nrrd")
    meshes = meshes_of(case, segmentation)
    save(overview(volume, segmentation, meshes), "overview")
    save(before_and_after(volume, segmentation, "axial"), "axial")
    save(before_and_after(volume, segmentation, "sagittal"), "sagittal")
    three = views(colored(segmentation, meshes), ("anterior", "posterior", "left"))
    sheet = Image.fromarray(mosaic([figure.picture for figure in three], 3, 4))
    save(np.asarray(sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.LANCZOS)), "views")


def surgeon(folder: Path) -> None:
    """Of the surgeon's tutorial; see the module ``surgeon_pictures``."""
    import surgeon_pictures

    Image.fromarray(surgeon_pictures.leg_figure(folder)).save(PICTURES / "leg.png", optimize=True)  # its colours speak
    save(surgeon_pictures.osteotomy(folder, "B"), "osteotomy")
    save(surgeon_pictures.guide(folder), "guide")
    save(surgeon_pictures.reduction(folder), "reduction")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main(Path("runs/demo"), sample_ct())
        case ["surgeon", folder]:
            surgeon(Path(folder))
        case [case, ct]:
            main(Path(case), Path(ct))
        case _:
            sys.exit("Usage: python docs/make_pictures.py [CASE CT | surgeon FOLDER]")
