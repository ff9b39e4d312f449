"""A session of the requirements bar in a Python of its own, as Slicer's; run by test_requirements_pip.py.

``slicer_python.py LIBRARY REQUIREMENTS ANSWER IN_USE``: checks, presses the link with that answer ("yes" or "no"), and
prints what came of it. ``slicer.util.pip_install`` does what Slicer's does: the real pip as a process of this Python.
"""

import importlib
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType, SimpleNamespace


def pip_install(requirements: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "install", *requirements], stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, "pip install")


class Label:
    text = ""

    def connect(self, signal: str, slot) -> None:
        assert signal == "linkActivated(QString)"
        self.click = slot


def main(library: str, requirements: str, answer: str, in_use: str) -> None:
    slicer, i18n = ModuleType("slicer"), ModuleType("slicer.i18n")
    asked, ready = [], []
    i18n.tr = lambda text: text
    slicer.util = SimpleNamespace(
        pip_install=pip_install, confirmOkCancelDisplay=lambda text: asked.append(text) or answer == "yes"
    )
    sys.modules.update({"slicer": slicer, "slicer.i18n": i18n})
    if in_use:
        importlib.import_module(in_use)
    sys.path.insert(0, library)
    bar_class = importlib.import_module("osteopanels.requirements").RequirementsBar
    sys.path.insert(0, str(Path(library) / "BoneSegmentation"))
    words = importlib.import_module("BoneSegmentationLib.requirements").words()
    sections = [SimpleNamespace(enabled=True) for _ in range(5)]
    label = Label()
    bar = bar_class(label, sections, Path(requirements), words, lambda: ready.append(True))
    bar.check()
    first = label.text
    label.click("install")
    versions = {item.metadata["Name"]: item.version for item in metadata.distributions()}
    said = {"first": first, "then": label.text, "asked": asked, "ready": len(ready)}
    enabled = {section.enabled for section in sections}
    print(
        json.dumps(
            {**said, "enabled": sorted(enabled), "versions": versions, "vtk": importlib.import_module("vtk").OURS}
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
