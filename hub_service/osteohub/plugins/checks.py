"""What plugins say of a submitted version, asked in the process that does the hub's own checks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteohub.plugins.registry import HubPlugins, PluginNo
from osteokit.plugins.hub_library import ResourceFacts, ResourceFile
from osteokit.plugins.installed import installed

if TYPE_CHECKING:
    from osteohub.library.models import Version

DEADLINE_S = 300.0
_TOLD = ("title", "kind", "body_system", "organ", "pathology", "specialty", "licence", "clinical", "model", "teaching")


def question(version: "Version", plugins: HubPlugins | None) -> dict[str, Any]:
    """What the process is told, as JSON: the description, and which plugins are switched off."""
    if plugins is None or plugins.is_empty:
        return {}
    told = {name: getattr(version, name) for name in _TOLD}
    sums = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in version.files]
    return {"resource": told, "sums": sums, "switched_off": dict(plugins.switched_off())}


def findings(asked: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the installed plugins find; one that fails is a finding that stops the version."""
    if "resource" not in asked:
        return []
    paths = {one["name"]: Path(one["path"]) for one in asked["files"]}
    files = tuple(ResourceFile(**one, path=paths[one["name"]]) for one in asked["sums"])
    plugins = HubPlugins(installed(), lambda: asked["switched_off"])
    try:
        return _asked(plugins, ResourceFacts(**asked["resource"], files=files))
    finally:
        plugins.close()


def _asked(plugins: HubPlugins, resource: ResourceFacts) -> list[dict[str, str]]:
    try:
        found: Mapping[str, Sequence[Any]] = plugins.decide("hub_resource_checks", DEADLINE_S, resource=resource)
    except PluginNo as refusal:
        chinese = refusal.chinese or f"插件检查未通过：{refusal}"
        return [{"code": "plugin", "severity": "stop", "file": "", "english": str(refusal), "chinese": chinese}]
    return [
        {"code": one.code, "severity": _SEVERITY[one.severity], "file": one.file, "english": one.english,
         "chinese": one.chinese or one.english}
        for answers in found.values()
        for one in answers
    ]  # fmt: skip


_SEVERITY = {"stop": "stop", "warning": "warning", "note": "good"}
