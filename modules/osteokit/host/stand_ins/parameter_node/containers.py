"""Codecs of lists, tuples, dicts and unions; a list or dict that was read writes its changes through."""

from collections.abc import Callable, Iterator, MutableMapping, MutableSequence
from typing import Any

from osteokit.host.stand_ins.parameter_node.codec import Codec, detached
from osteokit.host.stand_ins.parameter_node.validators import NotNone


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

    __radd__ = __mul__ = __rmul__ = __add__

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

    def clear(self) -> None:
        self._codec.write(self._node, self._name, {})

    def popitem(self) -> Any:
        if not self:
            raise KeyError("popitem(): dictionary is empty")
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
