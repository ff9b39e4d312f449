"""The emulated desktop: ``qt``, ``ctk``, ``slicer.app`` and a translator, around a headless scene."""

import ctypes
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6 import QtCore, QtGui, QtWidgets

from harness.api import api_of, known
from harness.generated import generated_class, generated_module
from harness.pythonqt import qt_module, strict_class
from harness.ui_loader import UiLoader
from osteokit.host.application import HeadlessApplication
from osteokit.host.headless import headless_scene


class EmulatedApplication(HeadlessApplication):
    """``slicer.app`` with a locale and Qt's translator."""

    applicationLocaleName = "en_US"

    def translate(self, context: str, text: str) -> str:
        return QtCore.QCoreApplication.translate(context, text)

    def connect(self, signature: str, slot: Callable[..., Any]) -> None:
        if signature not in api_of("qSlicerApplication").signals:
            raise AttributeError(f"qSlicerApplication has no signal {signature}")

    def moduleManager(self) -> Any:
        if not hasattr(self, "_module_manager"):
            self._module_manager = generated_class("qSlicerModuleManager")()
        return self._module_manager

    def topLevelWidgets(self) -> list[Any]:
        return []  # no main window, unless harness.segment_editor.furnish gives one

    def setOverrideCursor(self, shape: Any) -> None:
        QtWidgets.QApplication.setOverrideCursor(shape)

    def restoreOverrideCursor(self) -> None:
        QtWidgets.QApplication.restoreOverrideCursor()

    def processEvents(self) -> None:
        QtWidgets.QApplication.processEvents()


def _make_none_last() -> None:
    """PySide6's wheel (seen with 6.12, built for the stable ABI) gives away a reference to None with every call that
    returns nothing; before Python 3.12, where None is immortal, a few thousand calls end the process."""
    if sys.version_info < (3, 12):
        ctypes.c_ssize_t.from_address(id(None)).value += 1 << 40


def application() -> QtWidgets.QApplication:
    existing = QtWidgets.QApplication.instance()
    if existing is not None:
        return existing
    _make_none_last()
    made = QtWidgets.QApplication(["emulated desktop"])
    QtWidgets.QApplication.setStyle("Fusion")
    font = QtGui.QFont()
    font.setFamilies(["Noto Sans CJK SC", "WenQuanYi Micro Hei"])
    font.setPointSize(10)
    QtWidgets.QApplication.setFont(font)
    return made


def compiled_translation(source: Path, folder: Path) -> Path:
    """A ``.ts`` compiled as the build does, by Qt's lrelease."""
    import PySide6

    target = folder / f"{source.stem}.qm"
    program = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    subprocess.run([program, "-silent", str(source), "-qm", str(target)], check=True, capture_output=True)
    return target


@contextmanager
def emulated_desktop(locale: str = "en_US", translation: Path | None = None) -> Iterator[Any]:
    """Yield ``slicer.mrmlScene``; within, a scripted module file loads as in the desktop."""
    import slicer

    application()
    translator = QtCore.QTranslator()
    if translation is not None:
        if not translator.load(str(translation)):
            raise FileNotFoundError(translation)
        QtWidgets.QApplication.installTranslator(translator)
    before = {name: sys.modules.get(name) for name in ("qt", "ctk")}
    sys.modules["qt"] = qt_module(UiLoader)
    sys.modules["ctk"] = generated_module("ctk", "ctk")
    for name in ("qMRMLWidget", "qMRMLNodeComboBox"):
        setattr(slicer, name, generated_class(name))
    try:
        with headless_scene() as scene:
            emulated = EmulatedApplication(slicer.app._host)
            emulated.applicationLocaleName = locale
            slicer.app = emulated
            yield scene
            QtWidgets.QApplication.processEvents()
    finally:
        QtWidgets.QApplication.removeTranslator(translator)
        for name, module in before.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module


def load_module(path: Path) -> ModuleType:
    """Load a scripted module's file as the desktop's factory does, with its library anew, and register its path."""
    import slicer

    anew = (f"{path.stem}Lib", "osteopanels")
    for name in [n for n in sys.modules if n.split(".")[0] in anew]:
        del sys.modules[name]
    slicer.modules.add_scripted(path.stem, path)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def module_parent() -> Any:
    """The widget into which the desktop puts a module's panel."""
    parent = strict_class(QtWidgets.QWidget)()
    parent.setLayout(QtWidgets.QVBoxLayout())
    return parent


def picture(widget: Any, width: int, path: Path) -> Path:
    """A picture of a whole panel, however tall."""
    QtWidgets.QWidget.resize(widget, width, 10)
    for _ in range(3):
        QtWidgets.QApplication.processEvents()
        QtWidgets.QWidget.resize(
            widget,
            width,
            max(
                QtWidgets.QWidget.layout(widget).totalHeightForWidth(width), QtWidgets.QWidget.sizeHint(widget).height()
            ),
        )
    widget.show()
    QtWidgets.QApplication.processEvents()
    image = QtWidgets.QWidget.grab(widget)
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")
    return path


__all__ = ["api_of", "compiled_translation", "emulated_desktop", "known", "load_module", "module_parent", "picture"]
