"""A real fractured hip bone, drilled."""

import numpy as np
import pytest

from osteokit.imaging.read import read_volume
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.kinds import resistance_of
from osteokit.simulation.tools.catalogue import tool
from osteokit.simulation.values import TISSUES, HandState
from osteokit.simulation.voxel_bone.brick_mesh import bone_surface
from osteokit.simulation.voxel_bone.build import bone_from_ct
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.extract import mask_surface
from simulation.made_bone import pose_at

X_IS_THE_WAY = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
"""A tool that goes in along x: from the left, lateral side of a left bone."""


@pytest.mark.slow
def test_a_real_ilium_is_drilled_from_the_side(shared_data):
    folder = shared_data / "ct_fracture" / "001"
    volume, mask = read_volume(folder / "001_LI.nii.gz"), read_volume(folder / "001_LI_mask.nii.gz")
    labels = (mask.voxels > 0).astype(np.uint16)
    places = np.argwhere(labels)[:, ::-1] @ mask.ijk_to_ras[:3, :3].T + mask.ijk_to_ras[:3, 3]
    center = places.mean(axis=0) + np.array([10.0, 0.0, 25.0])
    bone = bone_from_ct(
        volume, Segmentation(labels, mask.ijk_to_ras, (Segment(1, "bone_1"),)), center, (70, 24, 24), 0.5
    )
    whole = SurfaceDistance(mask_surface(mask.voxels > 0, mask.ijk_to_ras))
    mesh = bone_surface(bone)
    inner = (np.abs(mesh.vertices - center) < np.array([70, 24, 24]) / 2 - 1.5).all(axis=1)
    away = np.abs(whole.signed(mesh.vertices[inner]))
    assert np.quantile(away, 0.9) < 0.15  # the rest is the wall of fatty marrow within the bone
    way = np.array([1.0, 0.0, 0.0])
    start = center - 34.0 * way
    reach = float(SurfaceDistance(mesh).first_hit(start[None], way)[0][0])
    entry = start + reach * way
    engine = Engine(bone, {"drill_4_5": tool("drill_4_5")}, {"drill": resistance_of(tool("drill_4_5"))})
    tip, felt = -3.0, []
    for n in range(4000):
        place = entry + min(tip + 2.0, 9.0) * way  # never more than 80 N
        touch = engine.touch(HandState(n * 1e-3, pose_at(place, X_IS_THE_WAY), 1.0, "drill_4_5"))
        tip = float(touch.tool_to_ras[0, 3] - entry[0])
        felt.append(np.linalg.norm(touch.force_n))
    assert tip > 4.0 and 20.0 < max(felt) < 100.0
    hard = bone.removed_mm3()[[TISSUES.index("cortical"), TISSUES.index("cancellous")]]
    assert (hard > 5.0).all() and hard.sum() < np.pi * 2.25**2 * 14.0
    for back in np.linspace(tip, -5.0, 200):
        touch = engine.touch(HandState(5.0, pose_at(entry + back * way, X_IS_THE_WAY), 0.0, "drill_4_5"))
    assert touch.depth_mm == 0.0
