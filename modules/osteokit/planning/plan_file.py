"""Plans as files: one JSON document, checked against its schema on the way in and on the way out."""

import json
import math
import re
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.planning.plan import FORMAT, GuideStep, ImplantStep, OsteotomyStep, ReductionStep, SurgicalPlan
from osteokit.segmentation.terminology import term

MOST_BYTES = 64 * 2**20
"""A plan is kilobytes; anything of this size is no plan."""


@cache
def _adapter() -> TypeAdapter[SurgicalPlan]:
    return TypeAdapter(SurgicalPlan)


def schema_of_values() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) as the values of ``plan`` say it; the file in ``resources`` holds the same."""
    schema = _adapter().json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": FORMAT, **schema}


def plan_schema() -> dict[str, Any]:
    """The published JSON schema of ``osteo.plan/1``."""
    return json.loads(files("osteokit.planning").joinpath("resources/plan.schema.json").read_text(encoding="utf-8"))


def document_of(plan: SurgicalPlan) -> dict[str, Any]:
    """The plan as the JSON document that is written: plain dictionaries, lists, texts and numbers."""
    return _adapter().dump_python(plan, mode="json")


def text_of_plan(plan: SurgicalPlan) -> str:
    """The plan as the text of its JSON document, as it is written.

    Raises
    ------
    OsteoError
        It contradicts itself, or holds a number that is not finite.
    """
    check_consistent(plan)
    try:
        return json.dumps(document_of(plan), ensure_ascii=False, indent=1, allow_nan=False)
    except ValueError as error:
        raise OsteoError(f"The plan holds a number that is not finite ({error}); it was not written.") from error


def write_plan(plan: SurgicalPlan, path: str | Path) -> Path:
    """Write ``plan`` to ``path``, whole or not at all.

    Raises
    ------
    OsteoError
        It contradicts itself (an unknown bone, two variants of one name), holds a number that is none, or the file
        cannot be written.
    """
    text = text_of_plan(plan)
    with whole_file(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")
    return Path(path)


def read_plan(path: str | Path) -> SurgicalPlan:
    """Read the plan in ``path``. The bones that it names are not opened; :mod:`osteokit.planning.inputs` does that.

    Raises
    ------
    OsteoError
        It is absent, no JSON, of another version, not of the schema, or contradicts itself.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OsteoError(
                f"{path.name} is larger than a plan can be ({MOST_BYTES // 2**20} MB); is it another file?"
            )
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise OsteoError(f"There is no plan at {path}; osteo plan new makes one.") from error
    except UnicodeDecodeError as error:
        raise OsteoError(f"{path.name} is no plan: it is not text (UTF-8).") from error
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error
    return plan_of_text(text, path.name)


def plan_of_text(text: str, name: str = "The text") -> SurgicalPlan:
    """The plan of a JSON text; ``name`` stands in the sentences of refusal. Raises as :func:`read_plan`."""
    try:
        document = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{name} is no plan: it is not JSON ({str(error)[:120]}).") from error
    version = document.get("format") if isinstance(document, dict) else None
    if version != FORMAT:
        said = f"its format is {version!r}" if isinstance(version, str) else "it names no format"
        raise OsteoError(f"{name} is no plan that can be read here: {said[:80]}, and {FORMAT!r} is needed.")
    try:
        # Through JSON again, so that lists become tuples while texts never become numbers.
        plan = _adapter().validate_json(json.dumps(document), strict=True)
    except (ValidationError, ValueError, RecursionError) as error:
        raise OsteoError(f"{name} is no plan of {FORMAT}: {_first_fault(error)}.") from error
    check_consistent(plan)
    return plan


def check_consistent(plan: SurgicalPlan) -> None:
    """Refuse a plan whose parts contradict each other.

    Raises
    ------
    OsteoError
        An unknown bone, two inputs of one bone, a path that leaves the plan's folder upwards by an absolute name, a
        landmark set or step on a bone that is not there, two variants of one name, a chosen variant that is not there.
    """
    bones = [one.bone for one in plan.inputs]
    for one in plan.inputs:
        _check_input(one.bone, one.file, one.sha256)
    _refuse_twice(bones, "bone")
    _refuse_twice([v.name for v in plan.variants], "variant")
    for bone in plan.landmarks:
        if bone not in bones:
            raise OsteoError(f"The plan has landmarks of {bone[:60]!r}, which is not among its inputs.")
    for variant in plan.variants:
        if not variant.name.strip():
            raise OsteoError("A variant of the plan has no name; name it.")
        _refuse_twice([step.name for step in variant.steps], f"step of variant {variant.name!r}")
        for step in variant.steps:
            for bone in _bones_of(step):
                if bone not in bones:
                    raise OsteoError(f"Step {step.name!r} is on {bone[:60]!r}, which is not among the plan's inputs.")
            if isinstance(step, ImplantStep):
                _check_implant(step)
    if plan.chosen and plan.chosen not in {v.name for v in plan.variants}:
        raise OsteoError(f"The plan chooses variant {plan.chosen[:60]!r}, which it does not have.")


def _bones_of(step: OsteotomyStep | ReductionStep | GuideStep | ImplantStep) -> list[str]:
    if isinstance(step, ReductionStep):
        named = [one for one in (step.template, step.anchor) if one]
        return [*step.poses, *named, *step.doubts, *step.by_hand]
    carried = [bone for move in step.moves for bone in move.carries] if isinstance(step, OsteotomyStep) else []
    entered = step.into if isinstance(step, ImplantStep) else ()
    return [step.bone, *carried, *entered]


def _check_implant(step: ImplantStep) -> None:
    pose = np.array(step.pose, dtype=np.float64)
    turn = pose[:3, :3]
    if not (np.allclose(turn @ turn.T, np.eye(3), atol=1e-4) and np.allclose(pose[3], [0, 0, 0, 1])):
        raise OsteoError(f"The pose of {step.name[:60]!r} scales or bends its implant; place it again.")
    if np.linalg.det(turn) < 0:
        raise OsteoError(f"The pose of {step.name[:60]!r} is left-handed, so it mirrors its implant; place it again.")


def _check_input(bone: str, file: str, sha256: str) -> None:
    try:
        term(bone)
    except KeyError:
        raise OsteoError(
            f"The plan names a bone {bone[:60]!r} that is not known; keys are like 'tibia_left'."
        ) from None
    path = PurePosixPath(file)
    if not file or path.is_absolute() or "\\" in file or ":" in file or "\0" in file:
        raise OsteoError(f"The file of {bone} must be a path relative to the plan with '/'; it is {file[:80]!r}.")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise OsteoError(f"The sha256 of {bone} is not 64 hexadecimal digits; make the plan anew with osteo plan new.")


def _refuse_twice(names: list[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise OsteoError(f"The plan has the {what} {name[:60]!r} twice; names must differ.")
        seen.add(name)


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large for a number")
    return number


def _first_fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())[:160]
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where[:100]}: {fault['msg']}"
