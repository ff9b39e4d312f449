"""Which plugins somebody has switched off: a small file of the person, or of a hub's folder."""

import json
import os
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file

DISABLE_VARIABLE = "OSTEO_DISABLE_PLUGINS"
"""Names, separated by commas, of plugins that this machine shall not load; ``*`` for all."""


def own_file() -> Path:
    """Of the person: ``slicerosteo/plugins.json`` where settings are kept."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or Path.home() / ".config"
    return Path(base) / "slicerosteo" / "plugins.json"


def read_switches(file: Path) -> frozenset[str]:
    """Names that the file switches off; none where there is no file.

    Raises
    ------
    OsteoError
        The file is damaged.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        names = content["disabled"]
        if not all(isinstance(name, str) for name in names):
            raise ValueError("names are texts")
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OsteoError(f"{file} cannot be read; remove it and switch plugins off anew.") from error
    return frozenset(names)


def switch(file: Path, name: str, is_on: bool) -> None:
    """Remember that a plugin is wanted or not.

    Raises
    ------
    OsteoError
        The file is damaged or cannot be written.
    """
    off = set(read_switches(file))
    off = off - {name} if is_on else off | {name}
    with whole_file(file) as temporary:
        temporary.write_text(json.dumps({"disabled": sorted(off)}, ensure_ascii=False) + "\n", encoding="utf-8")


def switched_off(file: Path) -> dict[str, str]:
    """Names that are switched off here, each with why; ``*`` is all. A damaged file switches all off: nobody knows
    which one was not wanted."""
    named = {name.strip() for name in os.environ.get(DISABLE_VARIABLE, "").split(",")}
    why = {name: f"switched off here by {DISABLE_VARIABLE}" for name in named if name}
    try:
        return dict.fromkeys(read_switches(file), f"switched off in {file}") | why
    except OsteoError as refusal:
        return {"*": str(refusal)}
