"""What a guide shall be like: every size with its range, as one JSON object that can be saved and applied again."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from osteokit.base.errors import OsteoError

Vector = tuple[float, float, float]


def _mm(default: float, low: float, high: float, what: str) -> Any:
    return field(default=default, metadata={"low": low, "high": high, "what": what})


@dataclass(frozen=True)
class Window:
    """An opening through the base along the way it goes on: one sees whether it lies on the bone."""

    position: Vector
    diameter_mm: float = 8.0

    def __post_init__(self) -> None:
        _vector("position of a window", self.position)
        if not 2.0 <= self.diameter_mm <= 60.0:
            raise OsteoError(f"A window is 2 to 60 mm wide, not {self.diameter_mm:g}; choose within.")


@dataclass(frozen=True)
class GuideParameters:
    """All in millimetres; the range and the meaning of each are in its metadata and in :func:`parameter_schema`.

    ``insertion_direction`` is the way the guide comes off (RAS); None lets it be found. ``text`` is embossed on the
    first housing, or on the base of a guide without one.

    Raises
    ------
    OsteoError
        A value is not a number or out of its range, or sizes contradict each other.
    """

    clearance_mm: float = _mm(0.3, 0.05, 2.0, "gap between bone and base")
    thickness_mm: float = _mm(4.0, 1.5, 15.0, "thickness of the base")
    margin_mm: float = _mm(8.0, 2.0, 60.0, "how far the base reaches beyond slots and sleeves")
    reach_mm: float = _mm(14.0, 3.0, 80.0, "how far the base follows the bone up and down along the way it goes on")
    undercut_gap_mm: float = _mm(1.0, 0.0, 5.0, "extra gap that an undercut may leave before the base ends")
    edge_radius_mm: float = _mm(1.2, 0.0, 5.0, "rounding of the outer edges of the base")
    slot_tolerance_mm: float = _mm(0.2, 0.0, 2.0, "added to the kerf")
    slot_length_tolerance_mm: float = _mm(1.0, 0.0, 10.0, "added to the width of the blade or its sweep")
    slot_depth_mm: float = _mm(14.0, 3.0, 80.0, "how far the blade is led, from the highest bone under the slot")
    slot_wall_mm: float = _mm(3.0, 1.0, 20.0, "wall around a slot")
    insert_mm: float = _mm(0.0, 0.0, 5.0, "thickness of a metal insert in the slot; 0 for none")
    drill_tolerance_mm: float = _mm(0.2, 0.0, 2.0, "added to the diameter of drill sleeves")
    wire_tolerance_mm: float = _mm(0.1, 0.0, 2.0, "added to the diameter of wire holes")
    sleeve_height_mm: float = _mm(14.0, 2.0, 80.0, "height of sleeves above the bone")
    sleeve_wall_mm: float = _mm(2.5, 0.8, 20.0, "wall around a hole")
    row_drill_mm: float = _mm(3.2, 1.0, 8.0, "drill of the row of holes that makes a dome cut")
    row_bridge_mm: float = _mm(1.8, 0.6, 10.0, "bone that such a row leaves between two holes, for the osteotome")
    wall_mm: float = _mm(1.5, 0.4, 10.0, "thinnest wall that passes")
    neighbour_gap_mm: float = _mm(1.0, 0.0, 20.0, "gap to other bones and parts")
    travel_mm: float = _mm(30.0, 5.0, 100.0, "how far the guide must come off freely")
    grip: float = _mm(0.08, 0.0, 0.5, "least mean gap (mm) that opens for 1 mm of sliding, for a fit of one place only")
    grid_mm: float = _mm(0.5, 0.2, 2.0, "spacing of the grid on which the base is made")
    text_height_mm: float = _mm(6.0, 2.0, 40.0, "height of capitals")
    text_relief_mm: float = _mm(0.6, 0.2, 3.0, "how far letters stand out")
    text: str = ""
    insertion_direction: Vector | None = None
    windows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        for item in fields(self):
            if "low" in item.metadata:
                _in_range(item.name, getattr(self, item.name), item.metadata["low"], item.metadata["high"])
        if not isinstance(self.text, str) or len(self.text) > 60:
            raise OsteoError("The text on a guide has at most 60 characters; shorten it.")
        if self.insertion_direction is not None:
            _vector("insertion direction", self.insertion_direction)
            if math.hypot(*self.insertion_direction) < 1e-9:
                raise OsteoError("The insertion direction has no length; give a direction, or null to have it found.")
        if self.edge_radius_mm > self.thickness_mm / 2:
            raise OsteoError(
                "The edges are rounded by more than half the thickness of the base; make one fit the other."
            )
        if self.wall_mm > min(self.slot_wall_mm, self.sleeve_wall_mm, self.thickness_mm):
            raise OsteoError("The thinnest wall that passes is thicker than a wall that is asked for; lower wall_mm.")

    def to_json(self) -> dict[str, Any]:
        """Every parameter by name; :func:`parameters_from_json` reads it back equal."""
        return asdict(self) | {
            "windows": [{"position": list(one.position), "diameter_mm": one.diameter_mm} for one in self.windows],
            "insertion_direction": None if self.insertion_direction is None else list(self.insertion_direction),
        }


def parameters_from_json(value: Mapping[str, Any]) -> GuideParameters:
    """The parameters in a JSON object; those that it does not name have their defaults.

    Raises
    ------
    OsteoError
        A name that is unknown, or a value that is wrong.
    """
    if not isinstance(value, Mapping):
        raise OsteoError("The parameters of a guide are a JSON object of names and values; see its schema.")
    names = [item.name for item in fields(GuideParameters)]
    unknown = sorted(set(map(str, value)) - set(names))
    if unknown:
        raise OsteoError(f"A guide has no parameter {', '.join(unknown)}; its parameters are {', '.join(names)}.")
    given = dict(value)
    if given.get("insertion_direction") is not None:
        given["insertion_direction"] = _vector("insertion direction", given["insertion_direction"])
    if "windows" in given:
        given["windows"] = _windows(given["windows"])
    return GuideParameters(**given)


def parameter_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of the parameters, made from the same table that checks them."""
    vector = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
    window = {"type": "object", "required": ["position"], "additionalProperties": False,
              "properties": {"position": vector, "diameter_mm": {"type": "number", "minimum": 2, "maximum": 60}}
              }  # fmt: skip
    properties: dict[str, Any] = {
        item.name: {"type": "number", "minimum": item.metadata["low"], "maximum": item.metadata["high"],
                    "default": item.default, "description": item.metadata["what"]}
        for item in fields(GuideParameters) if "low" in item.metadata
    }  # fmt: skip
    properties["text"] = {"type": "string", "maxLength": 60, "default": ""}
    properties["insertion_direction"] = {"anyOf": [vector, {"type": "null"}], "default": None}
    properties["windows"] = {"type": "array", "items": window, "default": []}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Parameters of a guide",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def _windows(value: Any) -> tuple[Window, ...]:
    if not isinstance(value, list | tuple):
        raise OsteoError("The windows of a guide are a list of positions and diameters.")
    windows = []
    for one in value:
        if not isinstance(one, Mapping) or not {"position"} <= set(one) <= {"position", "diameter_mm"}:
            raise OsteoError('A window is {"position": [x, y, z], "diameter_mm": number}; correct it.')
        diameter = one.get("diameter_mm", 8.0)
        _in_range("diameter_mm of a window", diameter, 2.0, 60.0)
        windows.append(Window(_vector("position of a window", one["position"]), float(diameter)))
    return tuple(windows)


def _vector(name: str, value: Any) -> Vector:
    numbers = list(value) if isinstance(value, list | tuple) else []
    if len(numbers) != 3 or not all(_is_number(one) for one in numbers):
        raise OsteoError(f"The {name} must be three finite numbers, not {value!r}; correct it.")
    return float(numbers[0]), float(numbers[1]), float(numbers[2])


def _in_range(name: str, value: Any, low: float, high: float) -> None:
    if not _is_number(value) or not low <= value <= high:
        raise OsteoError(f"{name} must be a number from {low:g} to {high:g}, not {value!r}; choose within.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
