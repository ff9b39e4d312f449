"""Random sizes of implants, drawn as people ask for them: around what is usual."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.families.values import Family

COUNTS = {
    "holes", "locking_holes", "head_holes", "proximal_holes", "distal_holes"
}  # fmt: skip
ROUGHLY: dict[str, dict[str, tuple[float, float]]] = {
    "cortical_screw": {"length_mm": (8, 110)}, "cancellous_screw": {"length_mm": (20, 110)},
    "locking_screw": {"length_mm": (8, 90)}, "cannulated_screw": {"length_mm": (18, 170)},
    "pedicle_screw": {"length_mm": (20, 100)}, "straight_plate": {"holes": (2, 16)},
    "reconstruction_plate": {"holes": (2, 16)}, "femoral_nail": {"length_mm": (220, 500)},
    "tibial_nail": {"length_mm": (240, 400)}, "acetabular_liner": {"head_diameter_mm": (22, 36)},
}  # fmt: skip
"""Ranges to draw from where the family's own are much wider than what makes sense together."""


def draw(family: Family, rng: np.random.Generator) -> dict[str, float]:
    """Any required size within its range, and some of the others up to a sixth off what they would be."""
    wide = ROUGHLY.get(family.key, {})
    sizes = {
        size.name: _whole(size.name, rng.uniform(*wide.get(size.name, (size.smallest, size.largest))))
        for size in family.sizes
        if size.name in family.required
    }
    usual = {size.name: size.usual for size in family.sizes if size.usual is not None}
    usual |= dict(family.derived(usual | sizes))
    for size in family.sizes:
        if size.name not in sizes and size.name in usual and rng.random() < 0.35:
            value = _whole(size.name, usual[size.name] * rng.uniform(0.86, 1.16))
            sizes[size.name] = float(np.clip(value, size.smallest, size.largest))
    return sizes


def possible(family: Family, rng: np.random.Generator) -> tuple[dict[str, float], list[str]]:
    """Sizes of something that can exist, and the refusals that came before."""
    refused: list[str] = []
    while len(refused) < 200:
        sizes = draw(family, rng)
        try:
            family.complete(sizes)
        except OsteoError as error:
            refused.append(str(error))
        else:
            return sizes, refused
    raise AssertionError(f"200 drawings of a {family.key} were refused, the last: {refused[-1]}")


def _whole(name: str, value: float) -> float:
    return float(round(value)) if name in COUNTS else float(value)
