"""The corrections that the panel offers: from what a person chose to the steps of a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from slicer.i18n import tr as _

from osteokit.base.errors import OsteoError
from osteokit.planning.correction.dfo import plan_dfo
from osteokit.planning.correction.double_level import plan_double_level
from osteokit.planning.correction.fibula_step import FibulaSite, with_fibula
from osteokit.planning.correction.hto import plan_hto
from osteokit.planning.correction.shaft_step import ShaftSite, plan_derotation, plan_lengthening
from osteokit.planning.correction.wedge_intent import Target, WedgeIntent
from osteokit.planning.osteotomy.blades import SawBlade
from osteokit.planning.plan import OsteotomyStep, SurgicalPlan
from osteokit.planning.plan_outcome import leg_of
from osteokit.surface.mesh import Mesh

PERCENT, DEGREES, MILLIMETRES = " %", " °", " mm"


@dataclass(frozen=True)
class Kind:
    """One entry of the list: ``suffix`` and ``default`` of its target, whether slope and hinge apply to it."""

    key: str
    title: str
    target: str
    suffix: str
    default: float
    wedge: bool
    slope: bool

    @property
    def cuts_tibia(self) -> bool:
        return self.key.startswith("hto") or self.key == "double" or self.key.endswith("_tibia")


def kinds() -> list[Kind]:
    """All corrections, the most usual first."""
    line = _("Load line at:")
    murphy, jend = _("Femoral torsion (Murphy):"), _("Tibial torsion (Jend):")
    return [
        Kind("hto_opening_medial", _("Proximal tibia, opening medially"), line, PERCENT, 62.0, True, True),
        Kind("hto_biplanar", _("Proximal tibia, opening medially, two planes"), line, PERCENT, 62.0, True, True),
        Kind("hto_closing_lateral", _("Proximal tibia, closing laterally"), line, PERCENT, 62.0, True, True),
        Kind("hto_closing_medial", _("Proximal tibia, closing medially"), line, PERCENT, 50.0, True, True),
        Kind("dfo_opening_lateral", _("Distal femur, opening laterally"), line, PERCENT, 50.0, True, False),
        Kind("dfo_closing_medial", _("Distal femur, closing medially"), line, PERCENT, 50.0, True, False),
        Kind("dfo_closing_lateral", _("Distal femur, closing laterally"), line, PERCENT, 55.0, True, False),
        Kind("double", _("Both: proximal tibia and distal femur"), line, PERCENT, 55.0, False, False),
        Kind("derotate_femur", _("Turn the femur's shaft"), murphy, DEGREES, 15.0, False, False),
        Kind("derotate_tibia", _("Turn the tibia's shaft"), jend, DEGREES, 40.0, False, False),
        Kind("lengthen_femur", _("Lengthen the femur"), _("Length gained:"), MILLIMETRES, 10.0, False, False),
        Kind("lengthen_tibia", _("Lengthen the tibia"), _("Length gained:"), MILLIMETRES, 10.0, False, False),
    ]


@dataclass(frozen=True)
class Choice:
    """What a person chose; ``hinge_ras`` is None where the hinge was not dragged, ``fibula_mm`` below its head is None
    where the fibula stays whole."""

    kind: str
    target: float
    slope_change_deg: float | None = None
    soft_tissue: bool = False
    hinge_ras: tuple[float, float, float] | None = None
    fibula_mm: float | None = None
    blade: SawBlade = field(default_factory=SawBlade)


def steps_of(plan: SurgicalPlan, meshes: Mapping[str, Mesh], choice: Choice) -> tuple[OsteotomyStep, ...]:
    """The steps that do what was chosen, the fibula cut with the tibia where that was asked for.

    Raises
    ------
    OsteoError
        As :func:`bone_steps`, or the fibula cannot be cut there.
    """
    steps = bone_steps(plan, meshes, choice)
    if choice.fibula_mm is None:
        return steps
    key = f"fibula_{plan.side}"
    site = FibulaSite(key, _bone(meshes, key), plan.landmarks.get(key), choice.fibula_mm, choice.blade)
    return with_fibula(steps, site)


def bone_steps(plan: SurgicalPlan, meshes: Mapping[str, Mesh], choice: Choice) -> tuple[OsteotomyStep, ...]:
    """The steps on femur and tibia.

    Raises
    ------
    OsteoError
        A bone or landmark is missing, the hinge is outside the bone, or the target cannot be reached.
    """
    side, leg = plan.side, leg_of(plan.landmarks, plan.side)
    femur, tibia = f"femur_{side}", f"tibia_{side}"
    below = tuple(key for key in (f"fibula_{side}",) if key in meshes)
    beyond = tuple(key for key in (tibia, f"fibula_{side}", f"patella_{side}") if key in meshes)
    operation, _underscore, rest = choice.kind.partition("_")
    if operation == "hto":
        return (plan_hto(leg, _bone(meshes, tibia), tibia, _intent(choice, rest), below),)
    if operation == "dfo":
        intent = replace(_intent(choice, rest), slope_change_deg=None)
        return (plan_dfo(leg, _bone(meshes, femur), femur, intent, beyond),)
    if operation == "double":
        tibial, femoral = _intent(choice, "opening_medial"), _intent(choice, "closing_lateral")
        ways = (replace(tibial, hinge_ras=None), replace(femoral, hinge_ras=None, slope_change_deg=None))
        bones = ((tibia, _bone(meshes, tibia)), (femur, _bone(meshes, femur)))
        return plan_double_level(leg, *bones, *ways, tuple(key for key in beyond if key != tibia))
    bone = rest
    key = f"{bone}_{side}"
    site = ShaftSite(bone, key, _bone(meshes, key), carries=beyond if bone == "femur" else below, blade=choice.blade)
    if operation == "lengthen":
        return (plan_lengthening(leg, site, choice.target),)
    torsion = "femoral_torsion_murphy_deg" if bone == "femur" else "tibial_torsion_deg"
    return (plan_derotation(leg, site, torsion, choice.target),)


def _bone(meshes: Mapping[str, Mesh], key: str) -> Mesh:
    if key not in meshes:
        raise OsteoError(_("This correction needs the bone {bone}; add its model above.").format(bone=key))
    return meshes[key]


def _intent(choice: Choice, way: str) -> WedgeIntent:
    biplanar = way == "biplanar"
    motion, approach = ("opening", "medial") if biplanar else way.split("_")
    return WedgeIntent(
        motion,  # pyright: ignore[reportArgumentType]
        approach,  # pyright: ignore[reportArgumentType]
        Target("WBL_percent", choice.target),
        hinge_ras=choice.hinge_ras,
        slope_change_deg=choice.slope_change_deg,
        soft_tissue="jlca" if choice.soft_tissue else "none",
        cut="biplanar" if biplanar else "plane",
        blade=choice.blade,
    )
