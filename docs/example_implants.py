"""The bones of the surgeon's tutorial on implants, built by code: ``python docs/example_implants.py FOLDER``.

A schematic CT (``ct.nii.gz``) of a pelvis and L4 with its labels (``labels.seg.nrrd``), the hip as surfaces
(``hip_left.stl``, ``hip_right.stl``, ``femur_right.stl``), and a left femur with its canal (``canal.stl``). STL in LPS
millimetres. Needs the repository, since the shapes are those of its tests.
"""

import sys
from pathlib import Path

import numpy as np
from scipy import ndimage

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))
sys.path.insert(0, str(REPOSITORY / "docs"))

from example_leg import rounded  # noqa: E402

from generated.meshes import voxelise  # noqa: E402
from generated.pelvic_bones import hip_bone, sacrum, vertebra  # noqa: E402
from generated.shapes import capsule, grid, points, union  # noqa: E402
from osteokit.fabrication.export import write_mesh  # noqa: E402
from osteokit.imaging.volume import Volume  # noqa: E402
from osteokit.imaging.write import write_volume  # noqa: E402
from osteokit.segmentation.files import write_seg_nrrd  # noqa: E402
from osteokit.segmentation.segmentation import Segment, Segmentation  # noqa: E402
from osteokit.surface.mesh import Mesh  # noqa: E402
from osteokit.surface.transform import moved, translation  # noqa: E402
from planning.arthroplasty.known_hips import femur_of, stem  # noqa: E402
from planning.nails.canals import femur as femur_with_canal  # noqa: E402

SPACING_MM = 1.2
LOW, HIGH = np.array([-125.0, -115.0, -30.0]), np.array([125.0, 55.0, 180.0])
ABOVE_SACRUM = (0.0, -12.0, 146.0)
SLOPE = np.radians(40.0)
ENDPLATE = np.array([0.0, -20.0, 105.0])
FRONT, UP = np.array([0.0, np.cos(SLOPE), -np.sin(SLOPE)]), np.array([0.0, np.sin(SLOPE), np.cos(SLOPE)])
FORAMINA_BELOW_MM, FORAMINA_BESIDE_MM, FORAMEN_RADIUS_MM = (37.0, 62.0), 21.0, 5.0


def with_foramina(whole: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The sacrum with wider alae and two foramina on each side; ``at`` are the positions (RAS mm) of its voxels."""
    alae, foramina = [], []
    for side in (-1.0, 1.0):
        out = side * np.array([1.0, 0.0, 0.0])
        alae += [
            capsule(at, ENDPLATE - 34 * UP - 6 * FRONT + 24 * out, ENDPLATE - 72 * UP - 10 * FRONT + 16 * out, 11.0),
            capsule(at, ENDPLATE - 16 * UP + 10 * out, ENDPLATE - 24 * UP + 46 * out - [0, 6, 0], 14.0),
        ]
        for below in FORAMINA_BELOW_MM:
            middle = ENDPLATE - below * UP + FORAMINA_BESIDE_MM * out
            foramina.append(capsule(at, middle - 60 * FRONT, middle + 60 * FRONT, FORAMEN_RADIUS_MM))
    return (whole | (union(*alae) < 0)) & (union(*foramina) > 0)


def pelvis_ct() -> tuple[Volume, Segmentation]:
    """CT and labels of both hip bones, the sacrum and L4: cortex 900, marrow 220, soft tissue 40 HU, blurred."""
    shape, ijk_to_ras = grid(LOW, HIGH, (SPACING_MM,) * 3)
    at = points(shape, ijk_to_ras)
    meshes: dict[str, Mesh] = {
        "sacrum": sacrum().mesh, "hip_left": hip_bone("left").mesh, "hip_right": hip_bone("right").mesh,
        "vertebrae_L4": moved(vertebra().mesh, translation(ABOVE_SACRUM)),
    }  # fmt: skip
    labels, hu = np.zeros(shape, np.uint8), np.full(shape, 40.0)
    for label, (key, mesh) in enumerate(meshes.items(), 1):
        inside = voxelise(mesh.vertices, mesh.faces, ijk_to_ras, shape).astype(bool)
        inside = with_foramina(inside, at) if key == "sacrum" else inside
        inside &= labels == 0
        labels[inside] = label
        deep = np.asarray(ndimage.distance_transform_edt(inside)) * SPACING_MM
        hu[inside] = np.where(deep > 1.6, 220.0, 900.0)[inside]
    hu = ndimage.gaussian_filter(hu, 0.8 / SPACING_MM) + np.random.default_rng(0).normal(0.0, 15.0, shape)
    segments = tuple(Segment(label, key) for label, key in enumerate(meshes, 1))
    return Volume(hu.astype(np.int16), ijk_to_ras), Segmentation(labels, ijk_to_ras, segments)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    volume, labels = pelvis_ct()
    write_volume(volume, folder / "ct.nii.gz")
    write_seg_nrrd(labels, folder / "labels.seg.nrrd")
    surfaces = {
        "hip_left": hip_bone("left").mesh, "hip_right": hip_bone("right").mesh, "femur_right": femur_of(stem(11)).mesh,
        "canal": rounded(femur_with_canal()),
    }  # fmt: skip
    for name, mesh in surfaces.items():
        write_mesh(mesh, folder / f"{name}.stl")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python docs/example_implants.py FOLDER")
    main(Path(sys.argv[1]))
