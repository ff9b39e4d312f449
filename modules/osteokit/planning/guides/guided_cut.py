"""What a guide does for a cut of a plan: flat slots for its saw, or a row of drill holes where the saw is curved."""

from dataclasses import dataclass

from osteokit.planning.guides.drill_row import drill_row
from osteokit.planning.guides.parameters import GuideParameters
from osteokit.planning.guides.saw_planes import saw_planes
from osteokit.planning.guides.values import GuideHole, SawPlane
from osteokit.planning.osteotomy.cuts import Cut, DomeCut
from osteokit.surface.mesh import Mesh


@dataclass(frozen=True)
class GuidedCut:
    """``planes`` for slots, and ``row``: the holes of a dome cut, all of kind ``"row"``."""

    planes: tuple[SawPlane, ...] = ()
    row: tuple[GuideHole, ...] = ()


def guided_cut(cut: Cut, bone: Mesh, parameters: GuideParameters = GuideParameters()) -> GuidedCut:
    """How this cut is guided on this bone (RAS mm).

    Raises
    ------
    OsteoError
        As :func:`osteokit.planning.guides.saw_planes.saw_planes` and
        :func:`osteokit.planning.guides.drill_row.drill_row`.
    """
    if isinstance(cut, DomeCut):
        return GuidedCut(row=drill_row(cut, bone, parameters))
    return GuidedCut(planes=saw_planes(cut, bone))
