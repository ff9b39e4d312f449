"""Parameter packs: typed groups of parameters, stored as ``name.member``."""

import typing
from typing import Any

from osteokit.host.stand_ins.parameter_node.codec import Codec, Default, detached
from osteokit.host.stand_ins.parameter_node.codecs import codec_of, split_annotated
from osteokit.host.stand_ins.parameter_node.validators import IsInstance, NotNone


def members_of(class_type: type) -> dict[str, tuple[Any, Codec, Any]]:
    """Type, codec and default value of every annotated member, in the order of the class."""
    result = {}
    for name, annotated in typing.get_type_hints(class_type, include_extras=True).items():
        codec = codec_of(annotated)
        defaults = [extra.value for extra in split_annotated(annotated)[1] if isinstance(extra, Default)]
        default = getattr(class_type, name) if hasattr(class_type, name) else defaults[0] if defaults else None
        given = hasattr(class_type, name) or bool(defaults)
        result[name] = (annotated, codec, default if given else codec.default())
    return result


def data_type(members: dict[str, tuple[Any, Codec, Any]], name: str) -> Any:
    """The annotated type of a member, named with dots where it lies in a pack."""
    top, _, rest = name.partition(".")
    if top not in members:
        raise ValueError(f"Cannot find a param with the given name: {top}; there are {', '.join(members)}")
    annotated = members[top][0]
    return split_annotated(annotated)[0].dataType(rest) if rest else annotated


def isParameterPack(obj: Any) -> bool:
    return getattr(obj, "_is_parameterPack", False)


def parameterPack(classtype: Any = None) -> Any:
    """Class decorator: checked members, an ``__init__`` by position or name, equality, ``getValue``/``setValue``."""
    return _make_pack if classtype is None else _make_pack(classtype)


def _make_pack(class_type: Any) -> Any:
    members = members_of(class_type)
    if not members:
        raise ValueError(f"{class_type.__name__} has no annotated member")
    for name, (_, codec, default) in members.items():
        try:
            codec.check(default)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"{class_type.__name__}.{name}: its default {default!r} is not allowed: {error}"
            ) from error
        setattr(class_type, name, _member(name, codec))
    own_init = class_type.__dict__.get("__init__")

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        for name, (_, _, default) in members.items():
            setattr(self, name, default)
        if own_init is not None:
            own_init(self, *args, **kwargs)
            return
        if len(args) > len(members):
            raise TypeError(f"{class_type.__name__} takes {len(members)} values, {len(args)} were given")
        positional = dict(zip(members, args, strict=False))
        for name in kwargs:
            if name not in members:
                raise TypeError(f"{class_type.__name__} has no member {name!r}")
            if name in positional:
                raise TypeError(f"{class_type.__name__}: {name!r} was given twice")
        for name, value in {**positional, **kwargs}.items():
            setattr(self, name, value)

    def getValue(self: Any, name: str) -> Any:
        top, _, rest = name.partition(".")
        if top not in members:
            raise ValueError(f"{class_type.__name__} has no member {top!r}")
        value = getattr(self, top)
        if rest and not isParameterPack(value):
            raise ValueError(f"{class_type.__name__}.{top} is no pack and has no member {rest!r}")
        return value.getValue(rest) if rest else value

    def setValue(self: Any, name: str, value: Any) -> None:
        top, _, rest = name.partition(".")
        if rest:
            getValue(self, name)
            getValue(self, top).setValue(rest, value)
        else:
            getValue(self, top)
            setattr(self, top, value)

    def detached_pack(self: Any) -> Any:
        copy = class_type.__new__(class_type)
        for name in members:
            setattr(copy, name, detached(getattr(self, name)))
        return copy

    def equal(self: Any, other: Any) -> bool:
        return isinstance(other, class_type) and all(getattr(self, n) == getattr(other, n) for n in members)

    def text(self: Any) -> str:
        return f"{class_type.__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in members)})"

    class_type.__init__, class_type.getValue, class_type.setValue = __init__, getValue, setValue
    class_type.detached = detached_pack
    class_type.dataType = staticmethod(lambda name: data_type(members, name))
    class_type.allParameters = members
    class_type._is_parameterPack = True
    class_type._pack_codec = classmethod(lambda cls: PackCodec(class_type, members))
    class_type._store = None
    class_type.__setattr__ = _set_known
    if "__eq__" not in class_type.__dict__:
        class_type.__eq__ = equal
        class_type.__hash__ = None
    if "__repr__" not in class_type.__dict__:
        class_type.__repr__ = text
    return class_type


def _set_known(self: Any, name: str, value: Any) -> None:
    """A pack in a node takes no new attributes: they would be lost without a word."""
    if self._store is not None and not hasattr(self, name):
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r} and none can be added")
    object.__setattr__(self, name, value)


def _member(name: str, codec: Codec) -> property:
    """A checked member; in a pack that lives in a node it reads and writes there."""

    def get(self: Any) -> Any:
        if self._store is None:
            return self.__dict__[f"_{name}"]
        node, prefix = self._store
        return codec.load(node, f"{prefix}.{name}")

    def put(self: Any, value: Any) -> None:
        if self._store is None:
            codec.check(value)
            self.__dict__[f"_{name}"] = value
        else:
            node, prefix = self._store
            codec.write(node, f"{prefix}.{name}", value)

    return property(get, put)


class PackCodec(Codec):
    def __init__(self, kind: Any, members: dict[str, tuple[Any, Codec, Any]]) -> None:
        self.validators = (NotNone(), IsInstance(kind))
        self._kind, self._members = kind, members

    def default(self) -> Any:
        return self._kind()

    def stored(self, node: Any, name: str) -> bool:
        first, (_, codec, _) = next(iter(self._members.items()))
        return codec.stored(node, f"{name}.{first}")

    def save(self, node: Any, name: str, value: Any) -> None:
        for member, (_, codec, _) in self._members.items():
            codec.save(node, f"{name}.{member}", getattr(value, member))

    def load(self, node: Any, name: str) -> Any:
        pack = self._kind.__new__(self._kind)
        pack._store = (node, name)
        return pack

    def forget(self, node: Any, name: str) -> None:
        for member, (_, codec, _) in self._members.items():
            codec.forget(node, f"{name}.{member}")
