"""What the hub's library and its list of restricted techniques ask of plugins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True)
class ResourceFile:
    """``path`` is where the content lies, to be read only."""

    name: str
    sha256: str
    size: int
    path: Path


@dataclass(frozen=True)
class ResourceFacts:
    """A version that was submitted; ``clinical``, ``model`` and ``teaching`` are its three groups of metadata."""

    title: str
    kind: str
    body_system: str
    organ: str
    pathology: str
    specialty: str
    licence: str
    clinical: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    teaching: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[ResourceFile, ...] = ()


@dataclass(frozen=True)
class ResourceFinding:
    """One thing that a check found: ``severity`` ``"stop"`` keeps it out of review; ``file`` is empty where it concerns
    the whole."""

    code: str
    severity: Literal["stop", "warning", "note"]
    english: str
    chinese: str
    file: str = ""


@dataclass(frozen=True)
class TechniqueSource:
    """A list of restricted techniques: ``file`` is JSON, ``osteo.techniques/1`` (docs/hub.md)."""

    name: str
    title: str
    file: Path
