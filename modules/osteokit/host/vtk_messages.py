"""VTK tells its troubles on standard error; here they are caught, so that a failure can name its reason."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from vtkmodules.vtkCommonCore import vtkLogger, vtkOutputWindow, vtkStringOutputWindow

_ERROR = re.compile(r"ERROR: In .*\n(?:\w+ \(0x[0-9a-f]+\): )?(.*)")


class Messages:
    """What VTK and MRML said while :func:`caught_messages` was in force."""

    def __init__(self, window: vtkStringOutputWindow) -> None:
        self._window = window

    @property
    def text(self) -> str:
        return self._window.GetOutput()

    @property
    def first_error(self) -> str:
        """The first error's sentence, without file and object address; empty where there was none."""
        found = _ERROR.search(self.text)
        return found.group(1).strip() if found else ""


@contextmanager
def caught_messages() -> Iterator[Messages]:
    """Catch VTK's messages instead of printing them; the former output window returns afterwards."""
    former = vtkOutputWindow.GetInstance()
    verbosity = vtkLogger.GetCurrentVerbosityCutoff()
    window = vtkStringOutputWindow()
    vtkOutputWindow.SetInstance(window)
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_OFF)
    try:
        yield Messages(window)
    finally:
        vtkOutputWindow.SetInstance(former)
        vtkLogger.SetStderrVerbosity(verbosity)
