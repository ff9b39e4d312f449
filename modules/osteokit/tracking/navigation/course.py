"""How the tool went against the plan: recorded as it goes, a line at a time, and summed up.

The file is JSON lines: the first says what it is, each later one is one moment. A line that was cut short by a crash
is left out; all before it is kept.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self, TextIO

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import refusal
from osteokit.tracking.navigation.breach import Level
from osteokit.tracking.navigation.guidance import Guidance

FORMAT = "osteo.course/1"


@dataclass(frozen=True)
class OnPlan:
    """What counts as on the plan. 2 mm is the width of a grade of Gertzbein and Robbins; the angle is what 2 mm are at
    the end of a 40 mm screw."""

    distance_mm: float = 2.0
    angle_deg: float = 3.0


@dataclass(frozen=True)
class Moment:
    """One moment: ``time_s`` from the beginning, what was shown, and the level of the warning."""

    time_s: float
    distance_mm: float
    angle_deg: float | None
    depth_mm: float
    remaining_mm: float
    level: int = 0

    @classmethod
    def of(cls, time_s: float, told: Guidance, level: Level = Level.CLEAR) -> Self:
        return cls(time_s, told.distance_mm, told.angle_deg, told.depth_mm, told.remaining_mm, int(level))

    def is_on(self, limits: OnPlan) -> bool:
        """Whether the tool is on the plan; one without an angle is judged by the distance alone."""
        return self.distance_mm <= limits.distance_mm and (self.angle_deg or 0.0) <= limits.angle_deg


@dataclass(frozen=True)
class CourseSummary:
    """What a course comes to; lengths and angles of the moments in the bone (``depth_mm`` above 0).

    Attributes
    ----------
    in_bone_s, off_plan_s : float
        How long the tip was beyond the entry, and of that off the plan.
    largest_distance_mm, rms_distance_mm, largest_angle_deg : float or None
        None where the tip never was beyond the entry; the angle also where there is none.
    deepest_mm, past_end_mm : float
        The greatest depth, and by how much it went beyond the planned one (0 where not).
    distance_at_deepest_mm, angle_at_deepest_deg : float or None
    breaches : int
        How often the level rose to a breach.
    """

    in_bone_s: float
    off_plan_s: float
    largest_distance_mm: float | None
    rms_distance_mm: float | None
    largest_angle_deg: float | None
    deepest_mm: float
    past_end_mm: float
    distance_at_deepest_mm: float | None
    angle_at_deepest_deg: float | None
    breaches: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


LONGEST_GAP_S = 1.0
"""A longer silence of the tracker counts for neither, unless moments always come so far apart."""


def summary(moments: Sequence[Moment], limits: OnPlan | None = None) -> CourseSummary:
    """Sum up a course; its times rise.

    Raises
    ------
    OsteoError
        It has no moments.
    """
    if not moments:
        raise OsteoError("Nothing was recorded: the tool was never seen.")
    limits = limits or OnPlan()
    times = np.array([one.time_s for one in moments])
    lasted = np.append(np.diff(times), 0.0)
    usual = float(np.median(lasted[:-1])) if len(lasted) > 1 else 0.0
    lasted[lasted > max(LONGEST_GAP_S, 3 * usual)] = 0.0
    inside = np.array([one.depth_mm > 0 for one in moments])
    off = np.array([not one.is_on(limits) for one in moments])
    distances = np.array([one.distance_mm for one in moments])[inside]
    angles = [one.angle_deg for one in moments if one.depth_mm > 0 and one.angle_deg is not None]
    deepest = max(moments, key=lambda one: one.depth_mm)
    went_in = bool(inside.any())
    breach = np.array([one.level >= Level.BREACH for one in moments])
    return CourseSummary(
        float(lasted[inside].sum()),
        float(lasted[inside & off].sum()),
        float(distances.max()) if went_in else None,
        float(np.sqrt((distances**2).mean())) if went_in else None,
        max(angles) if angles else None,
        deepest.depth_mm,
        max(0.0, -deepest.remaining_mm),
        deepest.distance_mm if went_in else None,
        deepest.angle_deg if went_in else None,
        int((breach & ~np.append(False, breach[:-1])).sum()),
    )


class CourseFile:
    """Writes moments as they come; each is in the file before the next is taken.

    Raises
    ------
    OsteoError
        The file exists already, or cannot be written.
    """

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: TextIO = path.open("x", encoding="utf-8")
        except FileExistsError as error:
            raise OsteoError(
                f"{path} exists already; choose another name, a recording is never overwritten."
            ) from error
        except OSError as error:
            raise refusal(error, path) from error
        self._path = path
        self._write({"format": FORMAT, **about})

    def add(self, moment: Moment) -> None:
        self._write(asdict(moment))

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise refusal(error, self._path) from error

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_course(path: Path) -> tuple[dict[str, Any], tuple[Moment, ...]]:
    """What a course is about, and its moments.

    Raises
    ------
    OsteoError
        It is absent, or no course.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OsteoError(f"{path} cannot be read as a recorded course; choose a file that navigation wrote.") from error
    about = _parsed(lines[0]) if lines else None
    if about is None or about.get("format") != FORMAT:
        raise OsteoError(f"{path} is no recorded course ({FORMAT}); choose a file that navigation wrote.")
    return about, tuple(_moments(path, lines[1:]))


def _moments(path: Path, lines: Sequence[str]) -> Iterable[Moment]:
    for number, line in enumerate(lines):
        value = _parsed(line)
        if value is None and number == len(lines) - 1:
            return  # cut short when the program died
        try:
            yield Moment(**{key: _number(key, entry) for key, entry in (value or {}).items()})
        except (TypeError, ValueError, OverflowError) as error:
            raise OsteoError(f"Line {number + 2} of {path} is no moment of a course; the file was changed.") from error


def _number(key: str, entry: Any) -> Any:
    if entry is None and key == "angle_deg":
        return None
    if isinstance(entry, bool) or not isinstance(entry, int | float) or not np.isfinite(entry):
        raise ValueError(key)
    return entry


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
