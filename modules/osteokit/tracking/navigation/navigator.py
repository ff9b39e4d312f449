"""Navigation of one tool to one target: poses in, what the surgeon sees out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.surface.distance import SurfaceDistance
from osteokit.tracking.navigation.breach import BreachLimits, BreachState, BreachWatch
from osteokit.tracking.navigation.guidance import Guidance, Target, guidance
from osteokit.tracking.navigation.setup import Setup
from osteokit.tracking.navigation.structures import Structure
from osteokit.tracking.navigation.tool import ToolPlace


@dataclass(frozen=True, eq=False)
class Shown:
    """The tool, the plan's guidance and the warning at one moment."""

    place: ToolPlace
    guidance: Guidance
    breach: BreachState


class Navigator:
    """One tool on its way to one target."""

    def __init__(
        self,
        setup: Setup,
        target: Target,
        bone: SurfaceDistance | None = None,
        structures: Sequence[Structure] = (),
        limits: BreachLimits | None = None,
    ) -> None:
        self.setup, self.target = setup, target
        self._watch = BreachWatch(target, bone, structures, limits)

    def at(self, tool: np.ndarray, reference: np.ndarray | None = None) -> Shown:
        """From the poses (4, 4) of the tool and of the patient's reference, as the tracker sends them.

        Raises
        ------
        OsteoError
            A pose is not rigid or not finite, one that is needed is missing, or the patient is not registered.
        """
        place = self.setup.tool.at(self.setup.tool_to_ras(tool, reference))
        return Shown(place, guidance(self.target, place), self._watch.at(place))
