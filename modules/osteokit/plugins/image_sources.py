"""Image sources that plugins bring: a PACS by a name that people know, with the credentials that the hospital keeps."""

from collections.abc import Callable
from dataclasses import dataclass

from osteokit.base.errors import OsteoError
from osteokit.imaging.dicomweb import Access


@dataclass(frozen=True)
class ImageSource:
    """A DICOMweb service by name.

    Attributes
    ----------
    name : str
        What a person types instead of an address: ``osteo pacs query NAME``.
    title : str
        What it is, for the list.
    access : callable
        ``access() -> Access``: address and credentials, fetched when they are needed; OsteoError where they are not.
    """

    name: str
    title: str
    access: Callable[[], Access]


def all_image_sources() -> tuple[ImageSource, ...]:
    """Every image source of every working plugin, by name."""
    from osteokit.plugins.manager import plugin_manager

    return plugin_manager().image_sources()


def find_image_source(name: str) -> ImageSource:
    """The image source of this name.

    Raises
    ------
    OsteoError
        No working plugin brings it; the sentence lists those that there are.
    """
    sources = {s.name: s for s in all_image_sources()}
    if name in sources:
        return sources[name]
    there = f"sources by name are: {', '.join(sources)}" if sources else "no plugin brings a source by name"
    raise OsteoError(
        f"{name!r} is neither an address like https://pacs.example.org/dicom-web nor a source known here ({there})."
    )
