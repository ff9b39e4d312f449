"""A new plugin's package: two example hooks to fill, and tests that pass."""

import keyword
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_folder

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_PLACES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "init.py": "{name}/__init__.py",
    "stock.py": "{name}/stock.py",
    "approval.py": "{name}/approval.py",
    "test.py": "tests/test_{name}.py",
}
"""Where each template goes."""


def new_plugin(name: str, parent: Path) -> Path:
    """Write the package ``name`` into a new folder of that name below ``parent``; the folder.

    Raises
    ------
    OsteoError
        The name cannot be one of a package, or is taken; the folder is there already or cannot be written.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise OsteoError(f"{name!r} cannot name a plugin: use small letters, digits and _, such as our_hospital.")
    if name in sys.stdlib_module_names or find_spec(name) is not None:
        raise OsteoError(f"There is a Python package {name} here already; choose another name.")
    folder = parent / name
    if folder.exists():
        raise OsteoError(f"{folder} is there already; nothing was written. Choose another name or another folder.")
    with whole_folder(folder) as temporary:
        for place, content in written(name):
            target = temporary / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
    return folder


def written(name: str) -> Iterator[tuple[str, str]]:
    """Each file of the package: its place and its content."""
    templates = files("osteokit.plugins").joinpath("resources/new_plugin")
    for template, place in _PLACES.items():
        text = templates.joinpath(f"{template}.txt").read_text(encoding="utf-8")
        yield place.format(name=name), text.replace("@NAME@", name).replace("@DASHED@", name.replace("_", "-"))
