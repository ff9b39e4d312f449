"""A generated bone: its solid, what fills it, and the box and voxels in which it is given."""

from dataclasses import dataclass

from osteokit.imaging.volume import Volume
from osteokit.simulation.scenarios.shapes import Filling, Solid, ct_of
from osteokit.simulation.values import Vector

SOURCE_ENGLISH = "Generated: an analytic model with typical sizes; no patient."
SOURCE_CHINESE = "计算机生成：按常见尺寸构建的解析模型，非患者数据。"


@dataclass(frozen=True, eq=False)
class GeneratedBone:
    """``center`` and ``size_mm`` of the box in RAS mm, ``spacing_mm`` of its voxels; ``cut_*``: of the part that can be
    cut, where that is not all of it."""

    solid: Solid
    filling: Filling
    center: Vector
    size_mm: Vector
    spacing_mm: float
    cut_center: Vector | None = None
    cut_size_mm: Vector | None = None
    cut_spacing_mm: float = 0.0

    def volumes(self) -> tuple[Volume, Volume]:
        """Its CT and its label map, a voxel and more beyond the box on each side."""
        margin = 4 * self.spacing_mm
        size = tuple(side + 2 * margin for side in self.size_mm)
        return ct_of(self.solid, self.filling, self.center, size, self.spacing_mm)


def vector(values) -> Vector:
    """Three numbers rounded to a micrometre, as a scenario holds them."""
    x, y, z = (round(float(value), 3) + 0.0 for value in values)
    return x, y, z
