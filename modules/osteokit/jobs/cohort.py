"""The cases of a cohort: a folder that holds one per entry, or a CSV list."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from osteokit.base.errors import OsteoError

SUFFIXES = (".nii.gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".zip")
COLUMNS = ("input", "name", "series", "labels", "seeds")
STATE_FILE = "batch.json"
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]|^\.|[. ]$')


@dataclass(frozen=True)
class CohortCase:
    """One case: ``name`` is its folder below the output; ``labels`` or ``seeds`` choose the way it is segmented."""

    name: str
    source: Path
    series: str = ""
    labels: Path | None = None
    seeds: Path | None = None


def read_cohort(path: Path, out: Path | None = None) -> tuple[CohortCase, ...]:
    """The cases of a folder (every subfolder, zip, NIfTI, NRRD or MHA in it), or of a CSV list with a column ``input``.

    Further columns of a list: ``name``, ``series``, ``labels``, ``seeds``; paths count from the list's own folder.
    ``out`` and other batches' results are no cases.

    Raises
    ------
    OsteoError
        There is no case, a line is wrong, or two cases have one name; the sentence names the line.
    """
    path = Path(path)
    if path.is_dir():
        cases = _from_folder(path, out)
    elif path.is_file():
        cases = _from_list(path)
    else:
        raise OsteoError(f"The cohort {path} does not exist.")
    if not cases:
        raise OsteoError(
            f"{path} holds no case: each is a folder of DICOM files, a zip, or a NIfTI, NRRD or MHA file in it; "
            "for a single case use `osteo segment`."
        )
    return cases


def _from_folder(folder: Path, out: Path | None) -> tuple[CohortCase, ...]:
    entries = [entry for entry in sorted(folder.iterdir()) if not entry.name.startswith(".")]
    sources = [
        entry for entry in entries if _is_case(entry) and (out is None or entry.resolve() != Path(out).resolve())
    ]
    stems = [_stem(entry) for entry in sources]
    names = [stem if stems.count(stem) == 1 else entry.name for stem, entry in zip(stems, sources, strict=True)]
    return tuple(CohortCase(name, source.absolute()) for name, source in zip(names, sources, strict=True))


def _is_case(entry: Path) -> bool:
    if entry.is_dir():
        return not (entry / STATE_FILE).exists() and any(entry.iterdir())
    return entry.name.lower().endswith(SUFFIXES)


def _stem(entry: Path) -> str:
    for suffix in SUFFIXES:
        if not entry.is_dir() and entry.name.lower().endswith(suffix):
            return entry.name[: -len(suffix)] or entry.name
    return entry.name


def _from_list(path: Path) -> tuple[CohortCase, ...]:
    rows = csv.DictReader(_text(path).splitlines())
    columns = [(column or "").strip().lower() for column in rows.fieldnames or ()]
    if "input" not in columns:
        raise OsteoError(f"{path} has no column `input`; its first line names the columns: {', '.join(COLUMNS)}.")
    cases: dict[str, CohortCase] = {}
    try:
        for row in rows:
            values = {c: (v or "").strip() for c, v in zip(columns, list(row.values())[: len(columns)], strict=False)}
            if not any(values.values()):
                continue
            case = _row(values, path, rows.line_num)
            if case.name.casefold() in cases:
                raise OsteoError(
                    f"{path}, line {rows.line_num}: the name {case.name!r} is there twice; give each its own."
                )
            cases[case.name.casefold()] = case
    except csv.Error as error:
        raise OsteoError(f"{path}, line {rows.line_num} is no CSV ({error}).") from error
    return tuple(cases.values())


def _row(values: dict[str, str], path: Path, line: int) -> CohortCase:
    where = f"{path}, line {line}"
    if not values["input"]:
        raise OsteoError(f"{where} names no input.")

    def file(column: str) -> Path | None:
        return (path.parent / values[column]).absolute() if values.get(column) else None

    source = (path.parent / values["input"]).absolute()
    name = values.get("name") or _stem(source)
    if not name or _UNSAFE.search(name) or len(name) > 200:
        raise OsteoError(f"{where}: {name[:80]!r} cannot be the name of a folder; give another in the column `name`.")
    if values.get("labels") and values.get("seeds"):
        raise OsteoError(f"{where} has labels and seeds; leave one of them empty.")
    return CohortCase(name, source, values.get("series", ""), file("labels"), file("seeds"))


def _text(path: Path) -> str:
    """UTF-8 with or without a mark, or GB 18030 as Excel writes it in Chinese."""
    data = path.read_bytes()
    if b"\0" in data:
        raise OsteoError(f"{path} is no text; a cohort list is a CSV file.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OsteoError(f"{path} is neither UTF-8 nor GB 18030 text; save it as UTF-8.")
