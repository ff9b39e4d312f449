"""An implant package of a few articles for tests, on the shelf of this process."""

import os
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from osteokit.planning.implants import catalogues
from osteokit.planning.implants.package import write_package
from osteokit.planning.implants.values import Catalogue, ConnectionPoint, Implant
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import box
from osteokit.surface.transform import translation

HOLES = tuple(
    ConnectionPoint(f"hole {n}", "locking", (x, 0.0, -1.0), (0.0, 0.0, 1.0), 5.0, 10.0, ("locking_screw",))
    for n, x in ((1, 20.0), (2, -20.0))
)

ARTICLES = (
    *(
        Implant(
            f"S-{d:g}-{length}", "cortical_screw", f"Screw {d:g} x {length}", f"螺钉 {d:g} x {length}",
            {"diameter_mm": d, "length_mm": float(length)}, "316L",
        )
        for d in (3.5, 4.5) for length in (20, 30, 40, 60)
    ),
    Implant(
        "P-L", "straight_plate", "Plate, left", "左侧钢板", {"length_mm": 60.0}, "316L", "left", "meshes/P-L.stl", HOLES
    ),
    Implant("K-2", "k_wire", "Wire 2.0", "克氏针 2.0", {"diameter_mm": 2.0, "length_mm": 120.0}, "316L"),
)  # fmt: skip


def plate() -> Mesh:
    """60 x 12 x 3 mm, lying on z = 0 with its bone side, without the bores of its holes."""
    return box((60.0, 12.0, 3.0), translation(np.array([0.0, 0.0, -1.5])))


def packed(folder: Path, version: str = "1", without: tuple[str, ...] = (), name: str = "test") -> Catalogue:
    """The package written to ``folder``."""
    articles = {one.reference: one for one in ARTICLES if one.reference not in without}
    return write_package(
        Catalogue(name, "Test shelf", "测试目录", version, articles, "CC0-1.0", "Nobody"), {"P-L": plate()}, folder
    )


@contextmanager
def on_shelf(*folders: Path):
    """These packages are found, beside what is always there."""
    former = os.environ.get(catalogues.VARIABLE)
    os.environ[catalogues.VARIABLE] = os.pathsep.join(map(str, folders))
    catalogues.reread()
    try:
        yield
    finally:
        os.environ.pop(catalogues.VARIABLE)
        if former is not None:
            os.environ[catalogues.VARIABLE] = former
        catalogues.reread()
