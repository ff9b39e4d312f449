"""A scenario: what is to be done, on which bone, with which tools, beside what, and when it is good enough.

Its JSON form (``osteo.scenario/1``) and its bone live in a folder; ``scenario_file`` reads and writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from osteokit.simulation.values import Vector

_STRICT = {"extra": "forbid"}
"""Read by the validator of ``scenario_file``: a field that we do not know is refused, never dropped in silence."""

Task = Literal["drill", "insert", "cut", "burr", "incise", "suture", "probe"]


@dataclass(frozen=True)
class Target:
    """Where a step is to be done.

    Attributes
    ----------
    kind : str
        ``"path"``: along the line from ``entry`` to ``end`` with ``diameter_mm`` (holes, screws);
        ``"plane"``: a cut through ``entry`` with ``normal``, ``width_mm`` and ``depth_mm`` along ``entry`` to ``end``;
        ``"region"``: the bone inside a sphere round ``entry`` with ``diameter_mm``, reached from the side to which
        ``normal`` points; ``"patch"``: soft tissue by name, its wound from ``entry`` to ``end``.
    entry, end : Vector
        RAS mm.
    """

    __pydantic_config__ = _STRICT
    kind: Literal["path", "plane", "region", "patch"]
    entry: Vector
    end: Vector
    diameter_mm: float = 0.0
    width_mm: float = 0.0
    depth_mm: float = 0.0
    normal: Vector = (0.0, 0.0, 1.0)
    name: str = ""


@dataclass(frozen=True)
class Step:
    """One thing to do. ``hint_*`` is shown where the level gives hints; ``tool`` is the key of the right tool."""

    __pydantic_config__ = _STRICT
    name: str
    english: str
    chinese: str
    task: Task
    tool: str
    target: Target
    hint_english: str = ""
    hint_chinese: str = ""


@dataclass(frozen=True)
class Risk:
    """What must not be touched: a vessel bleeds, a nerve fails, a canal is breached.

    Attributes
    ----------
    kind : str
    points : tuple of Vector
        Its course, RAS mm; a single point is a sphere.
    radius_mm : float
        About the course.
    bleeding_ml_min : float
        Of a vessel cut through.
    """

    __pydantic_config__ = _STRICT
    name: str
    english: str
    chinese: str
    kind: Literal["artery", "vein", "nerve", "canal", "joint"]
    points: tuple[Vector, ...]
    radius_mm: float
    bleeding_ml_min: float = 0.0


@dataclass(frozen=True)
class PassMark:
    """A limit that decides: ``metric`` is a key of the assessment's table, ``limit`` in its unit.

    ``at_most``: the value must not be above the limit; otherwise not below it.
    """

    __pydantic_config__ = _STRICT
    metric: str
    limit: float
    at_most: bool = True


@dataclass(frozen=True)
class Level:
    """How hard it is. ``guides``: the target is shown; ``hints``: help is said; ``exam``: neither, and no undo;
    ``bleeding`` (factor on every bleeding) and ``time_s`` (allowed, 0 for no limit) make it harder."""

    __pydantic_config__ = _STRICT
    name: str
    english: str
    chinese: str
    guides: bool
    hints: bool
    exam: bool
    bleeding: float = 1.0
    time_s: float = 0.0
    pass_marks: tuple[PassMark, ...] = ()


@dataclass(frozen=True)
class VirtualPatient:
    """Whose bone it is: ``weight_kg``, ``pulse_bpm``, ``pressure_mmhg`` (mean arterial) at the start, and conditions
    by key (``"osteoporosis"``, ``"anticoagulated"``, ``"anaemia"``)."""

    __pydantic_config__ = _STRICT
    weight_kg: float = 70.0
    pulse_bpm: float = 72.0
    pressure_mmhg: float = 90.0
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A whole scenario.

    Attributes
    ----------
    name : str
        Unique, letters, digits and hyphens; the folder's name.
    bone : str
        File of the density volume in the folder (``bone.nrrd``, HU); ``labels`` of its label map, both RAS.
    region_center, region_size_mm : Vector
        The box of the scene that can be cut, RAS mm.
    spacing_mm : float
        Of the voxel bone.
    source_english, source_chinese : str
        What the bone is and where it comes from; "generated" where it is.
    """

    __pydantic_config__ = _STRICT
    name: str
    english: str
    chinese: str
    about_english: str
    about_chinese: str
    bone: str
    labels: str
    region_center: Vector
    region_size_mm: Vector
    spacing_mm: float
    steps: tuple[Step, ...]
    risks: tuple[Risk, ...] = ()
    levels: tuple[Level, ...] = ()
    patient: VirtualPatient = field(default_factory=VirtualPatient)
    goals_english: tuple[str, ...] = ()
    goals_chinese: tuple[str, ...] = ()
    source_english: str = ""
    source_chinese: str = ""
    plan_sha256: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
