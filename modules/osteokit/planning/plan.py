"""The SurgicalPlan: what was measured, what shall be done in how many variants, and what was found wrong with it.

Plain immutable values; ``plan_file`` writes and reads them as one JSON document, ``history`` undoes and redoes them.
Positions are RAS millimetres, matrices 4x4 that move points in RAS millimetres.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Discriminator

from osteokit import DISCLAIMER, __version__
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.planning.implants.values import Implant
from osteokit.plugins.plan_checks import PlanFinding

FORMAT = "osteo.plan/1"
"""Name and version of the document; a reader refuses any other."""

_STRICT = {"extra": "forbid"}
"""Read by the validator of ``plan_file``: a field that we do not know is refused, never dropped in silence."""

Row = tuple[float, float, float, float]
Matrix = tuple[Row, Row, Row, Row]
JsonObject = Mapping[str, Any]
"""The values of another room, as JSON: a cut, the parameters of a guide."""

IDENTITY: Matrix = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def matrix_rows(matrix: np.ndarray) -> Matrix:
    """A 4x4 array as the nested tuples that a plan holds."""
    a, b, c, d = ((float(r[0]), float(r[1]), float(r[2]), float(r[3])) for r in np.asarray(matrix, dtype=np.float64))
    return a, b, c, d


@dataclass(frozen=True)
class Patient:
    """Who it is for. All empty in a de-identified plan, or ``patient_id`` holds the pseudonym."""

    __pydantic_config__ = _STRICT
    name: str = ""
    patient_id: str = ""
    birth_date: str = ""
    sex: str = ""


@dataclass(frozen=True)
class PlanInput:
    """A bone that the plan was made on.

    Attributes
    ----------
    bone : str
        Key of the bone (``"tibia_left"``), unique among the inputs.
    file : str
        Path relative to the plan's own folder, with ``/``.
    sha256 : str
        Of the file's bytes, 64 hexadecimal digits.
    coordinates : str
        ``"LPS"`` or ``"RAS"``: how the numbers in the file are meant.
    volume_mm3 : float
        Volume of the mesh as read.
    """

    __pydantic_config__ = _STRICT
    bone: str
    file: str
    sha256: str
    coordinates: Literal["LPS", "RAS"]
    volume_mm3: float


@dataclass(frozen=True)
class FragmentMove:
    """Where a cut moves one fragment and all that hangs on it.

    Attributes
    ----------
    fragment : str
        ``"distal"`` or ``"proximal"``, as the cut names its fragments.
    matrix : Matrix
        RAS mm.
    carries : tuple of str
        Keys of whole bones that move along: the tibia with the distal femur.
    """

    __pydantic_config__ = _STRICT
    fragment: str
    matrix: Matrix
    carries: tuple[str, ...] = ()


@dataclass(frozen=True)
class OsteotomyStep:
    """Cut a bone and move what is cut off.

    Attributes
    ----------
    bone : str
        Key of an input.
    cut : JsonObject
        A cut value of ``planning.osteotomy``, as its JSON says it.
    moves : tuple of FragmentMove
        Fragments that are not named stay.
    intent : JsonObject
        What the person asked for (``{"method": "miniaci", "fujisawa_percent": 62.0}``): told, never computed with.
    """

    __pydantic_config__ = _STRICT
    name: str
    bone: str
    cut: JsonObject
    moves: tuple[FragmentMove, ...]
    intent: JsonObject = field(default_factory=dict)
    kind: Literal["osteotomy"] = "osteotomy"


@dataclass(frozen=True)
class ReductionStep:
    """Bring fragments together: each of these inputs is moved by its pose.

    Attributes
    ----------
    poses : mapping of str to Matrix
        By key of the fragment; that of ``anchor`` is the identity until a person moves it.
    template : str
        Key of the input that it was reduced to (mirrored where ``mirror_template``), empty without one.
    template_pose : Matrix or None
        Lays the template (mirrored first) on the fragments.
    residual_mm : float or None
        The largest gap that the search left; None after a person moved a fragment (the step's report has it).
    doubts : mapping of str to str
        For each fragment whose place is not sure what speaks against it.
    by_hand : tuple of str
        Fragments that a person placed.
    purpose : str
        ``"fracture"``, or ``"joint"`` where an artificial joint is brought together: its bones are not judged as
        fragments that must fit.
    """

    __pydantic_config__ = _STRICT
    name: str
    poses: Mapping[str, Matrix]
    template: str = ""
    mirror_template: bool = False
    residual_mm: float | None = None
    confident: bool = False
    anchor: str = ""
    template_pose: Matrix | None = None
    doubts: Mapping[str, str] = field(default_factory=dict)
    by_hand: tuple[str, ...] = ()
    purpose: Literal["fracture", "joint"] = "fracture"
    kind: Literal["reduction"] = "reduction"


@dataclass(frozen=True)
class GuideStep:
    """A guide on a bone, by the parameters from which ``planning.guides`` makes it again.

    ``for_step`` names the osteotomy of the same variant whose cut it guides, empty for a guide of holes alone;
    ``holes`` are ``GuideHole`` values as JSON, before any cut. A guide of ``purpose`` ``"reposition"`` lies on the
    fragments where that osteotomy moves them and holds them on the same holes; without holes of its own it has those of
    the cutting guide. ``for_implants`` names implant steps of the same variant whose screws and wires get sleeves in a
    cutting guide, where they enter the uncut bone.
    """

    __pydantic_config__ = _STRICT
    name: str
    bone: str
    parameters: JsonObject
    for_step: str = ""
    holes: tuple[JsonObject, ...] = ()
    purpose: Literal["cut", "reposition"] = "cut"
    for_implants: tuple[str, ...] = ()
    kind: Literal["guide"] = "guide"


@dataclass(frozen=True)
class ImplantStep:
    """An article of a catalogue, placed on the bones as the steps before it have left them.

    Later steps move it with the piece of ``bone`` in which most of it lies (docs/decisions/0016).

    Attributes
    ----------
    bone : str
        Key of the input that carries it.
    catalogue, reference : str
        Which article; empty while none is chosen.
    pose : Matrix
        From the article's own frame to RAS mm; a screw's entry is the origin, its tip lies ``length_mm`` along z.
    parameters : JsonObject
        What the planner that placed it wants to know again; ``bends_deg`` of a plate shape its solid.
    into : tuple of str
        Keys of other inputs that it is meant to enter too (an iliosacral screw: the sacrum).
    version : str
        Of the catalogue when the article was chosen.
    article : Implant or None
        The article as it was then: an old plan can be read, drawn and listed without its catalogue.
    """

    __pydantic_config__ = _STRICT
    name: str
    bone: str
    catalogue: str
    reference: str
    pose: Matrix
    parameters: JsonObject = field(default_factory=dict)
    into: tuple[str, ...] = ()
    version: str = ""
    article: Implant | None = None
    kind: Literal["implant"] = "implant"


Step = OsteotomyStep | ReductionStep | GuideStep | ImplantStep
"""Told apart in the document by ``kind``."""


@dataclass(frozen=True)
class StepReport:
    """Numbers of a carried-out step, by names with their unit (``"wedge_volume_mm3"``, ``"gap_mm"``)."""

    __pydantic_config__ = _STRICT
    step: str
    values: Mapping[str, float]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One way to do it: its steps, and what was measured on the bones after they were moved.

    ``predicted`` is None until it is carried out (:func:`osteokit.planning.plan_outcome.carry_out`).
    """

    __pydantic_config__ = _STRICT
    name: str
    steps: tuple[Annotated[Step, Discriminator("kind")], ...] = ()
    predicted: Measurements | None = None
    reports: tuple[StepReport, ...] = ()
    findings: tuple[PlanFinding, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Signature:
    """The place for a signature; empty while nobody signed."""

    __pydantic_config__ = _STRICT
    name: str = ""
    role: str = ""
    date: str = ""

    @property
    def is_signed(self) -> bool:
        return bool(self.name and self.date)


@dataclass(frozen=True)
class SurgicalPlan:
    """The whole plan; see the module. ``chosen`` is the name of a variant, empty while none is chosen."""

    __pydantic_config__ = _STRICT
    id: str
    title: str
    side: Literal["left", "right", ""]
    inputs: tuple[PlanInput, ...]
    landmarks: Mapping[str, BoneLandmarks]
    measured: Measurements
    patient: Patient = Patient()
    variants: tuple[Variant, ...] = ()
    chosen: str = ""
    checks: tuple[PlanFinding, ...] = ()
    signature: Signature = Signature()
    coordinates: Literal["RAS"] = "RAS"
    software: str = f"SlicerOsteo {__version__}"
    disclaimer: str = DISCLAIMER
    format: Literal["osteo.plan/1"] = FORMAT

    def input(self, bone: str) -> PlanInput:
        """The input of this bone.

        Raises
        ------
        OsteoError
            The plan has no such bone.
        """
        for one in self.inputs:
            if one.bone == bone:
                return one
        there = ", ".join(one.bone for one in self.inputs) or "no bones"
        raise OsteoError(f"The plan has no bone {bone!r}; it has {there}.")

    def variant(self, name: str) -> Variant:
        """The variant of this name.

        Raises
        ------
        OsteoError
            The plan has no such variant.
        """
        for one in self.variants:
            if one.name == name:
                return one
        there = ", ".join(one.name for one in self.variants) or "none yet"
        raise OsteoError(f"The plan has no variant {name!r}; its variants: {there}.")
