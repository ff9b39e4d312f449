"""From a site's name to a screw: the widest corridor there, and the article that it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from osteokit.anatomy.find import landmarks_in
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.implants.values import Implant
from osteokit.planning.screws.acetabular_columns import column_corridor
from osteokit.planning.screws.between import Region, corridor_between
from osteokit.planning.screws.bone_field import bones_as_one
from osteokit.planning.screws.corridor import Corridor
from osteokit.planning.screws.femoral_neck import neck_corridor
from osteokit.planning.screws.pedicle import pedicle_corridor
from osteokit.planning.screws.sacroiliac import JOINT_MM, Pelvis, iliosacral_corridor, pelvis_of, transsacral_corridor
from osteokit.planning.screws.sites import Between, Site
from osteokit.planning.screws.sizes import MARGIN_MM, FittedScrew, fitted
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.mesh import Mesh

SUBCHONDRAL_MM = 5.0
"""Bone between the tip of a screw in the femoral head and the head's surface; screws end 5 to 10 mm below it."""

HEAD_MARGIN_MM = 1.5
"""With the radius of the screw it makes about as much of every length."""

SHORTEST_SHARE = 0.75
"""Of the planned length; a shorter screw does not reach what it is for."""


@dataclass(frozen=True)
class Proposal:
    """A screw for a site.

    Attributes
    ----------
    corridor : Corridor
        The room that there is.
    found : Found
        The article and its catalogue.
    path : ScrewPath
        With the article's diameter and length.
    margin_mm : float
        What the narrowest place of the corridor leaves on every side of it.
    """

    site: Site | Between
    corridor: Corridor
    found: Found
    path: ScrewPath
    margin_mm: float


class Proposer:
    """The bones of a patient (by key, RAS mm), and their landmarks, looked for when first needed.

    ``landmarks`` (by key; the pelvis's by ``"hip_left"``, ``"hip_right"`` or ``"pelvis"``) are taken as they are.
    """

    def __init__(self, bones: Mapping[str, Mesh], landmarks: Mapping[str, BoneLandmarks] | None = None) -> None:
        self.bones = dict(bones)
        self.landmarks = dict(landmarks or {})
        self._pelvis: Pelvis | None = None

    def landmarks_for(self, key: str, progress: Progress = silent) -> BoneLandmarks:
        """The landmarks of a bone; of a hip bone the pelvis's.

        Raises
        ------
        OsteoError
            The bone is not there, or its landmarks are not found.
        """
        alike = ("hip_left", "hip_right", "pelvis") if key in ("hip_left", "hip_right") else (key,)
        known = next((self.landmarks[one] for one in alike if one in self.landmarks), None)
        if known is None:
            self.require((key,), key)
            known = self.landmarks[key] = landmarks_in(key, self.bones, progress)
        return known

    def require(self, keys: Iterable[str], what: str) -> None:
        """Refuse where a bone is not there.

        Raises
        ------
        OsteoError
            The sentence names the missing bones.
        """
        missing = [key for key in keys if key not in self.bones]
        if missing:
            there = ", ".join(self.bones) or "none"
            raise OsteoError(f"{what} needs {', '.join(missing)}, which is not among the bones ({there}); give it too.")

    def corridor(self, site: Site | Between, progress: Progress = silent) -> Corridor:
        """The widest corridor of a site.

        Raises
        ------
        OsteoError
            A bone is missing, a landmark is not found, or no straight line stays in bone.
        """
        self.require(site.needs, site.name)
        if isinstance(site, Between):
            places = Region(site.entry, site.radius_mm), Region(site.target, site.radius_mm)
            joint = JOINT_MM if len(site.holds) > 1 else 0.0
            return corridor_between([self.bones[key] for key in site.holds], *places, joint, progress)
        count = len(site.needs)
        for number, key in enumerate(site.needs):
            self.landmarks_for(key, part(progress, 0.3 * number / count, 0.3 * (number + 1) / count))
        return self._corridor(site, part(progress, 0.3, 1.0))

    def _corridor(self, site: Site, progress: Progress) -> Corridor:
        if site.kind == "iliosacral":
            return iliosacral_corridor(self._whole_pelvis(), _level(site), site.side, progress=progress)
        if site.kind == "transsacral":
            return transsacral_corridor(self._whole_pelvis(), _level(site), progress=progress)
        bone = site.holds[0]
        mesh, marks = self.bones[bone], self.landmarks_for(bone)
        if site.kind == "femoral-neck":
            return neck_corridor(mesh, marks, progress)
        if site.kind == "pedicle":
            return pedicle_corridor(bones_as_one([mesh]), marks, site.side, progress=progress)
        column = "anterior" if site.kind == "anterior-column" else "posterior"
        return column_corridor(bones_as_one([mesh]), marks, site.side, column, progress)

    def _whole_pelvis(self) -> Pelvis:
        if self._pelvis is None:
            left, right, sacrum = (self.bones[key] for key in ("hip_left", "hip_right", "sacrum"))
            marks = self.landmarks_for("hip_left"), self.landmarks_for("sacrum")
            self._pelvis = pelvis_of(left, right, sacrum, *marks)
        return self._pelvis

    def propose(
        self, site: Site | Between, articles: Sequence[Found], margin_mm: float = MARGIN_MM, progress: Progress = silent
    ) -> Proposal:
        """The thickest of ``articles`` that the widest corridor of a site takes, in its nearest length.

        Raises
        ------
        OsteoError
            As :meth:`corridor`, or none of the articles fits.
        """
        if not articles:
            raise OsteoError(f"No {site.family} is in the catalogues; add one, or give entry, tip and diameter.")
        corridor = self.corridor(site, progress)
        if isinstance(site, Site) and site.kind == "femoral-neck":
            corridor, margin_mm = below_joint(corridor), max(margin_mm, HEAD_MARGIN_MM)
        shelf = [one.implant for one in articles]
        screw = self._reaching_midline(site, corridor, shelf, margin_mm) or fitted(
            corridor, shelf, margin_mm, SHORTEST_SHARE * corridor.length_mm
        )
        found = next(one for one in articles if one.implant is screw.article)
        return Proposal(site, corridor, found, screw.path, screw.margin_mm)

    def _reaching_midline(
        self, site: Site | Between, corridor: Corridor, shelf: Sequence[Implant], margin_mm: float
    ) -> FittedScrew | None:
        """Of an iliosacral corridor a screw that ends at or past the midline, where one does so safely."""
        if not isinstance(site, Site) or site.kind != "iliosacral":
            return None
        frame, axis = self._whole_pelvis().sacral.frame, corridor.path.axis
        to_midline = float((frame.origin - np.array(corridor.path.entry)) @ frame.x / (axis @ frame.x))
        try:
            return fitted(corridor, shelf, margin_mm, max(to_midline, SHORTEST_SHARE * corridor.length_mm))
        except OsteoError:
            return None  # none of those lengths is safe: a shorter one


def below_joint(corridor: Corridor) -> Corridor:
    """The corridor with its tip as far ahead as ``SUBCHONDRAL_MM`` of bone are left."""
    depths, clearances = np.array(corridor.depths_mm), np.array(corridor.clearances_mm)
    narrow = np.flatnonzero((depths > corridor.length_mm) & (clearances < SUBCHONDRAL_MM))
    last = int(narrow[0]) - 1 if len(narrow) else len(depths) - 1
    if depths[last] <= corridor.length_mm:
        return corridor
    x, y, z = (float(value) for value in np.array(corridor.path.entry) + depths[last] * corridor.path.axis)
    return replace(corridor, path=replace(corridor.path, tip=(x, y, z)))


def _level(site: Site) -> Literal["S1", "S2"]:
    return "S1" if site.level == "S1" else "S2"
