"""What the desktop lets Python touch, by class: ``widgets.json``."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "widgets.json"


@dataclass(frozen=True)
class Api:
    """Of one class, bases outside Qt included: properties (name -> (type, writable)), callables, signals."""

    name: str
    qt_base: str
    properties: dict[str, tuple[str, bool]]
    methods: frozenset[str]
    signals: frozenset[str]

    @property
    def signal_names(self) -> frozenset[str]:
        return frozenset(signature.split("(")[0] for signature in self.signals)


@cache
def _classes() -> dict:
    return json.loads(_FILE.read_text(encoding="utf-8"))["classes"]


def known(name: str) -> bool:
    return name in _classes()


@cache
def api_of(name: str) -> Api:
    """The API of a class; raises KeyError for a class that the desktop does not have."""
    entry = _classes()[name]
    properties: dict[str, tuple[str, bool]] = {}
    methods: set[str] = set()
    signals: set[str] = set()
    qt_base = "QWidget"
    for base in entry["bases"]:
        if base in _classes():
            above = api_of(base)
            properties |= above.properties
            methods |= above.methods
            signals |= above.signals
            qt_base = above.qt_base
        elif base.startswith("Q"):
            qt_base = base
    properties |= {item["name"]: (item["type"], item["writable"]) for item in entry.get("properties", ())}
    for declaration in (*entry.get("slots", ()), *entry.get("invokables", ())):
        methods.add(_name(declaration))
    signals |= {signature_of(declaration) for declaration in entry.get("signals", ())}
    return Api(name, qt_base, properties, frozenset(methods), frozenset(signals))


def _name(declaration: str) -> str:
    match = re.search(r"([A-Za-z_]\w*)\s*\(", declaration)
    assert match is not None, declaration
    return match.group(1)


def signature_of(declaration: str) -> str:
    """``void currentNodeChanged(vtkMRMLNode* node)`` as ``connect`` wants it: ``currentNodeChanged(vtkMRMLNode*)``."""
    inside = declaration[declaration.index("(") + 1 : declaration.rindex(")")]
    kinds = []
    for argument in filter(None, (part.strip() for part in inside.split(","))):
        words = argument.split("=")[0].replace("const ", "").replace("&", "").strip()
        match = re.match(r"((?:unsigned )?[\w:<>]+\s*\*?)\s*\w*$", words)
        kinds.append((match.group(1) if match else words).replace(" ", ""))
    return f"{_name(declaration)}({','.join(kinds)})"
