"""A guide as one JSON document: its cuts, holes and parameters, from which the same guide is made again."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.planning.guides.parameters import GuideParameters, Vector, parameters_from_json
from osteokit.planning.guides.values import GuideCheck, GuideHole, SawPlane
from osteokit.planning.osteotomy.blades import SawBlade

FORMAT = "osteo.guide/1"


@dataclass(frozen=True)
class GuideOrder:
    """All that a guide is made from besides the bone; RAS mm."""

    cuts: tuple[SawPlane, ...] = ()
    holes: tuple[GuideHole, ...] = ()
    parameters: GuideParameters = field(default_factory=GuideParameters)


def order_to_json(order: GuideOrder) -> dict[str, Any]:
    """The document of an order; numbers keep every digit."""
    return {
        "format": FORMAT,
        "coordinates": "RAS",
        "unit": "mm",
        "cuts": [_listed(dataclasses.asdict(cut)) for cut in order.cuts],
        "holes": [_listed(dataclasses.asdict(hole)) for hole in order.holes],
        "parameters": order.parameters.to_json(),
    }


def order_from_json(value: Any) -> GuideOrder:
    """The order in a document, or in an object of ``cuts``, ``holes`` and ``parameters``.

    Raises
    ------
    OsteoError
        Another format, a field that is unknown or missing, or a value that is wrong.
    """
    if not isinstance(value, Mapping):
        raise OsteoError("The document of a guide is a JSON object with cuts, holes and parameters.")
    known = {"format", "coordinates", "unit", "cuts", "holes", "parameters"}
    if unknown := sorted(set(map(str, value)) - known):
        raise OsteoError(f"The document of a guide has no {', '.join(unknown)}; it has {', '.join(sorted(known))}.")
    for key, wanted in (("format", FORMAT), ("coordinates", "RAS"), ("unit", "mm")):
        if value.get(key, wanted) != wanted:
            raise OsteoError(f"The {key} of a guide's document must be {wanted}, not {value[key]!r}; save it again.")
    cuts = tuple(_cut(one) for one in _list("cuts", value.get("cuts", [])))
    holes = tuple(_hole(one) for one in _list("holes", value.get("holes", [])))
    return GuideOrder(cuts, holes, parameters_from_json(value.get("parameters", {})))


def order_or_parameters(value: Any) -> GuideOrder:
    """The order in a whole document, or one of parameters alone, without cuts and holes, in an object of parameters.

    Raises
    ------
    OsteoError
        As :func:`order_from_json` or :func:`parameters_from_json`.
    """
    if isinstance(value, Mapping) and {"format", "cuts", "holes", "parameters"} & set(value):
        return order_from_json(value)
    return GuideOrder(parameters=parameters_from_json(value))


def checks_to_json(checks: tuple[GuideCheck, ...]) -> list[dict[str, Any]]:
    """The checks as JSON objects; what is infinite (nothing there to measure) is null."""
    return [
        {key: None if isinstance(entry, float) and not math.isfinite(entry) else entry
         for key, entry in dataclasses.asdict(check).items()}
        for check in checks
    ]  # fmt: skip


def _listed(value: dict[str, Any]) -> dict[str, Any]:
    return {key: list(entry) if isinstance(entry, tuple) else entry for key, entry in value.items()}


def _list(name: str, value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping) for one in value):
        raise OsteoError(f"The {name} of a guide are a list of JSON objects; correct them.")
    return list(value)


def _cut(value: Mapping[str, Any]) -> SawPlane:
    _known("cut", value, SawPlane, ("entry", "direction", "normal"))
    blade = value.get("blade", {})
    if not isinstance(blade, Mapping):
        raise OsteoError("The blade of a cut is an object of length_mm, width_mm and kerf_mm; correct it.")
    _known("blade", blade, SawBlade, ())
    return SawPlane(
        _vector("entry", value["entry"]),
        _vector("direction", value["direction"]),
        _vector("normal", value["normal"]),
        _optional("depth_mm", value.get("depth_mm")),
        _optional("sweep_mm", value.get("sweep_mm")),
        SawBlade(**{key: _positive(key, entry) for key, entry in blade.items()}),
        _name("cut", value.get("name", "")),
    )


def _hole(value: Mapping[str, Any]) -> GuideHole:
    _known("hole", value, GuideHole, ("point", "direction", "diameter_mm"))
    kind, name = value.get("kind", "drill"), _name("hole", value.get("name", ""))
    diameter = _positive("diameter_mm", value["diameter_mm"])
    return GuideHole(_vector("point", value["point"]), _vector("direction", value["direction"]), diameter, kind, name)


def _name(what: str, value: Any) -> str:
    if not isinstance(value, str):
        raise OsteoError(f"The name of a {what} is a text, not {value!r}; correct it.")
    return value


def _known(what: str, value: Mapping[str, Any], table: type, needed: tuple[str, ...]) -> None:
    names = [item.name for item in dataclasses.fields(table)]
    if unknown := sorted(set(map(str, value)) - set(names)):
        raise OsteoError(f"A {what} has no {', '.join(unknown)}; it has {', '.join(names)}.")
    if lacking := [name for name in needed if name not in value]:
        raise OsteoError(f"A {what} of the guide lacks {', '.join(lacking)}; add what is missing.")


def _vector(name: str, value: Any) -> Vector:
    if not isinstance(value, list | tuple) or len(value) != 3 or not all(_is_number(one) for one in value):
        raise OsteoError(f"The {name} must be three finite numbers (R, A, S in mm), not {value!r}; correct it.")
    return float(value[0]), float(value[1]), float(value[2])


def _optional(name: str, value: Any) -> float | None:
    return None if value is None else _positive(name, value)


def _positive(name: str, value: Any) -> float:
    if not _is_number(value) or value <= 0:
        raise OsteoError(f"{name} must be a number above 0, not {value!r}; correct it.")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
