"""Which plugins are installed here: entry points of the group ``osteo``."""

from importlib.metadata import EntryPoint, entry_points

GROUP = "osteo"


def installed() -> tuple[EntryPoint, ...]:
    """By name; of two with one name only the first is taken."""
    found: dict[str, EntryPoint] = {}
    for one in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        found.setdefault(one.name, one)
    return tuple(found.values())
