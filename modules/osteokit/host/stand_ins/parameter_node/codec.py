"""The base of all codecs: a value of one type in a parameter node."""

from collections.abc import Callable, Iterator, MutableMapping, MutableSequence
from contextlib import contextmanager
from typing import Any

from osteokit.host.stand_ins.parameter_node.validators import Validator


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
    if isinstance(value, MutableSequence):
        return [detached(item) for item in value]
    if isinstance(value, tuple):
        return tuple(detached(item) for item in value)
    if isinstance(value, MutableMapping):
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
