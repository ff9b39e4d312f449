"""A real chest CT in Slicer's Sample Data module (LIDC-IDRI-0001, CC BY 3.0), fetched only when it is asked for."""

from pathlib import Path
from typing import Any


def load_sample(source: Any = None) -> Any:
    """Fetch (once) and open the CT; the volume node."""
    from BoneSegmentationLib.logic import BoneSegmentationLogic
    from osteokit.imaging.read import read_volume
    from osteokit.imaging.sample import sample_ct

    return BoneSegmentationLogic().addVolume(read_volume(sample_ct()))


def register(thumbnail: Path) -> None:
    import SampleData

    SampleData.SampleDataLogic.registerCustomSampleDataSource(
        category="SlicerOsteo",
        sampleName="OsteoChestCT",
        thumbnailFileName=str(thumbnail),
        uris=None,
        fileNames=None,
        nodeNames="LIDC-IDRI-0001",
        customDownloader=load_sample,
        loadFileType=None,
    )
