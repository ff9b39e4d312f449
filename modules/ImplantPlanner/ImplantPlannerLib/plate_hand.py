"""A plate that a person moves by its handles: settled on the bone, its fit told, its screws aimed anew."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from osteokit.planning.implants.catalogues import Found, catalogue
from osteokit.planning.implants.poses import screw_pose
from osteokit.planning.plan import ImplantStep, Step
from osteokit.planning.plan_implants import PlacedImplant, implant_step
from osteokit.planning.plates.articles import bends_of, screw_article, shape_of, stock_of
from osteokit.planning.plates.bend import bent
from osteokit.planning.plates.holes import screws_for
from osteokit.planning.plates.slide import PlacedPlate, PlateOnBone
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import without_cavities


class PlateInHand:
    """Prepared once for a plate and its bone; :meth:`at` then takes milliseconds."""

    def __init__(self, placed: PlacedImplant, bones: Mapping[str, Mesh]) -> None:
        self.name, self._bone = placed.step.name, placed.step.bone
        self._found = Found(catalogue(placed.step.catalogue), placed.article)
        self._surface = SurfaceDistance(bones[self._bone])
        self._outer = SurfaceDistance(without_cavities(bones[self._bone]))
        self._bends = bends_of(placed.article, placed.step.parameters)
        shape = shape_of(self._found)
        self._plate = PlateOnBone(bent(shape, self._bends) if self._bends.any() else shape, self._surface)

    def at(self, pose: np.ndarray) -> PlacedPlate:
        """The plate settled near ``pose`` (4x4 RAS mm) as quickly as a hand moves, and how it fits there."""
        return self._plate.dragged(pose)

    def steps(self, former: tuple[Step, ...], pose: np.ndarray) -> tuple[Step, ...]:
        """The steps of the variant with the plate settled near ``pose``; the screws of its holes, where it had any, are
        aimed anew."""
        placed = self._plate.settled(pose)
        mine = [step for step in former if isinstance(step, ImplantStep) and step.parameters.get("plate") == self.name]
        steps: list[Any] = []
        for step in former:
            if step in mine:
                continue
            if isinstance(step, ImplantStep) and step.name == self.name:
                parameters: dict[str, Any] = {"fit": {key: round(value, 3) for key, value in placed.fit.values.items()}}
                if self._bends.any():
                    parameters["bends_deg"] = self._bends.tolist()
                steps.append(implant_step(self.name, self._bone, self._found, placed.pose, step.into, parameters))
                steps += self._screws(placed.pose) if mine else []
            else:
                steps.append(step)
        return tuple(steps)

    def _screws(self, pose: np.ndarray) -> list[ImplantStep]:
        found = []
        for one in screws_for(self._plate.plate.holes, pose, self._outer, stock_of(None)).screws:
            article = screw_article(one.family, one.path.diameter_mm, one.path.length_mm)
            told = {"plate": self.name, "hole": one.hole}
            name = f"{self.name} {one.hole}"
            found.append(implant_step(name, self._bone, article, screw_pose(one.path), parameters=told))
        return found
