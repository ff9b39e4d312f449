"""Small whole bodies for fast tests: simple shapes, real proportions, every voxel's truth known."""

import numpy as np

from generated.scene import FAT_HU, MARROW_HU, SOFT_HU, TABLE_HU, Bone, Tissue, render
from generated.shapes import box, capsule, ellipsoid, grid, half_space, intersection, points, sphere, union, without
from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segmentation

DISC_HU = 80.0


def _femur(p, side, gap_mm):
    """``side`` is +1 for the right, -1 for the left (left is negative x in RAS)."""
    head = np.array([side * 85.0, 0, 0])
    trochanter = head + np.array([side * 48.0, -8, -22])
    end = trochanter + np.array([-side * 12.0, 6, -400])
    solid = union(sphere(p, head, 23), capsule(p, head, trochanter, 12.5), sphere(p, trochanter, 17),
                  capsule(p, trochanter, end, 14))  # fmt: skip
    core = np.where(capsule(p, trochanter, end, 8) < 0, MARROW_HU, 220).astype(np.float32)
    cleared = union(sphere(p, head, 23 + gap_mm), capsule(p, head, trochanter, 12.5 + gap_mm))
    return solid, core, cleared, head


def _hip(p, side, cleared, head):
    cup = intersection(sphere(p, head, 36), half_space(p, head + np.array([side * 6.0, 0, 0]), (side, 0.2, -0.4)))
    wing = ellipsoid(p, (side * 88, -20, 70), (9, 50, 55))
    bridge = capsule(p, head + np.array([-side * 6.0, -10, 25]), (side * 80, -25, 60), 16)
    ramus = capsule(p, head + np.array([-side * 25.0, 15, -12]), (side * 8, 40, -28), 9)
    ischium = capsule(p, head + np.array([-side * 15.0, -25, -20]), (side * 55, -25, -55), 12)
    return without(union(cup, wing, bridge, ramus, ischium), cleared)


def _vertebra(p, centre):
    x, y, z = centre
    canal = capsule(p, (x, y - 27, z - 200), (x, y - 27, z + 200), 9)
    arch = union(
        box(p, (x, y - 27, z + 1), (15, 12, 8)) - 2,
        box(p, (x, y - 52, z - 3), (2.5, 15, 8)) - 1.5,
        box(p, (x, y - 27, z + 1), (36, 4, 5)) - 1.5,
        *(capsule(p, (x + s * 15, y - 36, z + 6), (x + s * 15, y - 36, z + 17), 4) for s in (-1, 1)),
        *(capsule(p, (x + s * 13, y - 42, z - 6), (x + s * 15, y - 46, z - 19), 4) for s in (-1, 1)),
    )
    return without(union(_body(p, centre), arch), canal)


def _body(p, centre, half_height_mm=13.0):
    """A vertebral body: an elliptic cylinder with rounded end plates."""
    column = ellipsoid(p * np.float32([1, 1, 0]), (centre[0], centre[1], 0), (24, 18, 1e4))
    return intersection(column, np.abs(p[..., 2] - np.float32(centre[2])) - np.float32(half_height_mm))


def pelvis(spacing_mm=(2.0, 2.0, 2.0), gap_mm=4.0, noise_hu=20.0, blur_mm=0.8, seed=0, rod=False, table=True,
           axes=np.eye(3)) -> tuple[Volume, Segmentation]:  # fmt: skip
    """Both femora, both hip bones, sacrum and L5 in a body on a CT table; ``rod`` puts a nail in the left femur.

    Keys: femur_left, femur_right, hip_left, hip_right, sacrum, vertebrae_L5, metal. The femora are cut by the
    field of view. ``axes`` has the RAS directions of i, j, k as columns.
    """
    shape, ijk_to_ras = grid((-185, -130, -90), (185, 110, 135), spacing_mm, axes)
    p = points(shape, ijk_to_ras)
    bones, nails = [], []
    for name, side in (("left", -1), ("right", 1)):
        solid, core, cleared, head = _femur(p, side, gap_mm)
        bones += [Bone(f"femur_{name}", solid, 1.8, core), Bone(f"hip_{name}", _hip(p, side, cleared, head), 1.6)]
        if side < 0 and rod:
            nails.append(capsule(p, head + np.array([-46.0, -8, -18]), head + np.array([-36.0, -2, -400]), 5))
    hips = union(bones[1].distance_mm, bones[3].distance_mm)
    wedge = intersection(
        ellipsoid(p, (0, -48, 52), (62, 26, 48)),
        half_space(p, (0, 0, 80), (0, 0.35, 1)),
        half_space(p, (60, 0, 80), (1, 0, -0.45)),
        half_space(p, (-60, 0, 80), (-1, 0, -0.45)),
    )
    sacrum = intersection(wedge, gap_mm - hips)
    l5 = without(_vertebra(p, (0, -28, 110)), union(sacrum, hips) - gap_mm)
    bones += [Bone("sacrum", sacrum, 1.4), Bone("vertebrae_L5", l5, 1.4)]
    body = ellipsoid(p, (0, -10, 0), (178, 92, 4000))
    tissues = [Tissue(body, FAT_HU), Tissue(body + 12, SOFT_HU)]
    if table:
        tissues.append(Tissue(box(p, (0, -112, 0), (170, 4, 1000)), TABLE_HU))
    metal = union(*nails) if nails else None
    return render(bones, tissues, metal, ijk_to_ras, noise_hu, blur_mm, seed)


def spine(levels=("vertebrae_L4", "vertebrae_L3", "vertebrae_L2", "vertebrae_L1"), spacing_mm=(1.2, 1.2, 1.5),
          noise_hu=20.0, blur_mm=0.6, seed=0) -> tuple[Volume, Segmentation]:  # fmt: skip
    """A column of boxy vertebrae (given from below): 10 mm discs between the bodies, articular processes 2 mm apart."""
    pitch = 36.0
    shape, ijk_to_ras = grid((-60, -90, -25), (60, 45, pitch * len(levels) - 5), spacing_mm)
    p = points(shape, ijk_to_ras)
    bones = [Bone(key, _vertebra(p, (0, 0, n * pitch)), 1.2, 180.0) for n, key in enumerate(levels)]
    discs = [_body(p, (0, 0, (n + 0.5) * pitch), 4.5) for n in range(len(levels) - 1)]
    body = ellipsoid(p, (0, -20, 0), (58, 60, 4000))
    tissues = [Tissue(body, FAT_HU), Tissue(body + 6, SOFT_HU), *(Tissue(d, DISC_HU) for d in discs)]
    return render(bones, tissues, None, ijk_to_ras, noise_hu, blur_mm, seed)


def two_rods(spacing_mm=(1.0, 1.0, 1.0), gap_mm=4.0, seed=0) -> tuple[Volume, Segmentation]:
    """The smallest CT with bones: two parallel shafts, no joint (radius and ulna); 48x40x32 mm."""
    shape, ijk_to_ras = grid((-24, -20, -16), (24, 20, 16), spacing_mm)
    p = points(shape, ijk_to_ras)
    offset = 7 + gap_mm / 2
    bones = [
        Bone("radius_left", capsule(p, (-offset, 0, -100), (-offset, 0, 100), 7), 1.6, MARROW_HU),
        Bone("ulna_left", capsule(p, (offset, 0, -100), (offset, 0, 100), 7), 1.6, MARROW_HU),
    ]
    body = ellipsoid(p, (0, 0, 0), (23, 18, 4000))
    tissues = [Tissue(body, FAT_HU), Tissue(body + 2, SOFT_HU)]
    return render(bones, tissues, None, ijk_to_ras, 20.0, 0.5, seed)
