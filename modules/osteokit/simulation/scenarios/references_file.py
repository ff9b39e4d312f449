"""References of a scenario, of its experts' sessions: ``references.json`` (``osteo.references/1``) in its folder."""

import json
import math
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.strict_json import json_of_text, text_of_file
from osteokit.simulation.assessment.scores import Reference
from osteokit.simulation.assessment.table import metrics

FORMAT = "osteo.references/1"
FILE_NAME = "references.json"
MOST_BYTES = 2**20


def write_references(references: Mapping[str, Reference], folder: str | Path) -> Path:
    """Write them into the folder of a scenario; the file.

    Raises
    ------
    OsteoError
        It cannot be written.
    """
    figures = {
        key: {"scale": [list(pair) for pair in one.scale], "english": one.source, "chinese": one.source_chinese}
        for key, one in references.items()
    }
    path = Path(folder) / FILE_NAME
    with whole_file(path) as temporary:
        text = json.dumps({"format": FORMAT, "figures": figures}, ensure_ascii=False, indent=1, allow_nan=False)
        temporary.write_text(text + "\n", encoding="utf-8")
    return path


def read_references(folder: str | Path) -> dict[str, Reference]:
    """Those in the folder of a scenario; none where it has no file of them.

    Raises
    ------
    OsteoError
        The file is damaged, of another version, or names a figure that there is not.
    """
    path = Path(folder) / FILE_NAME
    if not path.is_file():
        return {}
    document = json_of_text(text_of_file(path, "references", MOST_BYTES), path.name, "references")
    figures = document.get("figures") if isinstance(document, dict) else None
    if not isinstance(figures, dict) or document.get("format") != FORMAT:
        raise OsteoError(f"{path.name} is not of {FORMAT}; make the references again.")
    return {key: _reference(key, figures[key]) for key in figures}


def _reference(key: str, one: Any) -> Reference:
    scale, texts = (one.get("scale"), [one.get("english"), one.get("chinese")]) if isinstance(one, dict) else (None, [])
    pairs = scale if isinstance(scale, list) else []
    sound = key in metrics() and len(pairs) > 1 and all(_is_pair(pair) for pair in pairs)
    if not sound or any(a[0] >= b[0] for a, b in pairwise(pairs)) or not all(isinstance(text, str) for text in texts):
        raise OsteoError(f"The reference of {key[:40]!r} is damaged; make the references again.")
    return Reference(tuple((float(value), float(score)) for value, score in pairs), str(texts[0]), str(texts[1]))


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(_is_number(value) for value in pair)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
