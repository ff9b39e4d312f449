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
from collections.abc import Callable, Iterator, MutableMapping, MutableSequence
from contextlib import contextmanager
from typing import Any

from osteokit.host.stand_ins.parameter_node.validators import IsInstance, NotNone, Validator


class Default:
    """``Annotated[T, Default(value)]`` or ``Default(generator=make)``; ``= value`` on the class does the same."""

    def __init__(self, value: Any = None, *, generator: Callable[[], Any] | None = None) -> None:
        if generator is not None and value is not None:
            raise ValueError("Give Default a value or a generator, not both")
        self._make = generator or (lambda: value)

    @property
    def value(self) -> Any:
        return self._make()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Default) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


@contextmanager
def one_modification(node: Any) -> Iterator[None]:
    before = node.StartModify()
    try:
        yield
    finally:
        node.EndModify(before)


def detached(value: Any) -> Any:
    """A copy that does not live in a node: storing it cannot overwrite what it is still read from."""
    if isinstance(value, (list, ObservedList)):
        return [detached(item) for item in value]
    if isinstance(value, tuple):
        return tuple(detached(item) for item in value)
    if isinstance(value, (dict, ObservedDict)):
        return {detached(key): detached(item) for key, item in value.items()}
    return value.detached() if getattr(value, "_is_parameterPack", False) else value


class Codec:
    """Base: a value of one type in a parameter node."""

    validators: tuple[Validator, ...] = ()

    def default(self) -> Any:
        raise NotImplementedError

    def stored(self, node: Any, name: str) -> bool:
        return node.HasParameter(name)

    def save(self, node: Any, name: str, value: Any) -> None:
        raise NotImplementedError

    def load(self, node: Any, name: str) -> Any:
        raise NotImplementedError

    def forget(self, node: Any, name: str) -> None:
        node.UnsetParameter(name)

    def check(self, value: Any) -> None:
        for validator in self.validators:
            validator.validate(value)

    def write(self, node: Any, name: str, value: Any) -> None:
        value = detached(value)
        self.check(value)
        with one_modification(node):
            self.save(node, name, value)


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


class NoneCodec(Codec):
    def default(self) -> Any:
        return None

    def check(self, value: Any) -> None:
        if value is not None:
            raise TypeError(f"Value must be None, is {value!r}")

    def save(self, node: Any, name: str, value: Any) -> None:
        node.SetParameter(name, "True")

    def load(self, node: Any, name: str) -> Any:
        return None


class ListCodec(Codec):
    validators = (NotNone(),)

    def __init__(self, element: Codec) -> None:
        self._element = element

    def default(self) -> Any:
        return []

    def stored(self, node: Any, name: str) -> bool:
        return node.HasParameter(f"{name}.len")

    def length(self, node: Any, name: str) -> int:
        return int(node.GetParameter(f"{name}.len") or 0)

    def check(self, value: Any) -> None:
        super().check(value)
        for item in value:
            self._element.check(item)

    def save(self, node: Any, name: str, value: Any) -> None:
        items, former = list(value), self.length(node, name)
        for index, item in enumerate(items):
            self._element.save(node, f"{name}.{index}", item)
        node.SetParameter(f"{name}.len", str(len(items)))
        for index in range(len(items), former):
            self._element.forget(node, f"{name}.{index}")

    def items(self, node: Any, name: str) -> list[Any]:
        return [self._element.load(node, f"{name}.{index}") for index in range(self.length(node, name))]

    def load(self, node: Any, name: str) -> Any:
        return ObservedList(self, node, name)

    def forget(self, node: Any, name: str) -> None:
        for index in range(self.length(node, name)):
            self._element.forget(node, f"{name}.{index}")
        node.UnsetParameter(f"{name}.len")


class ObservedList(MutableSequence[Any]):
    """A list that lives in the node: every change is checked and stored at once."""

    def __init__(self, codec: ListCodec, node: Any, name: str) -> None:
        self._codec, self._node, self._name = codec, node, name

    def _items(self) -> list[Any]:
        return self._codec.items(self._node, self._name)

    def _changed(self, change: Callable[[list[Any]], Any]) -> None:
        """One check, one write, one event, however much changes."""
        items = detached(self._items())
        change(items)
        self._codec.write(self._node, self._name, items)

    def __len__(self) -> int:
        return self._codec.length(self._node, self._name)

    def __getitem__(self, index: Any) -> Any:
        return self._items()[index]

    def __setitem__(self, index: Any, value: Any) -> None:
        self._changed(lambda items: items.__setitem__(index, value))

    def __delitem__(self, index: Any) -> None:
        self._changed(lambda items: items.__delitem__(index))

    def insert(self, index: int, value: Any) -> None:
        self._changed(lambda items: items.insert(index, value))

    def extend(self, values: Any) -> None:
        self._changed(lambda items: items.extend(values))

    def __iadd__(self, values: Any) -> Any:
        self.extend(values)
        return self

    def __imul__(self, times: int) -> Any:
        self._changed(lambda items: items.__imul__(times))
        return self

    def __add__(self, other: Any) -> Any:
        raise NotImplementedError("A list in a parameter node cannot be added to another; use += to extend it")

    __radd__ = __mul__ = __add__

    def clear(self) -> None:
        self._changed(list.clear)

    def reverse(self) -> None:
        self._changed(list.reverse)

    def sort(self, *args: Any, **kwargs: Any) -> None:
        self._changed(lambda items: items.sort(*args, **kwargs))

    def __eq__(self, other: object) -> bool:
        return self._items() == (list(other) if isinstance(other, ObservedList) else other)

    def __repr__(self) -> str:
        return f"ObservedList({self._items()})"


class TupleCodec(Codec):
    validators = (NotNone(),)

    def __init__(self, members: tuple[Codec, ...]) -> None:
        self._members = members

    def default(self) -> Any:
        return tuple(member.default() for member in self._members)

    def stored(self, node: Any, name: str) -> bool:
        return self._members[0].stored(node, f"{name}.0")

    def check(self, value: Any) -> None:
        super().check(value)
        if len(value) != len(self._members):
            raise ValueError(f"Value must have {len(self._members)} members, is {value!r}")
        for member, item in zip(self._members, value, strict=True):
            member.check(item)

    def save(self, node: Any, name: str, value: Any) -> None:
        for index, (member, item) in enumerate(zip(self._members, value, strict=True)):
            member.save(node, f"{name}.{index}", item)

    def load(self, node: Any, name: str) -> Any:
        return tuple(member.load(node, f"{name}.{index}") for index, member in enumerate(self._members))

    def forget(self, node: Any, name: str) -> None:
        for index, member in enumerate(self._members):
            member.forget(node, f"{name}.{index}")


class DictCodec(ListCodec):
    def default(self) -> Any:
        return {}

    def check(self, value: Any) -> None:
        super().check(value.items() if hasattr(value, "items") else value)

    def save(self, node: Any, name: str, value: Any) -> None:
        super().save(node, name, value.items())

    def load(self, node: Any, name: str) -> Any:
        return ObservedDict(self, node, name)


class ObservedDict(MutableMapping[Any, Any]):
    """A dict that lives in the node."""

    def __init__(self, codec: DictCodec, node: Any, name: str) -> None:
        self._codec, self._node, self._name = codec, node, name

    def _content(self) -> dict[Any, Any]:
        return dict(self._codec.items(self._node, self._name))

    def __getitem__(self, key: Any) -> Any:
        return self._content()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._codec.write(self._node, self._name, {**self._content(), key: value})

    def __delitem__(self, key: Any) -> None:
        content = self._content()
        del content[key]
        self._codec.write(self._node, self._name, content)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._content())

    def __len__(self) -> int:
        return self._codec.length(self._node, self._name)

    def popitem(self) -> Any:
        key, value = list(self.items())[-1]
        del self[key]
        return key, value

    def __repr__(self) -> str:
        return f"ObservedDict({self._content()})"


class UnionCodec(Codec):
    def __init__(self, alternatives: tuple[Codec, ...]) -> None:
        self._alternatives = alternatives

    def default(self) -> Any:
        optional = len(self._alternatives) == 2 and isinstance(self._alternatives[1], NoneCodec)
        return None if optional else self._alternatives[0].default()

    def stored(self, node: Any, name: str) -> bool:
        return any(codec.stored(node, f"{name}.{index}") for index, codec in enumerate(self._alternatives))

    def _accepting(self, value: Any) -> int:
        refusal: Exception = TypeError(f"No alternative takes {value!r}")
        order = sorted(range(len(self._alternatives)), key=lambda n: not isinstance(self._alternatives[n], NoneCodec))
        for index in order if value is None else range(len(self._alternatives)):
            try:
                self._alternatives[index].check(value)
            except ValueError as error:  # the right type with a wrong value says more than a wrong type
                refusal = error
            except TypeError:
                pass
            else:
                return index
        raise refusal

    def check(self, value: Any) -> None:
        self._accepting(value)

    def save(self, node: Any, name: str, value: Any) -> None:
        chosen = self._accepting(value)
        for index, codec in enumerate(self._alternatives):
            if index != chosen and codec.stored(node, f"{name}.{index}"):
                codec.forget(node, f"{name}.{index}")
        self._alternatives[chosen].save(node, f"{name}.{chosen}", value)

    def load(self, node: Any, name: str) -> Any:
        for index, codec in enumerate(self._alternatives):
            if codec.stored(node, f"{name}.{index}"):
                return codec.load(node, f"{name}.{index}")
        raise ValueError(f"{name} is not in the parameter node")

    def forget(self, node: Any, name: str) -> None:
        for index, codec in enumerate(self._alternatives):
            codec.forget(node, f"{name}.{index}")


class ValidatedCodec(Codec):
    """A codec with the validators of an ``Annotated`` type on top of its own."""

    def __init__(self, inner: Codec, validators: tuple[Validator, ...]) -> None:
        self._inner, self.validators = inner, validators

    def check(self, value: Any) -> None:
        self._inner.check(value)
        super().check(value)

    def default(self) -> Any:
        return self._inner.default()

    def stored(self, node: Any, name: str) -> bool:
        return self._inner.stored(node, name)

    def save(self, node: Any, name: str, value: Any) -> None:
        self._inner.save(node, name, value)

    def load(self, node: Any, name: str) -> Any:
        return self._inner.load(node, name)

    def forget(self, node: Any, name: str) -> None:
        self._inner.forget(node, name)


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
