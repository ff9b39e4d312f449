"""Tables that say what a label map's values are: a mapping, a known numbering, or a file beside the map."""

import csv
import json
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.segmentation.names import SCHEMES

_MAX_BYTES = 16 * 2**20
_MAP_SUFFIXES = (".seg.nrrd", ".nii.gz", ".nrrd", ".nhdr", ".nii", ".mha", ".mhd")
_TABLE_SUFFIXES = (".json", ".csv", ".ctbl")


def names_for(label_map: Path, names: dict[int, str] | str | Path | None) -> dict[int, str]:
    """value -> name for a label map; see :func:`osteokit.segmentation.files.read_segmentation`."""
    if isinstance(names, dict):
        return {_value(value, "names"): str(name) for value, name in names.items()}
    if names is None:
        beside = _beside(label_map)
        return _read_table(beside) if beside else {}
    if str(names).casefold() in SCHEMES:
        return SCHEMES[str(names).casefold()]()
    if not Path(names).is_file():
        known = ", ".join(sorted(SCHEMES))
        raise OsteoError(f"{names} is neither a file nor a known numbering of labels ({known}).")
    return _read_table(Path(names))


def _beside(label_map: Path) -> Path | None:
    suffix = next((s for s in _MAP_SUFFIXES if label_map.name.lower().endswith(s)), "")
    stem = label_map.name[: len(label_map.name) - len(suffix)]
    tables = (label_map.with_name(stem + s) for s in _TABLE_SUFFIXES)
    return next((t for t in tables if t.is_file()), None)


def _read_table(path: Path) -> dict[int, str]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise OsteoError(f"{path.name} is too large for a table of label names.")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path of the names.") from error
    except UnicodeDecodeError as error:
        raise OsteoError(f"{path.name} is not text in UTF-8; save the names as JSON or CSV in UTF-8.") from error
    parse = {".json": _json, ".ctbl": _color_table}.get(path.suffix.lower(), _csv)
    table = parse(text, path)
    table.pop(0, None)  # the background
    if not table:
        raise OsteoError(f'{path.name} names no label; write {{"1": "femur_left"}} or the columns value,name.')
    return table


def _json(text: str, path: Path) -> dict[int, str]:
    """``{"1": "femur_left"}``, ``{"femur_left": 1}``, or either under ``"labels"`` (as nnU-Net writes it)."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OsteoError(f"{path.name} is not JSON; write the names as {{value: name}}.") from error
    if isinstance(content, dict) and isinstance(content.get("labels"), dict):
        content = content["labels"]
    if not isinstance(content, dict):
        raise OsteoError(f"{path.name} holds no names; write them as {{value: name}}.")
    table = {}
    for first, second in content.items():
        if isinstance(second, str):
            table[_value(first, path.name)] = second
        else:
            table[_value(second, path.name)] = str(first)
    return table


def _csv(text: str, path: Path) -> dict[int, str]:
    """Columns ``value`` (or label, id, index) and ``name`` (or key, structure), or just two columns value,name."""
    rows = [row for row in csv.reader(text.splitlines()) if row and any(cell.strip() for cell in row)]
    head = [cell.strip().casefold() for cell in rows[0]] if rows else []
    value_at = next((head.index(n) for n in ("value", "label", "id", "index", "labelvalue") if n in head), None)
    name_at = next((head.index(n) for n in ("key", "name", "structure", "bone") if n in head), None)
    if value_at is not None and name_at is not None:
        rows = rows[1:]
    else:
        value_at, name_at = 0, 1
    if any(len(row) <= max(value_at, name_at) for row in rows):
        raise OsteoError(f"{path.name} has a row without a value and a name; write the columns value,name.")
    return {_value(row[value_at], path.name): row[name_at].strip() for row in rows}


def _color_table(text: str, path: Path) -> dict[int, str]:
    """3D Slicer's colour table: ``value name red green blue alpha`` a line, # for comments."""
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if any(len(row) < 2 for row in rows):
        raise OsteoError(f"{path.name} is no colour table; each line is: value name red green blue alpha.")
    return {_value(row[0], path.name): row[1] for row in rows}


def _value(text: object, where: str) -> int:
    try:
        value = int(str(text).strip())
    except ValueError:
        value = -1
    if not 0 <= value <= 65535:
        raise OsteoError(f"{where} has {str(text)[:40]!r} where a label value 0..65535 should be.")
    return value
