"""A MRML scene that knows the node types of volumes, models, markups, segmentations, tables, colours and sequences."""

import tempfile
from typing import Any

from osteokit.base.errors import OsteoError
from osteokit.host.vtk_messages import caught_messages

_LOGICS = {
    "volumes": "vtkSlicerVolumesLogic",
    "models": "vtkSlicerModelsLogic",
    "markups": "vtkSlicerMarkupsLogic",
    "segmentations": "vtkSlicerSegmentationsModuleLogic",
    "subjecthierarchy": "vtkSlicerSubjectHierarchyModuleLogic",
    "tables": "vtkSlicerTablesLogic",
    "texts": "vtkSlicerTextsLogic",
    "colors": "vtkSlicerColorLogic",
    "transforms": "vtkSlicerTransformLogic",
    "cropvolume": "vtkSlicerCropVolumeLogic",
    "sequences": "vtkSlicerSequencesLogic",
}


def slicer_package() -> Any:
    """The ``slicer`` package of the desktop or of the slicer-core wheel.

    Raises
    ------
    OsteoError
        Neither is there.
    """
    try:
        import slicer
    except ImportError as error:
        raise OsteoError(
            'Scenes need 3D Slicer or its Python package: pip install "slicerosteo[headless]" adds it.'
        ) from error
    return slicer


def release_label_maps(segmentation: Any) -> None:
    """Take the voxels of a vtkSegmentation from its segments, before they are removed.

    Removing a segment from a shared label map erases its voxels there, which takes half a second per segment in a
    large CT; nobody looks at them any more.
    """
    for number in range(segmentation.GetNumberOfSegments()):
        segmentation.GetNthSegment(number).RemoveAllRepresentations()


class SceneWithLogics:
    """A private scene and the module logics that registered their node types with it; keep it while in use.

    Attributes
    ----------
    scene : vtkMRMLScene
    application_logic : vtkSlicerApplicationLogic
    logics : dict of str
        By module name (``"segmentations"``), as ``slicer.modules`` has them.
    """

    def __init__(self) -> None:
        slicer = slicer_package()
        with caught_messages():
            self.scene = slicer.vtkMRMLScene()
            self.application_logic = slicer.vtkSlicerApplicationLogic()
            self.application_logic.SetMRMLScene(self.scene)
            self._folder = tempfile.TemporaryDirectory(prefix="osteo-scene-")
            self.application_logic.SetTemporaryPath(self._folder.name)
            self.application_logic.SetHomeDirectory(self._folder.name)
            self._set_caches(slicer)
            self.logics = {}
            for name, class_name in _LOGICS.items():
                logic = getattr(slicer, class_name)()
                logic.SetMRMLApplicationLogic(self.application_logic)
                logic.SetMRMLScene(self.scene)
                self.application_logic.SetModuleLogic(name.capitalize(), logic)
                self.logics[name] = logic
            self.application_logic.SetColorLogic(self.logics["colors"])

    def _set_caches(self, slicer: Any) -> None:
        """Reading a .mrb answers False unless the scene has these two; the cache walks its whole folder."""
        self._cache = slicer.vtkCacheManager()
        self._cache.SetRemoteCacheDirectory(self._folder.name)
        self._cache.SetMRMLScene(self.scene)
        self.scene.SetCacheManager(self._cache)
        self._io = slicer.vtkDataIOManager()
        self._io.SetCacheManager(self._cache)
        self.scene.SetDataIOManager(self._io)

    def close(self) -> None:
        """Empty the scene and part the logics from it, in the order that leaves nothing observing a dead scene."""
        with caught_messages():
            for number in range(self.scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode")):
                release_label_maps(self.scene.GetNthNodeByClass(number, "vtkMRMLSegmentationNode").GetSegmentation())
            self.scene.Clear(1)
            for logic in reversed(self.logics.values()):
                logic.SetMRMLScene(None)
            self.application_logic.SetMRMLScene(None)
        self._folder.cleanup()
