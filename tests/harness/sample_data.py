"""A stand-in of the desktop's module SampleData: its rules for a source, and what a press of its button does.

Rules taken from Slicer's ``SampleDataLogic``: a source has as many names as addresses, none of the two may be absent,
and a source with a ``customDownloader`` is loaded by calling that with the source.
"""

from types import ModuleType
from typing import Any

import slicer

_PER_FILE = ("uris", "fileNames", "nodeNames", "checksums", "loadFiles", "loadFileTypes")


class SampleDataSource:
    def __init__(self, sampleName: str, thumbnailFileName: str | None, customDownloader: Any, **per_file: Any) -> None:
        self.sampleName, self.thumbnailFileName, self.customDownloader = sampleName, thumbnailFileName, customDownloader
        many = isinstance(per_file["uris"], (list, tuple))
        for name in _PER_FILE:
            value = per_file.get(name)
            if isinstance(per_file["uris"], str):
                value = [value]
            elif many and value is None and name not in ("uris", "fileNames"):
                value = [None] * len(per_file["uris"])
            setattr(self, name, value)
        if len({len(getattr(self, name)) for name in _PER_FILE}) != 1:  # TypeError where one is absent, as there
            raise ValueError("All fields of sample data source must have the same length")


class SampleDataLogic:
    @staticmethod
    def registerCustomSampleDataSource(
        category: str = "Custom",
        sampleName: Any = None,
        uris: Any = None,
        fileNames: Any = None,
        nodeNames: Any = None,
        customDownloader: Any = None,
        thumbnailFileName: Any = None,
        loadFileTypes: Any = None,
        loadFiles: Any = None,
        loadFileProperties: Any = None,
        checksums: Any = None,
        loadFileType: Any = None,
    ) -> None:
        if loadFileType is not None and loadFileTypes is not None:
            raise ValueError("loadFileType and loadFileTypes cannot be specified at the same time")
        source = SampleDataSource(
            sampleName, thumbnailFileName, customDownloader, uris=uris, fileNames=fileNames, nodeNames=nodeNames,
            checksums=checksums, loadFiles=loadFiles, loadFileTypes=loadFileTypes or loadFileType,
        )  # fmt: skip
        if not hasattr(slicer.modules, "sampleDataSources"):
            slicer.modules.sampleDataSources = {}
        slicer.modules.sampleDataSources.setdefault(category, []).append(source)


def press(category: str, name: str) -> Any:
    """What a press of a sample's button does."""
    (source,) = [one for one in slicer.modules.sampleDataSources[category] if one.sampleName == name]
    return source.customDownloader(source)


def sample_data_module() -> ModuleType:
    module = ModuleType("SampleData")
    module.SampleDataLogic, module.SampleDataSource = SampleDataLogic, SampleDataSource
    return module
