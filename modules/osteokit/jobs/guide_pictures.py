"""Pictures of a guide on its bone, from where it comes and from both sides, and its face that lies on the bone."""

from pathlib import Path

import numpy as np
from PIL import Image

from osteokit.planning.guides.values import Guide
from osteokit.report.camera import camera_around
from osteokit.report.creased import creased
from osteokit.report.render import render
from osteokit.surface.mesh import Mesh

_SIZE = (900, 760)
_BONE, _GUIDE = (235, 220, 190), (90, 150, 210)


def write_pictures(guide: Guide, bone: Mesh, folder: Path) -> tuple[Path, ...]:
    """``guide_front.png``, ``guide_left.png``, ``guide_right.png`` on the bone, ``guide_inside.png`` without it."""
    way = guide.insertion_direction
    up = np.array([0.0, 0.0, 1.0]) if abs(way[2]) < 0.9 else np.array([0.0, 1.0, 0.0])
    side = np.cross(up, way)
    shown = creased(guide.mesh)
    on_bone = [(bone, _BONE), (shown, _GUIDE)]
    views = {"front": (way, on_bone), "left": (way - side, on_bone), "right": (way + side, on_bone),
             "inside": (-way, on_bone[1:])}  # fmt: skip
    paths = []
    for name, (toward, meshes) in views.items():
        camera = camera_around(toward, up, [guide.mesh], _SIZE, margin=0.14)
        paths.append(folder / f"guide_{name}.png")
        Image.fromarray(render(meshes, camera, _SIZE)).save(paths[-1])
    return tuple(paths)
