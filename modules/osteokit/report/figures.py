"""Which pictures a case report shows, as RGB arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from osteokit.base.progress import Progress, silent
from osteokit.imaging.volume import Volume
from osteokit.report.camera import Camera, camera_for
from osteokit.report.marks import with_marks
from osteokit.report.render import ColoredMesh, render
from osteokit.report.slices import PLANES, best_positions, mosaic, plane_at, slice_picture, with_slice_marks
from osteokit.segmentation.segmentation import Segmentation
from osteokit.surface.mesh import Mesh

REPORT_VIEWS = ("anterior", "posterior", "three-quarter", "left")
SLICES_PER_PLANE = {"axial": 6, "coronal": 3, "sagittal": 3}
PIXELS_3D = 760_000
SLICE_PIXELS = 460
PALE_BONE = (226, 220, 205)
METAL_SHOWN = (200, 60, 40)


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture: ``kind`` is a view's or a plane's name, ``picture`` RGB uint8 (height, width, 3)."""

    kind: str
    picture: np.ndarray


def colored(segmentation: Segmentation, meshes: Mapping[int, Mesh]) -> list[ColoredMesh]:
    """Each mesh with its bone's colour; labels without a mesh are left out."""
    return [(meshes[s.label], s.term.color) for s in segmentation.segments if s.label in meshes]


def views(meshes: Sequence[ColoredMesh], names: Sequence[str], progress: Progress = silent) -> list[Figure]:
    """Pictures of standard views, all of one size and one scale, marked; none where there is nothing to see."""
    shapes = [mesh for mesh, _ in meshes]
    if not any(len(mesh.faces) for mesh in shapes):
        return []
    size = _common_size([camera_for(name, shapes, (1000, 1000), 0.0) for name in names], shapes)
    cameras = [camera_for(name, shapes, size) for name in names]
    height_mm = max(camera.height_mm for camera in cameras)
    figures = []
    for n, (name, camera) in enumerate(zip(names, cameras, strict=True)):
        progress(n / len(names), f"drawing the {name} view")
        camera = replace(camera, height_mm=height_mm)
        figures.append(Figure(name, with_marks(render(meshes, camera, size), camera)))
    return figures


def metal_view(segmentation: Segmentation, meshes: Mapping[int, Mesh]) -> list[Figure]:
    """Metal seen through pale bones from the front (a nail in a bone is hidden otherwise); none without metal."""
    metal = [(meshes[s.label], METAL_SHOWN) for s in segmentation.segments if s.term.is_metal and s.label in meshes]
    if not any(len(mesh.faces) for mesh, _ in metal):
        return []
    everything = colored(segmentation, meshes)
    shapes = [mesh for mesh, _ in everything]
    size = _common_size([camera_for("anterior", shapes, (1000, 1000), 0.0)], shapes)
    camera = camera_for("anterior", shapes, size)
    pale = render([(mesh, PALE_BONE) for mesh in shapes], camera, size)
    empty, alone = render([], camera, size), render(metal, camera, size)
    share = np.where(np.any(alone != empty, axis=2, keepdims=True), 0.8, 0.0)
    blended = np.round((1 - share) * pale + share * alone).astype(np.uint8)
    return [Figure("metal", with_marks(blended, camera))]


def _common_size(cameras: Sequence[Camera], shapes: Sequence[Mesh]) -> tuple[int, int]:
    """One picture size (width, height) of constant area whose proportions fit the widest and the tallest view."""
    points = np.concatenate([mesh.vertices for mesh in shapes])
    width = max(float(np.ptp(points @ camera.right)) for camera in cameras)
    height = max(float(np.ptp(points @ camera.up)) for camera in cameras)
    aspect = float(np.clip(width / max(height, 1e-6), 0.45, 1.5))
    return round((PIXELS_3D * aspect) ** 0.5), round((PIXELS_3D / aspect) ** 0.5)


def slice_sheets(volume: Volume, segmentation: Segmentation, progress: Progress = silent) -> list[Figure]:
    """One mosaic per plane through the bones; none for a plane that meets no bone."""
    sheets = []
    for n, name in enumerate(PLANES):
        progress(n / len(PLANES), f"drawing {name} slices")
        planes = [
            plane_at(volume, name, position, SLICE_PIXELS)
            for position in best_positions(segmentation, name, SLICES_PER_PLANE[name])
        ]
        if planes:
            pictures = [with_slice_marks(slice_picture(volume, segmentation, plane), plane) for plane in planes]
            sheets.append(Figure(name, mosaic(pictures, 3)))
    return sheets
