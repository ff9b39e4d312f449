"""The hip joint phantom: a femoral head (r = 24 mm) in an acetabulum with a known gap."""

import numpy as np

from generated.scene import CANCELLOUS_HU, FAT_HU, MARROW_HU, SOFT_HU, Bone, Tissue, render
from generated.shapes import capsule, ellipsoid, grid, half_space, intersection, points, sphere, union, without
from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segmentation

HEAD_RADIUS_MM = 24.0
HEAD_CENTRE_RAS = (-0.3, 0.2, 0.4)
SPACING_MM = (0.8, 0.8, 1.5)


def hip_joint(gap_mm=2.5, seed=0, spacing_mm=SPACING_MM, noise_hu=25.0, blur_mm=0.5) -> tuple[Volume, Segmentation]:
    """A left hip: femur (head, neck, shaft cut by the field of view) and hip bone (acetabulum, ilium likewise).

    The socket is concentric with the head and ``gap_mm`` away from it over more than a hemisphere's cap. The seed
    moves the noise, the place of the joint on the grid (below a voxel) and the direction in which the socket opens.
    """
    rng = np.random.default_rng(seed)
    centre = np.array(HEAD_CENTRE_RAS) + rng.uniform(-0.5, 0.5, 3) * spacing_mm
    lateral = np.array([-1.0, 0.25, -0.6]) + rng.uniform(-0.1, 0.1, 3)
    lateral /= np.linalg.norm(lateral)
    shape, ijk_to_ras = grid((-75, -55, -60), (60, 55, 55), spacing_mm)
    p = points(shape, ijk_to_ras)

    trochanter = centre + 48 * lateral
    shaft_end = trochanter + np.array([4, 0, -120.0])
    shaft = capsule(p, trochanter, shaft_end, 15)
    femur = union(
        sphere(p, centre, HEAD_RADIUS_MM), capsule(p, centre, trochanter, 14), sphere(p, trochanter, 19), shaft
    )
    socket_radius = HEAD_RADIUS_MM + gap_mm
    cup = intersection(sphere(p, centre, socket_radius + 13), half_space(p, centre + 4 * lateral, lateral))
    ilium = ellipsoid(p, centre - 8 * lateral + np.array([0, 4, 60.0]), (13, 40, 48))
    cleared = union(sphere(p, centre, socket_radius), capsule(p, centre, trochanter, 14 + gap_mm))
    hip = without(union(cup, ilium), cleared)

    core = np.where(capsule(p, trochanter, shaft_end, 9) < 0, MARROW_HU, CANCELLOUS_HU).astype(np.float32)
    body = ellipsoid(p, (-5, 0, 0), (95, 52, 400))
    tissues = [Tissue(body, FAT_HU), Tissue(body + 9, SOFT_HU)]
    bones = [Bone("femur_left", femur, 1.6, core), Bone("hip_left", hip, 1.6)]
    return render(bones, tissues, None, ijk_to_ras, noise_hu, blur_mm, seed)
