"""Python packages asked for with consent. What Slicer brings itself (numpy, vtk, ...) is pinned, never replaced."""

import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import slicer

OURS_NEVER_TO_REPLACE = ("numpy", "vtk", "scipy", "SimpleITK")


@dataclass(frozen=True)
class Words:
    """The module's own words: ``missing`` (``{names}``, with a link) asks, ``question`` stands in the dialog;
    ``failed`` (with a link) and ``restart`` (``{names}``) tell how it ended."""

    missing: str
    question: str
    failed: str
    restart: str


def missing_packages(file: Path) -> list[str]:
    """The lines of a requirements file whose package is absent or older than asked for."""
    lines = [line.split("#")[0].strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not _satisfied(line)]


def _satisfied(requirement: str) -> bool:
    match = re.match(r"([A-Za-z0-9._-]+)\s*(?:>=\s*([0-9.]+))?", requirement)
    if match is None:
        return False
    try:
        version = metadata.version(match.group(1))
    except metadata.PackageNotFoundError:
        return False
    return _numbers(version) >= _numbers(match.group(2) or "0")


def _numbers(version: str) -> list[int]:
    found = re.match(r"[0-9.]*", version)
    return [int(part) for part in (found.group(0) if found else "").split(".") if part]


def constraints() -> str:
    """One line for each package that must stay as it is; pip then refuses rather than replaces it.

    Slicer's build brings some (vtk) without the record that pip looks for: none may be installed beside those.
    """
    lines = []
    for name in OURS_NEVER_TO_REPLACE:
        try:
            lines.append(f"{name}=={metadata.version(name)}")
        except metadata.PackageNotFoundError:
            if importlib.util.find_spec(name) is not None:
                lines.append(f"{name}<0")
    return "\n".join(lines) + "\n"


def installed_versions() -> dict[str, str]:
    return {item.metadata["Name"]: item.version for item in metadata.distributions() if item.metadata["Name"]}


def replaced_while_in_use(before: dict[str, str]) -> list[str]:
    """Packages with another version than ``before`` that are imported already: Python goes on with the former ones."""
    after = installed_versions()
    changed = {name for name, version in before.items() if after.get(name, version) != version}
    used = {
        name for module, names in metadata.packages_distributions().items() if module in sys.modules for name in names
    }
    return sorted(changed & used)


class RequirementsBar:
    """Shows in the panel's first line which packages are missing, and installs them after a yes; ``sections`` stay
    disabled until then."""

    def __init__(
        self, label: Any, sections: Sequence[Any], file: Path, words: Words, ready: Callable[[], None]
    ) -> None:
        self._label, self._sections, self._file, self._words, self._ready = label, sections, file, words, ready
        label.connect("linkActivated(QString)", self.install)

    def check(self) -> None:
        missing = missing_packages(self._file)
        for section in self._sections:
            section.enabled = not missing
        if not missing:
            self._ready()
            return
        names = ", ".join(re.split(r"[<>=]", line)[0] for line in missing)
        self._label.text = self._words.missing.format(names=names)

    def install(self, link: str = "") -> None:
        """Ask, install, look again."""
        listed = "\n".join(missing_packages(self._file))
        if not slicer.util.confirmOkCancelDisplay(f"{self._words.question}\n\n{listed}"):
            return
        before = installed_versions()
        try:
            self._install()
        except (subprocess.CalledProcessError, OSError, RuntimeError):  # whatever pip said is in the Python console
            self._label.text = self._words.failed
            return
        importlib.invalidate_caches()
        in_use = replaced_while_in_use(before)
        if in_use:
            self._label.text = self._words.restart.format(names=", ".join(in_use))
            return
        self.check()

    def _install(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pins = Path(folder) / "constraints.txt"
            pins.write_text(constraints(), encoding="utf-8")
            slicer.util.pip_install(["-r", str(self._file), "-c", str(pins)])
