"""The measurements of the other, healthy side, read from the file that ``osteo align`` wrote of it."""

import json
from pathlib import Path

import numpy as np

from osteokit.anatomy.measurement import Measurement, Measurements
from osteokit.base.errors import OsteoError

UNITS = ("deg", "mm", "percent", "")


def read_measurements(path: Path) -> Measurements:
    """What ``osteo align`` measured on one leg.

    Raises
    ------
    OsteoError
        The file is absent, or not of ``osteo align``.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path of the healthy side.") from error
    except (ValueError, RecursionError) as error:
        raise OsteoError(
            f"{path.name} is not JSON; give the file that osteo align wrote of the healthy side."
        ) from error
    try:
        if content["format"] != "osteo-align" or content["side"] not in ("left", "right"):
            raise ValueError
        values = {key: _measurement(key, row) for key, row in content["angles"].items()}
        reasons = {str(key): str(reason) for key, reason in content["not_measurable"].items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OsteoError(
            f"{path.name} is no file of osteo align; give the one that it wrote of the healthy side."
        ) from error
    return Measurements(content["side"], values, reasons)


def _measurement(key: str, row: dict) -> Measurement:
    value, error, unit = float(row["value"]), float(row["error"]), row["unit"]
    if unit not in UNITS or not np.isfinite([value, error]).all() or error < 0:
        raise ValueError
    normal = None if row["normal"] is None else (float(row["normal"][0]), float(row["normal"][1]))
    landmarks = tuple(str(name) for name in row["landmarks"])
    return Measurement(key, value, unit, error, str(row["method"]), normal, str(row["source"]), landmarks)
