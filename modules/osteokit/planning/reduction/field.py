"""The space around a surface as a grid: how far, and which way the nearest surface faces."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from osteokit.surface.sampling import SurfaceSamples


@dataclass(frozen=True, eq=False)
class NearField:
    """``cells`` float32 (nx, ny, nz, 4): signed distance in mm (negative inside) and the normal of the nearest
    surface, at ``origin + spacing_mm * index``. Beyond ``reach_mm`` the distance is +-``reach_mm``, the normal 0."""

    cells: np.ndarray
    origin: np.ndarray
    spacing_mm: float
    reach_mm: float


def near_field(samples: SurfaceSamples, spacing_mm: float = 2.0, reach_mm: float = 6.0) -> NearField:
    """The field of a closed surface from its samples; these must lie closer together than ``reach_mm``."""
    origin = samples.points.min(axis=0) - reach_mm - spacing_mm
    shape = np.ceil((samples.points.max(axis=0) + reach_mm + spacing_mm - origin) / spacing_mm).astype(int) + 1
    occupied = np.zeros(shape, bool)
    occupied[tuple(np.rint((samples.points - origin) / spacing_mm).astype(int).T)] = True
    away = ndimage.distance_transform_edt(~occupied, sampling=spacing_mm)
    band = np.asarray(away) <= reach_mm
    places = np.argwhere(band)
    centres = origin + places * spacing_mm
    distance, nearest = cKDTree(samples.points).query(centres)
    normals = samples.normals[nearest]
    height = np.einsum("ij,ij->i", centres - samples.points[nearest], normals)
    # close by, the height over the tangent plane is nearer to the truth than the distance to a sample
    signed = np.where(distance < 2 * spacing_mm, height, np.copysign(distance, height))
    cells = np.zeros((*shape, 4), np.float32)
    cells[..., 0] = np.where(_outside(band), reach_mm, -reach_mm)
    cells[band, 0] = np.clip(signed, -reach_mm, reach_mm)
    cells[band, 1:] = normals
    return NearField(cells, origin, spacing_mm, reach_mm)


def _outside(band: np.ndarray) -> np.ndarray:
    """What the rim of the grid reaches without crossing the band."""
    regions = np.empty(band.shape, np.int32)
    ndimage.label(~band, output=regions)
    return regions == regions[0, 0, 0]
