"""Classes of ctk, qMRML and qSlicer, generated from what the desktop exposes."""

from functools import cache
from types import ModuleType
from typing import Any

from PySide6 import QtCore, QtWidgets

from harness.api import Api, api_of, known
from harness.pythonqt import dress_all, equip, strict_setattr

_KINDS = {
    "bool": (bool, False),
    "int": (int, 0),
    "double": (float, 0.0),
    "QString": (str, ""),
    "QStringList": (list, []),
}


@cache
def generated_class(name: str) -> Any:
    """The class with exactly the properties, signals and callables of the desktop; behaviour where we emulate it."""
    from harness.behaviours import BEHAVIOURS

    dress_all()
    api = api_of(name)
    base = getattr(QtWidgets, api.qt_base, None) or getattr(QtCore, api.qt_base)
    behaviour = BEHAVIOURS.get(name)
    members: dict[str, Any] = {}
    for signal in api.signal_names:
        members[signal] = QtCore.Signal(object)
    for prop, (kind, writable) in api.properties.items():
        members[prop] = _property(prop, kind, writable, behaviour)
    for method in api.methods:
        members[method] = _method(name, method, behaviour)
    _require_known(api, behaviour)
    for event in ("paintEvent", "mousePressEvent", "sizeHint", "minimumSizeHint"):
        if behaviour is not None and hasattr(behaviour, event):
            members[event] = _forward(event)
    members["__init__"] = _initialiser(base, api, behaviour)
    members["__setattr__"] = strict_setattr
    return type(base)(name, (base,), members)


def _require_known(api: Api, behaviour: Any) -> None:
    """A behaviour cannot give a widget what the desktop does not have."""
    if behaviour is not None:
        extra = set(behaviour.PROPERTIES) - set(api.properties) | set(behaviour.METHODS) - api.methods
        if extra:
            raise AttributeError(f"{api.name}: the desktop has no {', '.join(sorted(extra))}")


def _property(name: str, kind: str, writable: bool, behaviour: Any) -> Any:
    python_kind, initial = _KINDS.get(kind, (object, None))

    def get(self: Any) -> Any:
        if behaviour is not None and name in behaviour.PROPERTIES:
            return getattr(self._behaviour, f"get_{name}")()
        return self.__dict__.get(f"_value_{name}", initial)

    def put(self: Any, value: Any) -> None:
        if behaviour is not None and name in behaviour.PROPERTIES:
            getattr(self._behaviour, f"set_{name}")(value)
        else:
            self.__dict__[f"_value_{name}"] = value

    return QtCore.Property(python_kind, get, put if writable else None)


def _method(class_name: str, name: str, behaviour: Any) -> Any:
    def call(self: Any, *args: Any) -> Any:
        if behaviour is not None and name in behaviour.METHODS:
            return getattr(self._behaviour, name)(*args)
        raise NotImplementedError(f"{class_name}.{name} exists in the desktop and is not emulated here")

    call.__name__ = name
    return call


def _forward(event: str) -> Any:
    def call(self: Any, *args: Any) -> Any:
        behaviour = self.__dict__.get("_behaviour")
        return getattr(behaviour, event)(*args) if behaviour is not None else QtCore.QSize()

    return call


def _initialiser(base: Any, api: Api, behaviour: Any) -> Any:
    def __init__(self: Any, parent: Any = None) -> None:
        base.__init__(self, parent) if parent is not None else base.__init__(self)
        equip(self, api.signals)
        if behaviour is not None:
            self.__dict__["_behaviour"] = behaviour(self)

    return __init__


def generated_module(name: str, prefix: str) -> ModuleType:
    """A module whose classes are generated when they are asked for."""
    module = ModuleType(name)

    def find(attribute: str) -> Any:
        if attribute.startswith(prefix) and known(attribute):
            return generated_class(attribute)
        raise AttributeError(f"the desktop's {name} has no {attribute}")

    module.__getattr__ = find
    return module
