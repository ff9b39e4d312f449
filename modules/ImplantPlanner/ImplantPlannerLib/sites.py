"""What can be proposed with the bones that are there: sites of screws and plates, in the person's language."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from slicer.i18n import tr as _

from osteokit.planning.implants.catalogues import search
from osteokit.planning.implants.solid import families
from osteokit.planning.plates.place import SITES
from osteokit.planning.screws.sites import Site, sites_named
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteopanels.scene_bones import bone_name

_SCREWS = ("S1-iliosacral", "S2-iliosacral", "S1-transsacral", "S2-transsacral", "anterior-column", "posterior-column",
           "femoral-neck")  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One entry of a list: ``key`` for programs, ``title`` for people; ``bone`` is the key of a plate's bone."""

    key: str
    title: str
    bone: str = ""


def screw_sites(bones: Collection[str], language: str) -> list[Choice]:
    """Sites of screws whose bones are there, pedicles from head to feet first."""
    levels = [key.removeprefix("vertebrae_") for key in bones if key.startswith("vertebrae_")]
    named = [*levels, *_SCREWS]
    found = [site for name in named for site in _sites(name)]
    return [Choice(site.name, site_title(site, language)) for site in found if set(site.needs) <= set(bones)]


def _sites(name: str) -> tuple[Site, ...]:
    from osteokit.base.errors import OsteoError

    try:
        return sites_named(name)
    except OsteoError:  # a vertebra without pedicles
        return ()


def sites_at(point: Sequence[float], bones: Mapping[str, Mesh]) -> list[str]:
    """Names of the sites of the bone that is nearest to a point (RAS mm), those of the point's side of it only."""
    place = np.asarray(point, dtype=np.float64)
    near = min(bones, key=lambda key: float(SurfaceDistance(bones[key]).signed(place[None])[0]))
    middle = (bones[near].vertices[:, 0].min() + bones[near].vertices[:, 0].max()) / 2
    side = "right" if place[0] > middle else "left"
    level = near.removeprefix("vertebrae_")
    found = [site for name in (level, *_SCREWS) for site in _sites(name)]
    mine = [site for site in found if near in site.holds and set(site.needs) <= set(bones)]
    return [site.name for site in mine if near.endswith(("_left", "_right")) or site.side in ("", side)]


def site_title(site: Site, language: str) -> str:
    """``L4, left pedicle``."""
    kinds = {
        "pedicle": _("pedicle"),
        "iliosacral": _("iliosacral"),
        "transsacral": _("trans-sacral"),
        "anterior-column": _("anterior column"),
        "posterior-column": _("posterior column"),
        "femoral-neck": _("femoral neck"),
    }
    sides = {"left": _("left"), "right": _("right"), "": ""}
    return " ".join(part for part in (site.level, kinds[site.kind], sides[site.side]) if part)


def plate_sites(bones: Collection[str], language: str) -> list[Choice]:
    """Sites of plates on the bones that are there."""
    found = []
    for bone in bones:
        for site in SITES.values():
            if bone.startswith(f"{site.bone}_"):
                name = site.chinese if language == "zh" else site.english
                side = bone_name(bone, language)
                found.append(Choice(site.key, f"{name} ({side})", bone))
    return found


def nail_bones(bones: Collection[str], language: str) -> list[Choice]:
    """Bones that take a nail."""
    long = [bone for bone in bones if bone.startswith(("femur_", "tibia_"))]
    return [Choice(bone, bone_name(bone, language), bone) for bone in long]


def hip_sides(bones: Collection[str]) -> list[Choice]:
    """Sides with hip bone and femur."""
    words = {"left": _("Left"), "right": _("Right")}
    return [Choice(side, words[side]) for side in words if {f"hip_{side}", f"femur_{side}"} <= set(bones)]


def knee_sides(bones: Collection[str]) -> list[Choice]:
    """Sides with femur and tibia."""
    words = {"left": _("Left"), "right": _("Right")}
    return [Choice(side, words[side]) for side in words if {f"femur_{side}", f"tibia_{side}"} <= set(bones)]


def knee_rotations() -> list[Choice]:
    """What the femoral component is turned by."""
    return [
        Choice("epicondyles", _("by the epicondyles")),
        Choice("posterior condyles", _("3° outward of the posterior condyles")),
    ]


def screw_families(language: str) -> list[Choice]:
    """Kinds of screws and wires that the catalogues have."""
    found = []
    for key, family in families().items():
        if family.group in ("screw", "wire") and search(family=key):
            found.append(Choice(key, family.chinese if language == "zh" else family.english))
    return found


def diameters(family: str) -> list[float]:
    """Thicknesses in which a family exists, mm."""
    return sorted(
        {one.implant.sizes["diameter_mm"] for one in search(family=family) if "diameter_mm" in one.implant.sizes}
    )
