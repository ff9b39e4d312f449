"""``@parameterNodeWrapper``: a class whose annotated members live in a vtkMRMLScriptedModuleNode."""

from collections.abc import Callable
from typing import Any

from osteokit.host.stand_ins.parameter_node.codec import Codec, Default, one_modification
from osteokit.host.stand_ins.parameter_node.codecs import split_annotated
from osteokit.host.stand_ins.parameter_node.gui import connector_of, widgets_by_parameter
from osteokit.host.stand_ins.parameter_node.packs import data_type, members_of

_OWN_NAMES = (
    "AddObserver", "EndModify", "Modified", "RemoveObserver", "StartModify", "allParameters", "connectGui",
    "connectParametersToGui", "dataType", "default", "disconnectGui", "getValue", "isCached", "setValue",
)  # fmt: skip


def isParameterNodeWrapper(obj: Any) -> bool:
    return getattr(obj, "_is_parameter_node_wrapper", False)


def parameterNodeWrapper(classtype: Any = None) -> Any:
    """Class decorator; the class is then made with ``Class(parameterNode, prefix=None)``."""
    return _make_wrapper if classtype is None else _make_wrapper(classtype)


def _make_wrapper(class_type: Any) -> Any:
    members = members_of(class_type)
    for name in _OWN_NAMES:
        if name in members or hasattr(class_type, name):
            raise ValueError(f"Cannot use reserved name {name!r} in a parameterNodeWrapper")
    for name, (_, codec, _) in members.items():
        setattr(class_type, name, _member(name, codec))
    made: Any = type(class_type.__name__, (_Wrapper, class_type), {"__module__": class_type.__module__})
    made.__doc__, made.__qualname__ = class_type.__doc__, class_type.__qualname__
    made.allParameters = members
    made.dataType = staticmethod(lambda name: data_type(members, name))
    return made


def _member(name: str, codec: Codec) -> property:
    def get(self: Any) -> Any:
        return codec.load(self.parameterNode, self._prefix + name)

    def put(self: Any, value: Any) -> None:
        codec.write(self.parameterNode, self._prefix + name, value)

    return property(get, put)


class _Wrapper:
    _is_parameter_node_wrapper = True
    allParameters: dict[str, tuple[Any, Codec, Any]]
    dataType: Callable[[str], Any]

    def __init__(self, parameterNode: Any, prefix: str | None = None) -> None:
        self.parameterNode = parameterNode
        self._prefix = prefix or ""
        self._guis: dict[int, dict[str, Any]] = {}
        self._observers: dict[int, int] = {}
        self._showing = False
        for name, (_, codec, default) in self.allParameters.items():
            if not codec.stored(parameterNode, self._prefix + name):
                codec.write(parameterNode, self._prefix + name, default)

    def getValue(self, name: str) -> Any:
        self.dataType(name)
        top, _, rest = name.partition(".")
        value = getattr(self, top)
        return value.getValue(rest) if rest else value

    def setValue(self, name: str, value: Any) -> None:
        self.dataType(name)
        top, _, rest = name.partition(".")
        if rest:
            getattr(self, top).setValue(rest, value)
        else:
            setattr(self, top, value)

    def default(self, name: str) -> Any:
        self.dataType(name)
        return Default(self.allParameters[name][2])

    def isCached(self, name: str) -> bool:
        """Whether Slicer would cache it (all but packs); here every value is read anew, which looks the same."""
        return "_pack_codec" not in dir(split_annotated(self.dataType(name))[0])

    def StartModify(self) -> Any:
        return self.parameterNode.StartModify()

    def EndModify(self, wasModified: Any) -> Any:
        return self.parameterNode.EndModify(wasModified)

    def Modified(self) -> None:
        self.parameterNode.Modified()

    def AddObserver(self, event: Any, callback: Any, priority: float = 0.0) -> int:
        return self.parameterNode.AddObserver(event, callback, priority)

    def RemoveObserver(self, tag: int) -> None:
        self.parameterNode.RemoveObserver(tag)

    def connectGui(self, gui: Any) -> int:
        """Tie every child of ``gui`` that has the property ``SlicerParameterName`` to that parameter, both ways."""
        return self.connectParametersToGui(widgets_by_parameter(gui))

    def connectParametersToGui(self, mapping: dict[str, Any]) -> int:
        connectors = {name: connector_of(widget, self.dataType(name)) for name, widget in mapping.items()}
        tag = max(self._guis, default=-1) + 1
        self._guis[tag] = connectors
        self._observers[tag] = self.AddObserver("ModifiedEvent", lambda caller, event: self._show())
        for name, connector in connectors.items():
            connector.write(self.getValue(name))
            connector.on_changed(self._reader(name, connector))
        return tag

    def _reader(self, name: str, connector: Any) -> Callable[[], None]:
        def read() -> None:
            if not self._showing:
                with one_modification(self.parameterNode):
                    self.setValue(name, connector.read())

        return read

    def _show(self) -> None:
        if self._showing:
            return
        self._showing = True
        try:
            for connectors in self._guis.values():
                for name, connector in connectors.items():
                    connector.write(self.getValue(name))
        finally:
            self._showing = False

    def disconnectGui(self, tag: int) -> None:
        if tag in self._guis:
            for connector in self._guis.pop(tag).values():
                connector.on_changed(None)
            self.RemoveObserver(self._observers.pop(tag))
