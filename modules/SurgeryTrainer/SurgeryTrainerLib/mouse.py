"""Mouse and keyboard in the 3D view: with Shift the tool moves, with Ctrl it tilts, the space bar is its motor."""

from collections.abc import Callable
from typing import Any

import numpy as np

PRIORITY = 10.0
"""Before the view's own handling."""


def view_axes(camera: Any) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors (3,) to the right and up in a view, RAS."""
    up = np.array(camera.GetViewUp())
    away = np.array(camera.GetDirectionOfProjection())
    right = np.cross(away, up)
    right /= np.linalg.norm(right)
    return right, np.cross(right, away)


def mm_per_pixel(camera: Any, depth_mm: float, height: int) -> float:
    """How much a pixel shows at ``depth_mm`` from the camera."""
    if camera.GetParallelProjection():
        return 2.0 * camera.GetParallelScale() / height
    return 2.0 * depth_mm * np.tan(np.radians(camera.GetViewAngle() / 2)) / height


class MouseControl:
    """Listens to a view while a session runs.

    Parameters
    ----------
    interactor : vtkRenderWindowInteractor
    camera : callable
        The view's vtkCamera.
    hand : MouseHand
    power : callable
        Called with 0 or 1.
    """

    def __init__(self, interactor: Any, camera: Callable[[], Any], hand: Any, power: Callable[[float], None]) -> None:
        self._interactor, self._camera, self._hand, self._power = interactor, camera, hand, power
        self._tags = [
            interactor.AddObserver(event, heard, PRIORITY)
            for event, heard in (
                ("MouseMoveEvent", self._moved),
                ("MouseWheelForwardEvent", lambda *_: self._wheel(1.0)),
                ("MouseWheelBackwardEvent", lambda *_: self._wheel(-1.0)),
                ("KeyPressEvent", lambda *_: self._key(1.0)),
                ("KeyReleaseEvent", lambda *_: self._key(0.0)),
            )
        ]

    def close(self) -> None:
        for tag in self._tags:
            self._interactor.RemoveObserver(tag)
        self._tags = []

    def _moved(self, *_: object) -> None:
        interactor, camera = self._interactor, self._camera()
        shift, control = interactor.GetShiftKey(), interactor.GetControlKey()
        if not (shift or control):
            return
        x, y = np.subtract(interactor.GetEventPosition(), interactor.GetLastEventPosition())
        right, up = view_axes(camera)
        if control:
            self._hand.tilt(up, float(x))
            self._hand.tilt(right, float(-y))
        else:
            depth = float(np.linalg.norm(self._hand.pose[:3, 3] - np.array(camera.GetPosition())))
            self._hand.shift(mm_per_pixel(camera, depth, interactor.GetSize()[1]) * (x * right + y * up))
        self._handled(0)

    def _wheel(self, steps: float) -> None:
        self._hand.advance(steps)
        self._handled(1 if steps > 0 else 2)

    def _key(self, power: float) -> None:
        if self._interactor.GetKeySym() == "space":
            self._power(power)

    def _handled(self, number: int) -> None:
        """Nobody else hears this event."""
        command = self._interactor.GetCommand(self._tags[number])
        if command is not None:
            command.SetAbortFlag(1)


def first_view() -> tuple[Any, Callable[[], Any]] | None:
    """Interactor and camera of the first 3D view; None where there is no window."""
    import slicer

    manager = slicer.app.layoutManager() if hasattr(slicer.app, "layoutManager") else None
    if manager is None or manager.threeDViewCount == 0:
        return None
    view = manager.threeDWidget(0).threeDView()
    renderer = view.renderWindow().GetRenderers().GetFirstRenderer()
    return view.interactor(), renderer.GetActiveCamera
