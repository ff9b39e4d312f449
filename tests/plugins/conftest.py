"""Fixtures of the plugin tests: the example packages as installed, stand-ins for the tools, a small volume."""

import json
import os
import shlex
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path

import numpy as np
import pytest

from osteokit.imaging.volume import Volume

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = (
    "osteo-skellytour", "osteo-totalsegmentator", "osteo-nninteractive", "osteo-hospital-pacs", "osteo-hospital-rules",
    "osteo-hospital-implants", "osteo-hospital-devices", "osteo-hl7v2", "osteo-orthanc",
)  # fmt: skip


def entry_points_of(folder: Path, site: Path, monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    """The entry points that pip would install for the package in ``folder``; its metadata is written to ``site``."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )
    lines = [f"{name} = {value}" for name, value in project["entry-points"]["osteo"].items()]
    (info / "entry_points.txt").write_text("[osteo]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    distribution: Distribution = next(d for d in distributions(path=[str(site)]) if d.name == project["name"])
    return [e for e in distribution.entry_points if e.group == "osteo"]


@pytest.fixture
def example_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[EntryPoint]:
    site = tmp_path / "site"
    return [e for p in PACKAGES for e in entry_points_of(REPOSITORY / "plugins" / p, site, monkeypatch)]


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """``stand_in(executable, **plan)`` puts a stand-in program of that name first on the PATH; returns its record."""
    if sys.platform == "win32":
        pytest.skip("the stand-in is a shell script")

    def make(executable: str, labels: np.ndarray | None = None, **plan) -> Path:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        plan.setdefault("record", str(tmp_path / "arguments.json"))
        if labels is not None:
            plan["labels"] = str(tmp_path / "labels.npy")
            np.save(plan["labels"], labels)
        (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
        words = [sys.executable, str(Path(__file__).parent / "stand_in_tool.py"), str(tmp_path / "plan.json")]
        script = folder / executable
        script.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return Path(plan["record"])

    return make


@pytest.fixture
def volume() -> Volume:
    """40x50x60 (k, j, i) at 2.0/1.5/1.0 mm; i runs to the left, j to the front: an axis order that is not RAS."""
    ijk_to_ras = np.array([[-1.0, 0, 0, 30.0], [0, 1.5, 0, -40.0], [0, 0, 2.0, -500.0], [0, 0, 0, 1.0]])
    voxels = np.random.default_rng(1).integers(-100, 1500, (40, 50, 60)).astype(np.int16)
    return Volume(voxels, ijk_to_ras)
