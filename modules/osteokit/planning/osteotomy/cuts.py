"""The cuts of a bone, as plain values that a plan stores: where the saw goes, how deep, and which side is proximal.

Points and directions are RAS mm; directions need not be of unit length. Every cut has a saw blade: its kerf is bone
that turns to dust, its length limits what it reaches. ``proximal`` is a direction from the cut towards the fragment
that is called proximal.
"""

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from osteokit.base.errors import OsteoError
from osteokit.planning.osteotomy.blades import SawBlade

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class PlaneCut:
    """One plane, sawn from ``entry`` on the cortex along ``direction``.

    Attributes
    ----------
    entry : Vector
        Where the middle of the blade meets the bone.
    proximal : Vector
        Normal of the plane, towards the proximal fragment.
    direction : Vector
        Which way the saw goes; its part along the normal is ignored.
    depth_mm : float or None
        How deep the tip goes from the entry; None goes through the bone and no further.
    sweep_mm : float or None
        How wide the blade is swept; None sweeps over the whole width of the bone.
    """

    kind: ClassVar[str] = "plane"
    entry: Vector
    proximal: Vector
    direction: Vector
    depth_mm: float | None = None
    sweep_mm: float | None = None
    blade: SawBlade = field(default_factory=SawBlade)


@dataclass(frozen=True)
class WedgeCut:
    """A wedge about a hinge line.

    *Opening*: one cut from the cortex to the hinge; the fragments are then spread by ``angle_deg``. *Closing*: two cuts
    that meet in the hinge line with ``angle_deg`` between them; the wedge is taken out.

    Attributes
    ----------
    hinge_point, hinge_axis : Vector
        A point of the hinge line in the bone (the middle of the blade) and its direction.
    toward_entry : Vector
        From the hinge to the cortex where the saw enters, in the plane of the (first) cut.
    proximal : Vector
        Any direction towards the proximal fragment.
    angle_deg : float
        Of the wedge, above 0.
    wedge_from : str
        Closing only: the side of the first cut on which the second one lies.
    """

    kind: ClassVar[str] = "wedge"
    motion: Literal["opening", "closing"]
    hinge_point: Vector
    hinge_axis: Vector
    toward_entry: Vector
    proximal: Vector
    angle_deg: float
    wedge_from: Literal["proximal", "distal"] = "distal"
    blade: SawBlade = field(default_factory=SawBlade)


@dataclass(frozen=True)
class BiplanarCut:
    """Opening wedge of the proximal tibia with a second cut that rises behind the tuberosity (Lobenhoffer and
    Agneskirchner 2003): the tuberosity stays with the distal fragment.

    Attributes
    ----------
    hinge_point, hinge_axis, toward_entry, proximal, angle_deg
        Of the transverse cut, as in :class:`WedgeCut`.
    ascending_point : Vector
        A point of the line where the transverse cut ends and the rising one begins, behind the tuberosity.
    anterior : Vector
        Any direction to the front.
    between_deg : float
        Between the two cuts, seen through the bone behind the rising one; 110 is usual.
    """

    kind: ClassVar[str] = "biplanar"
    hinge_point: Vector
    hinge_axis: Vector
    toward_entry: Vector
    proximal: Vector
    angle_deg: float
    ascending_point: Vector
    anterior: Vector
    between_deg: float = 110.0
    blade: SawBlade = field(default_factory=SawBlade)


@dataclass(frozen=True)
class DomeCut:
    """A cylinder about an axis, cut along the axis with a curved blade; the fragments turn about that axis.

    Attributes
    ----------
    center, axis : Vector
        A point of the axis and its direction, which is also the way of the saw.
    radius_mm : float
        Of the middle of the slot.
    apex : Vector
        From the axis to the middle of the arc.
    arc_deg : float
        How far the arc reaches, both sides together; at most 180.
    proximal : Vector
        Any direction towards the proximal fragment.
    """

    kind: ClassVar[str] = "dome"
    center: Vector
    axis: Vector
    radius_mm: float
    apex: Vector
    proximal: Vector
    arc_deg: float = 180.0
    blade: SawBlade = field(default_factory=lambda: SawBlade(60.0, 15.0, 0.9))


@dataclass(frozen=True)
class StepCut:
    """Two transverse half cuts, joined by a lengthwise one: a bone can be lengthened and stay in contact.

    Attributes
    ----------
    center : Vector
        The middle of the lengthwise cut.
    proximal : Vector
        Along the bone, towards the proximal fragment.
    direction : Vector
        Which way the saw goes.
    height_mm : float
        Length of the lengthwise cut; negative mirrors the step.
    """

    kind: ClassVar[str] = "step"
    center: Vector
    proximal: Vector
    direction: Vector
    height_mm: float
    blade: SawBlade = field(default_factory=SawBlade)


@dataclass(frozen=True)
class ZCut:
    """Like :class:`StepCut`, with end cuts that meet the lengthwise one at ``end_deg``; below 90 the fragments lock
    into each other, as in a scarf osteotomy (60)."""

    kind: ClassVar[str] = "z"
    center: Vector
    proximal: Vector
    direction: Vector
    height_mm: float
    end_deg: float = 60.0
    blade: SawBlade = field(default_factory=SawBlade)


Cut = PlaneCut | WedgeCut | BiplanarCut | DomeCut | StepCut | ZCut
CUT_KINDS: dict[str, type] = {c.kind: c for c in (PlaneCut, WedgeCut, BiplanarCut, DomeCut, StepCut, ZCut)}


def cut_to_json(cut: Cut) -> dict[str, Any]:
    """The cut as JSON objects, with its ``kind``."""
    return {"kind": cut.kind, **json.loads(json.dumps(dataclasses.asdict(cut)))}


def cut_in_ras(cut: Cut, coordinates: str) -> Cut:
    """A cut whose numbers are in ``coordinates`` ("LPS" or "RAS"), in RAS; the same turns it back."""
    if coordinates == "RAS":
        return cut
    turned = {}
    for item in dataclasses.fields(cut):
        value = getattr(cut, item.name)
        if isinstance(value, tuple):
            x, y, z = value
            turned[item.name] = (-x, -y, z)
    return dataclasses.replace(cut, **turned)


def cut_from_json(value: Mapping[str, Any]) -> Cut:
    """The cut that :func:`cut_to_json` wrote.

    Raises
    ------
    OsteoError
        Unknown kind or field, a field that is missing, or numbers that are not finite.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("kind"), str) or value["kind"] not in CUT_KINDS:
        raise OsteoError(f"A cut has a kind, one of {', '.join(CUT_KINDS)}; give it one.")
    kind, table = value["kind"], CUT_KINDS[value["kind"]]
    fields = {item.name: item for item in dataclasses.fields(table)}
    given = {key: entry for key, entry in value.items() if key != "kind"}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise OsteoError(f"A {kind} cut has no {', '.join(unknown)}; its fields are {', '.join(fields)}.")
    needed = [name for name, item in fields.items() if _is_needed(item) and name not in given]
    if needed:
        raise OsteoError(f"The {kind} cut lacks {', '.join(needed)}; add what is missing.")
    return table(**{name: _field_value(kind, name, str(fields[name].type), entry) for name, entry in given.items()})


def _is_needed(item: dataclasses.Field) -> bool:
    return item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING


def _field_value(kind: str, name: str, type_name: str, value: Any) -> Any:
    if name == "blade":
        names = {item.name for item in dataclasses.fields(SawBlade)}
        if not isinstance(value, Mapping) or not set(value) <= names:
            raise OsteoError(f"The blade of the {kind} cut has {', '.join(sorted(names))}; give these in mm.")
        return SawBlade(**{key: _number(kind, f"blade {key}", entry) for key, entry in value.items()})
    if "tuple" in type_name:
        if not isinstance(value, (list, tuple)) or len(value) != 3:
            raise OsteoError(f"{name} of the {kind} cut must be three numbers (R, A, S in mm); check it.")
        return tuple(_number(kind, name, entry) for entry in value)
    if "Literal" in type_name:
        allowed = {"motion": ("opening", "closing"), "wedge_from": ("proximal", "distal")}[name]
        if value not in allowed:
            raise OsteoError(f"{name} of the {kind} cut is {' or '.join(allowed)}, not {value}; choose one.")
        return value
    if value is None and "None" in type_name:
        return None
    return _number(kind, name, value)


def _number(kind: str, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise OsteoError(f"{name} of the {kind} cut must be a finite number, not {value!r}; check it.")
    return float(value)
