"""``slicer.app`` and ``slicer.modules`` as far as logic and ``slicer.util`` need them without the desktop."""

import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from osteokit.host.scene import SceneWithLogics
from osteokit.host.vtk_messages import caught_messages


class HeadlessModule:
    """One entry of ``slicer.modules``."""

    def __init__(self, logic: Any, path: str = "") -> None:
        self._logic = logic
        self.path = path

    def logic(self) -> Any:
        return self._logic


class HeadlessModules(SimpleNamespace):
    """``slicer.modules``: the logics of the wheel; scripted modules are added by :meth:`add_scripted`."""

    def add_scripted(self, name: str, path: Path) -> None:
        """Let ``slicer.util.modulePath(name)`` and ``resourcePath`` find a scripted module's file."""
        setattr(self, name.lower(), HeadlessModule(None, str(path)))


class HeadlessApplication:
    """``slicer.app`` without Qt: no layout, no dialogs, files in and out."""

    applicationName = "Slicer (headless)"
    documentationBaseUrl = "https://slicer.readthedocs.io/en/latest/"

    def __init__(self, host: SceneWithLogics) -> None:
        self._host = host
        self._files = FileManager(host)
        self.temporaryPath = tempfile.gettempdir()

    def coreIOManager(self) -> "FileManager":
        return self._files

    ioManager = coreIOManager

    def applicationLogic(self) -> Any:
        return self._host.application_logic

    def mrmlScene(self) -> Any:
        return self._host.scene

    def moduleDocumentationUrl(self, name: str) -> str:
        return f"{self.documentationBaseUrl}user_guide/modules/{name.lower()}.html"

    def translate(self, context: str, text: str) -> str:
        return text

    def layoutManager(self) -> None:
        return None

    def testingEnabled(self) -> bool:
        """True: ``slicer.util`` then logs its messages instead of opening a window."""
        return True

    def processEvents(self) -> None: ...

    def pauseRender(self) -> None: ...

    def resumeRender(self) -> None: ...


_READERS = {
    "VolumeFile": "vtkMRMLScalarVolumeNode",
    "ModelFile": "vtkMRMLModelNode",
    "SegmentationFile": "vtkMRMLSegmentationNode",
    "MarkupsFile": "vtkMRMLMarkupsFiducialNode",
    "TransformFile": "vtkMRMLTransformNode",
    "TableFile": "vtkMRMLTableNode",
}
_SUFFIXES = (
    ((".seg.nrrd", ".seg.nhdr"), "SegmentationFile"),
    ((".mrk.json", ".fcsv"), "MarkupsFile"),
    ((".mrb", ".mrml"), "SceneFile"),
    ((".nrrd", ".nii", ".nii.gz", ".mha", ".mhd"), "VolumeFile"),
    ((".stl", ".vtk", ".ply", ".obj", ".vtp"), "ModelFile"),
    ((".h5", ".tfm"), "TransformFile"),
    ((".csv", ".tsv"), "TableFile"),
)


class FileManager:
    """``slicer.app.coreIOManager()``: what ``slicer.util`` loads and saves with; False means failed."""

    def __init__(self, host: SceneWithLogics) -> None:
        self._host = host

    def fileType(self, filename: str) -> str:
        name = str(filename).lower()
        return next((kind for suffixes, kind in _SUFFIXES if name.endswith(suffixes)), "NoFile")

    def fileWriterFileType(self, node: Any) -> str:
        return next((kind for kind, class_name in _READERS.items() if node.IsA(class_name)), "NoFile")

    def registeredFileReaderCount(self, fileType: str) -> int:
        return int(fileType in _READERS or fileType == "SceneFile")

    def loadNodes(self, fileType: str, properties: dict[str, Any], loaded: Any, messages: Any = None) -> bool:
        name = str(properties["fileName"])
        scene = self._host.scene
        with caught_messages():
            if fileType == "SceneFile":
                return bool(scene.ReadFromMRB(name, True) if name.endswith(".mrb") else _import_scene(scene, name))
            if fileType not in _READERS or not Path(name).is_file():
                return False
            if fileType == "VolumeFile":
                node = self._host.logics["volumes"].AddArchetypeVolume(name, Path(name).name.split(".")[0])
            else:
                node = scene.AddNewNodeByClass(_READERS[fileType], Path(name).name.split(".")[0])
                node.AddDefaultStorageNode()
                node.GetStorageNode().SetFileName(name)
                if not node.GetStorageNode().ReadData(node):
                    scene.RemoveNode(node)
                    node = None
                elif node.IsA("vtkMRMLDisplayableNode"):
                    node.CreateDefaultDisplayNodes()
        if node is None:
            return False
        loaded.AddItem(node)
        return True

    def saveNodes(self, fileType: str, properties: dict[str, Any], messages: Any = None) -> bool:
        name = str(properties["fileName"])
        scene = self._host.scene
        with caught_messages():
            if fileType == "SceneFile":
                if name.endswith(".mrb"):
                    return bool(scene.WriteToMRB(name))
                scene.SetURL(name)
                return bool(scene.Commit(name))
            node = scene.GetNodeByID(properties["nodeID"])
            node.AddDefaultStorageNode()
            storage = node.GetStorageNode()
            if storage is None:
                return False
            storage.SetFileName(name)
            # WriteData may answer 1 and leave no file
            return bool(storage.WriteData(node)) and Path(name).is_file()


def _import_scene(scene: Any, name: str) -> bool:
    scene.SetURL(name)
    return bool(scene.Import())
