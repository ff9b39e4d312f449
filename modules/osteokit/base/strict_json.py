"""JSON from strangers: numbers that are numbers, and the first fault of a document in a few words."""

import json
import math
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from osteokit.base.errors import OsteoError


def json_of_text(text: str, name: str, kind: str) -> Any:
    """What a JSON text says; ``name`` and ``kind`` ("scenario") stand in the sentence of refusal.

    Raises
    ------
    OsteoError
        It is no JSON, too deep, or holds NaN or infinity.
    """
    try:
        return json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{name} is no {kind}: it is not JSON ({str(error)[:120]}).") from error


def text_of_file(path: Path, kind: str, most_bytes: int) -> str:
    """The UTF-8 text of a file of at most ``most_bytes``.

    Raises
    ------
    OsteoError
        It is absent, too large, no text, or cannot be read.
    """
    try:
        if path.stat().st_size > most_bytes:
            raise OsteoError(f"{path.name} is larger than a {kind} can be ({most_bytes // 2**20} MB).")
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise OsteoError(f"There is no {kind} at {path}; check the path.") from error
    except UnicodeDecodeError as error:
        raise OsteoError(f"{path.name} is no {kind}: it is not text (UTF-8).") from error
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}).") from error


def first_fault(error: Exception) -> str:
    """Where and what the first fault of a refused document is."""
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())[:160]
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in fault["loc"])
    return f"{where[:100]}: {fault['msg']}"


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is too large for a number")
    return number
