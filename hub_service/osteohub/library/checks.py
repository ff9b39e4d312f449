"""The automatic checks of a version, run as ``python -m osteohub.library.checks``: files in, findings out, as JSON.

A finding is ``{"code", "severity", "file", "english", "chinese"}``; ``"stop"`` keeps a version from being reviewed,
``"warning"`` is for the reviewers to weigh, ``"good"`` says what was found in order.
"""

import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from osteohub.plugins.checks import findings
from osteokit.base.chinese import in_chinese
from osteokit.base.errors import OsteoError

MESHES = (".stl", ".obj", ".ply", ".3mf", ".glb")
MOST_MEMBERS = 20_000
MOST_UNPACKED = 20 << 30
MOST_RATIO = 1000
"""Times that a member of an archive may grow: more is a bomb."""

Findings = Iterator[dict[str, Any]]


def check(question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Findings for ``{"files": [{"name", "path"}], "duplicates": [titles]}`` and what plugins are to look at; that a
    mesh was measured brings its ``"shape"``, see :mod:`osteohub.library.shapes`."""
    found: list[dict[str, Any]] = []
    for file in question["files"]:
        name, path = file["name"], Path(file["path"])
        try:
            found += _file(name, path)
        except OsteoError as refusal:
            found.append(_finding("unreadable", "stop", name, str(refusal), f"无法读取：{in_chinese(str(refusal))}"))
        except Exception as error:  # whatever a foreign file provokes is a finding, never a failed check
            reason = f"{name} cannot be read ({type(error).__name__})."
            found.append(_finding("unreadable", "stop", name, reason, f"{name} 无法读取（{type(error).__name__}）。"))
    for title in question["duplicates"]:
        found.append(
            _finding("duplicate", "warning", "", f"A file is also in {title}.", f"有文件已存在于《{title}》。")
        )
    found += findings(question)
    return found or [_finding("no_findings", "good", "", "Nothing was found.", "未发现问题。")]


def _file(name: str, path: Path) -> Findings:
    lower = name.lower()
    if lower.endswith(MESHES):
        yield from _mesh(name, path)
    elif lower.endswith(".dcm"):
        yield from _dicom(name, path)
    elif lower.endswith((".zip", ".mrb")):
        yield from _archive(name, path)
    elif lower.endswith(".json"):
        yield from _plan(name, json.loads(path.read_bytes()))


def _mesh(name: str, path: Path) -> Findings:
    from osteohub.library.measures import measured, mesh_of
    from osteokit.fabrication.printability import check_printability

    mesh = mesh_of(name, path)
    result = check_printability(mesh)
    for one in result.findings:
        severity = "warning" if one.severity in ("error", "warning") else "good"
        chinese = in_chinese(one.what) + in_chinese(one.action)
        yield _finding(one.code, severity, name, f"{one.what} {one.action}", chinese)
    size = " x ".join(f"{edge:.0f}" for edge in result.size_mm)
    finding = _finding(
        "measured",
        "good",
        name,
        f"{len(mesh.faces):,} triangles, {size} mm, {result.mass_g:.0f} g in PLA.",
        f"{len(mesh.faces):,} 个三角面，{size} mm，PLA 约 {result.mass_g:.0f} 克。",
    )
    yield finding | {"shape": measured(mesh)}


def _dicom(name: str, path: Path) -> Findings:
    import pydicom

    from osteokit.imaging.deidentify import burned_in_problem

    dataset = pydicom.dcmread(path, stop_before_pixels=True)
    if dataset.get("PatientIdentityRemoved") != "YES":
        yield _finding(
            "identity",
            "stop",
            name,
            f"{name} is not de-identified: run osteo deidentify before it is uploaded.",
            f"{name} 未去标识化：请先运行 osteo deidentify 再上传。",
        )
    problem = burned_in_problem(dataset)
    if problem:
        yield _finding("burned_in", "stop", name, problem, f"{name} 的图像中可能有烧录的个人信息，请先处理。")


def _archive(name: str, path: Path) -> Findings:
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
            yield _finding(
                "archive", "stop", name, f"{name} holds more than the hub unpacks.", f"{name} 解压后过大，无法检查。"
            )
            return
        bombs = [one for one in members if one.file_size > MOST_RATIO * max(one.compress_size, 1)]
        paths = [one for one in members if one.filename.startswith(("/", "\\")) or ".." in Path(one.filename).parts]
        if bombs or paths:
            yield _finding("archive", "stop", name, f"{name} is a dangerous archive.", f"{name} 是危险的压缩包。")
            return
        for member in members:
            yield from _member(f"{name}/{member.filename}", archive, member)


def _member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Findings:
    with archive.open(member) as stream:
        beginning = stream.read(132)
    if beginning[128:] == b"DICM":
        with tempfile.NamedTemporaryFile(suffix=".dcm") as file:
            file.write(archive.read(member))
            file.flush()
            yield from _dicom(name, Path(file.name))
    elif member.filename.lower().endswith("plan.json"):
        yield from _plan(name, json.loads(archive.read(member)))


def _plan(name: str, document: Any) -> Findings:
    patient = document.get("patient") if isinstance(document, dict) else None
    if isinstance(patient, dict) and any(patient.get(key) for key in ("name", "id", "birth_date")):
        yield _finding(
            "identity",
            "stop",
            name,
            f"{name} names its patient: share it without name, number and birth date.",
            f"{name} 含有患者信息：请去除姓名、编号和出生日期后再共享。",
        )


def _finding(code: str, severity: str, file: str, english: str, chinese: str) -> dict[str, str]:
    return {"code": code, "severity": severity, "file": file, "english": english, "chinese": chinese}


if __name__ == "__main__":
    answer = check(json.loads(sys.stdin.buffer.read()))  # whatever a library prints must not stand in the answer
    sys.stdout.write(json.dumps(answer))
