"""A message as JSON and back: for people who look at it, and for tests of whole installations."""

import base64
import dataclasses
import json
import types
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.tracking.igtl.contents.queries import STREAMS_WITH_RATE, Query, Reply, StartTracking, Unknown
from osteokit.tracking.igtl.header import Envelope
from osteokit.tracking.igtl.messages import TYPES, Content, Message

FORMAT = "osteo.igtl/1"

READABLE = 4096
"""Numbers; larger arrays are written as base64 of their bytes."""


def to_json(message: Message) -> dict[str, Any]:
    """The message as plain values; the same bytes come of it again by :func:`from_json`."""
    return {
        "format": FORMAT,
        "type": message.type_name,
        "envelope": _plain(message.envelope),
        "content": _plain(message.content),
    }


def from_json(document: dict[str, Any]) -> Message:
    """The message in a document of :func:`to_json`.

    Raises
    ------
    OsteoError
        The document is another one, or lacks something.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise OsteoError(f"This is no message as `osteo igtl dump` writes it (format {FORMAT}).")
    try:
        kind = str(document["type"])
        content = _value(_class_of(kind, document["content"]), document["content"])
        return Message(content, _value(Envelope, document["envelope"]))
    except (KeyError, TypeError, ValueError) as error:
        raise OsteoError(f"The message lacks something, or has a value of the wrong kind: {error}.") from error


def dumps(message: Message) -> str:
    """:func:`to_json` as text; characters of all languages stand as they are."""
    document = to_json(message)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # bytes that were no UTF-8
        return json.dumps(document, indent=2)
    return text


def _class_of(kind: str, content: dict[str, Any]) -> type[Content]:
    if "content" in content:
        return Unknown
    if kind in TYPES:
        return TYPES[kind]
    if kind in STREAMS_WITH_RATE and "interval_ms" in content:
        return StartTracking
    return Reply if "succeeded" in content else Query


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return _plain_array(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return dict(value)
    return value


def _plain_array(array: np.ndarray) -> dict[str, Any]:
    head = {"dtype": array.dtype.str, "shape": list(array.shape)}
    if array.size <= READABLE and array.dtype.kind != "c" and np.isfinite(array).all():
        return {**head, "values": array.tolist()}
    return {**head, "base64": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")}


def _value(kind: Any, plain: Any) -> Any:
    """``plain`` as the type that a field is annotated with."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{one.name: _value(hints[one.name], plain[one.name]) for one in dataclasses.fields(kind)})
    if kind is np.ndarray:
        return _array(plain)
    if kind is bytes:
        return base64.b64decode(plain, validate=True)
    if isinstance(kind, types.UnionType):  # only "... | None" occurs
        return None if plain is None else _value(get_args(kind)[0], plain)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        each = inner[:1] * len(plain) if inner[-1] is Ellipsis else inner
        return tuple(_value(one, value) for one, value in zip(each, plain, strict=True))
    return plain


def _array(plain: dict[str, Any]) -> np.ndarray:
    dtype, shape = np.dtype(plain["dtype"]), tuple(plain["shape"])
    if "base64" in plain:
        return np.frombuffer(base64.b64decode(plain["base64"], validate=True), dtype=dtype).reshape(shape)
    return np.array(plain["values"], dtype=dtype).reshape(shape)
