"""PySide6 dressed as PythonQt: properties are attributes, ``connect("signal(type)", f)`` works, unknown names fail."""

import inspect
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

from PySide6 import QtCore, QtGui, QtUiTools, QtWidgets

_VIRTUAL = {"sizeHint", "minimumSizeHint"}  # also methods that Qt itself calls
_OWN = {"connect", "disconnect"}


@cache
def dress_all() -> None:
    """Make every Q_PROPERTY of PySide6's classes an attribute, once for the process."""
    for module in (QtCore, QtGui, QtWidgets):
        for cls in [getattr(module, name) for name in dir(module)]:
            if inspect.isclass(cls) and issubclass(cls, QtCore.QObject):
                _dress(cls)
    QtCore.QObject.name = QtCore.QObject.objectName  # PythonQt's own alias


def _dress(cls: Any) -> None:
    meta = cls.staticMetaObject
    for index in range(meta.propertyOffset(), meta.propertyCount()):
        entry = meta.property(index)
        if entry.name() not in _VIRTUAL:
            setattr(cls, entry.name(), _attribute(entry.name(), entry.isWritable()))


def _attribute(name: str, writable: bool) -> property:
    def put(self: Any, value: Any) -> None:
        if not self.setProperty(name, value):
            raise TypeError(f"{type(self).__name__}.{name} cannot be {value!r}")

    return property(lambda self: self.property(name), put if writable else None)


def connect_by_signature(sender: Any, signature: str, slot: Callable[..., Any], known: frozenset[str] | None) -> None:
    """PythonQt's ``connect``: the signal must exist with exactly these types; the slot gets that many values."""
    text = bytes(QtCore.QMetaObject.normalizedSignature(signature).data()).decode()
    if known is None or text not in known:
        if sender.metaObject().indexOfSignal(text) < 0:
            raise AttributeError(f"{type(sender).__name__} has no signal {signature}")
    name, inside = text[:-1].split("(")
    count = len([kind for kind in inside.split(",") if kind])
    connections = sender.__dict__.setdefault("_connections", [])

    def call(*values: Any) -> None:
        slot(*values[:count])

    getattr(sender, name).connect(call)
    connections.append((text, slot, call))


def disconnect_by_signature(sender: Any, signature: str, slot: Callable[..., Any]) -> None:
    text = bytes(QtCore.QMetaObject.normalizedSignature(signature).data()).decode()
    for entry in list(sender.__dict__.get("_connections", [])):
        if entry[0] == text and entry[1] == slot:
            getattr(sender, text.split("(")[0]).disconnect(entry[2])
            sender.__dict__["_connections"].remove(entry)
            return
    raise AttributeError(f"{type(sender).__name__}: {signature} was not connected to that")


def equip(instance: Any, known: frozenset[str] | None = None) -> None:
    """PySide takes ``connect`` from its own type first: ours is put into the instance."""
    instance.__dict__["connect"] = lambda signature, slot: connect_by_signature(instance, signature, slot, known)
    instance.__dict__["disconnect"] = lambda signature, slot: disconnect_by_signature(instance, signature, slot)


def strict_setattr(self: Any, name: str, value: Any) -> None:
    """The desktop's wrappers take no new attributes."""
    if isinstance(value, QtCore.QObject) and value.property("objectName") == name:
        return  # PySide's loader hangs children on the root; the desktop's does not
    if name.startswith("_"):
        self.__dict__[name] = value
        return
    found = inspect.getattr_static(type(self), name, None)
    if isinstance(found, QtCore.Property):
        found.fset(self, value)
    elif isinstance(found, property) and found.fset is not None:
        found.fset(self, value)
    else:
        raise AttributeError(f"{type(self).__name__} has no writable property {name}")


@cache
def strict_class(cls: Any) -> Any:
    """A subclass of a PySide6 class with PythonQt's ``connect`` and no new attributes."""

    def __init__(self: Any, *args: Any) -> None:
        cls.__init__(self, *args)
        equip(self)

    return type(cls)(cls.__name__, (cls,), {"__init__": __init__, "__setattr__": strict_setattr})


def qt_module(loader: Any) -> ModuleType:
    """The module ``qt``: every class of PySide6, QObjects as strict subclasses, and ``loader`` as ``QUiLoader``."""
    dress_all()
    module = ModuleType("qt")
    for source in (QtCore, QtGui, QtWidgets):
        for name in dir(source):
            if not name.startswith("_"):
                value = getattr(source, name)
                is_object = inspect.isclass(value) and issubclass(value, (QtWidgets.QWidget, QtCore.QTimer))
                setattr(module, name, strict_class(value) if is_object else value)
    module.QUiLoader = loader
    return module


UiLoader = QtUiTools.QUiLoader
