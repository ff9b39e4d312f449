"""The host of logic without the desktop: ``slicer.mrmlScene``, ``.app``, ``.modules`` and the missing files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from osteokit.host.application import HeadlessApplication, HeadlessModule, HeadlessModules
from osteokit.host.scene import SceneWithLogics, slicer_package
from osteokit.host.stand_ins import provide_missing

_GLOBALS = ("mrmlScene", "app", "modules")


def is_desktop() -> bool:
    """True inside 3D Slicer itself."""
    application = getattr(slicer_package(), "app", None)
    return application is not None and not isinstance(application, HeadlessApplication)


@contextmanager
def headless_scene() -> Iterator[Any]:
    """Yield ``slicer.mrmlScene``; within, module files, their logic and ``slicer.util`` work without the desktop.

    In the desktop it yields the desktop's scene and changes nothing. Scenes may nest; what was there before
    returns at the end.
    """
    slicer = slicer_package()
    if is_desktop():
        yield slicer.mrmlScene
        return
    provide_missing()
    host = SceneWithLogics()
    before = {name: getattr(slicer, name, None) for name in _GLOBALS}
    slicer.mrmlScene = host.scene
    slicer.app = HeadlessApplication(host)
    slicer.modules = HeadlessModules(**{name: HeadlessModule(logic) for name, logic in host.logics.items()})
    try:
        yield host.scene
    finally:
        host.close()
        for name, value in before.items():
            if value is None:
                delattr(slicer, name)
            else:
                setattr(slicer, name, value)
