"""How each type is kept in a parameter node, under the names that Slicer uses.

===============  ==========================================================================
number, text     parameter ``name``
bool             parameter ``name``: ``True`` or ``False``
enum             parameter ``name``: the member's name
path             parameter ``name``
node             empty parameter ``name`` and the node reference ``name``
list[T]          ``name.len`` and ``name.0``, ``name.1``, ...
tuple[A, B]      ``name.0``, ``name.1``
dict[K, V]       as a list of tuples
Union, Optional  ``name.i`` for the i-th alternative
parameter pack   ``name.member``
===============  ==========================================================================
"""

import enum
import pathlib
import types
import typing
from collections.abc import Callable
from typing import Any

from osteokit.host.stand_ins.parameter_node.codec import Codec, ValidatedCodec
from osteokit.host.stand_ins.parameter_node.containers import DictCodec, ListCodec, NoneCodec, TupleCodec, UnionCodec
from osteokit.host.stand_ins.parameter_node.validators import IsInstance, NotNone, Validator


class TextCodec(Codec):
    """Everything that is one string in the node."""

    def __init__(self, kind: Any, initial: Any, to_text: Callable[[Any], str], from_text: Callable[[str], Any]) -> None:
        self.validators = (NotNone(), IsInstance(kind))
        self._initial, self._to_text, self._from_text = initial, to_text, from_text

    def default(self) -> Any:
        return self._initial

    def save(self, node: Any, name: str, value: Any) -> None:
        node.SetParameter(name, self._to_text(value))

    def load(self, node: Any, name: str) -> Any:
        return self._from_text(node.GetParameter(name))


class NodeCodec(Codec):
    def __init__(self, kind: type) -> None:
        self.validators = (IsInstance(kind),)

    def default(self) -> Any:
        return None

    def save(self, node: Any, name: str, value: Any) -> None:
        node.SetParameter(name, "")
        node.SetNodeReferenceID(name, value.GetID() if value is not None else None)

    def load(self, node: Any, name: str) -> Any:
        return node.GetNodeReference(name)

    def forget(self, node: Any, name: str) -> None:
        node.UnsetParameter(name)
        node.RemoveNodeReferenceIDs(name)


def split_annotated(annotated: Any) -> tuple[Any, tuple[Any, ...]]:
    """``Annotated[T, a, b]`` -> ``(T, (a, b))``; any other type -> ``(type, ())``."""
    if typing.get_origin(annotated) is typing.Annotated:
        kind, *extras = typing.get_args(annotated)
        return kind, tuple(extras)
    return annotated, ()


def codec_of(annotated: Any) -> Codec:
    """The codec of a (possibly annotated) type; raises TypeError for a type that no codec knows."""
    kind, extras = split_annotated(annotated)
    made = (extra() if isinstance(extra, type) and issubclass(extra, Validator) else extra for extra in extras)
    validators = tuple(extra for extra in made if isinstance(extra, Validator))
    codec = _plain_codec(kind)
    return ValidatedCodec(codec, validators) if validators else codec


def _plain_codec(kind: Any) -> Codec:
    import slicer

    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is list:
        return ListCodec(codec_of(arguments[0]))
    if origin is tuple:
        return TupleCodec(tuple(codec_of(argument) for argument in arguments))
    if origin is dict:
        return DictCodec(TupleCodec(tuple(codec_of(argument) for argument in arguments)))
    if origin in (typing.Union, types.UnionType):
        return UnionCodec(tuple(codec_of(argument) for argument in arguments))
    if not isinstance(kind, type):
        raise TypeError(f"No way is known to keep {kind} in a parameter node")
    if kind is type(None):
        return NoneCodec()
    if kind is bool:
        return TextCodec(bool, False, str, lambda text: text == "True")
    if kind is int:
        return TextCodec(int, 0, str, int)
    if kind is float:
        return TextCodec((int, float), 0, str, float)
    if kind is str:
        return TextCodec(str, "", str, str)
    if issubclass(kind, enum.Enum):
        return TextCodec(kind, next(iter(kind)), lambda member: member.name, lambda name: kind[name])
    if issubclass(kind, pathlib.PurePath):
        return TextCodec(kind, kind(), str, kind)
    if issubclass(kind, slicer.vtkMRMLNode):
        return NodeCodec(kind)
    pack_codec = getattr(kind, "_pack_codec", None)
    if pack_codec is not None:
        return pack_codec()
    raise TypeError(f"No way is known to keep {kind} in a parameter node")
