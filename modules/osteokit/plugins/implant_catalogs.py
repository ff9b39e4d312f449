"""Implant catalogues that plugins bring: folders in the format of ``osteo.implants/1`` (docs/implants.md)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ImplantCatalog:
    """A catalogue by name.

    Attributes
    ----------
    name : str
        The name in the package's ``catalogue.json``.
    title : str
        What it is, for the list of plugins.
    folder : Path
        Of the package.
    """

    name: str
    title: str
    folder: Path


def all_implant_catalogs() -> tuple[ImplantCatalog, ...]:
    """Every catalogue of every working plugin, by name."""
    from osteokit.plugins.manager import plugin_manager

    return plugin_manager().implant_catalogs()
