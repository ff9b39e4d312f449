"""The Orthancs of hospitals as sources of a referral's images; see README.md. ``OSTEO_ORTHANC`` names a JSON file."""

from functools import partial

from osteo_orthanc.places import read_places
from osteokit.plugins import hookimpl
from osteokit.plugins.image_sources import ImageSource


@hookimpl
def osteo_image_sources() -> list[ImageSource]:
    """``osteo pacs query NAME`` for each Orthanc of the file."""
    return [ImageSource(one.name, one.title, partial(one.access)) for one in read_places()]
