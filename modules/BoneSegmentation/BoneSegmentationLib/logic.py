"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's; long ones run in a worker."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from BoneSegmentationLib.bones import BoneRow, bone_rows, voxel_counts
from BoneSegmentationLib.click_rules import bone_to_split, missed_seed, seeds_beside
from BoneSegmentationLib.facts import VolumeFacts, facts_of
from BoneSegmentationLib.parameters import BoneSegmentationParameters
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.jobs.background import BackgroundTask, Start, start_process
from osteokit.mrml import subject_hierarchy
from osteokit.mrml.markups_node import seeds_from_node
from osteokit.mrml.segmentation_node import fill_segmentation_node, segment_id, segmentation_from_node
from osteokit.mrml.source import note_source
from osteokit.mrml.volume_node import volume_from_node, volume_to_node
from osteokit.segmentation.seeds import Seed
from osteokit.segmentation.segmentation import Segment, Segmentation

PREVIEW_NAME = "Bone preview"


class BoneSegmentationLogic(ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script.

    Parameters
    ----------
    start : callable
        Starts the worker process; tests put a recorded one here.
    """

    def __init__(self, start: Start = start_process) -> None:
        super().__init__()
        self._start = start

    def getParameterNode(self) -> BoneSegmentationParameters:
        return BoneSegmentationParameters(super().getParameterNode())

    # --- the CT

    def facts(self, volumeNode: Any) -> VolumeFacts:
        """Identity, evenness and sides; a volume that cannot be used has ``refusal`` set instead."""
        try:
            return facts_of(volume_from_node(volumeNode))
        except OsteoError as refusal:
            return VolumeFacts(refusal=str(refusal))

    def addVolume(self, volume: Volume) -> Any:
        """A volume that we read ourselves, as a node below its patient and study."""
        name = volume.source.series_description or "CT"
        node = volume_to_node(volume, slicer.mrmlScene, name)
        note_source(node, volume.source)
        subject_hierarchy.place_node(node, subject_hierarchy.study_item(slicer.mrmlScene, volume.source))
        return node

    def showPreview(self, volumeNode: Any, thresholdHu: float) -> Any:
        """What a threshold alone would call bone, as a hidden segmentation drawn in the slices."""
        from osteokit.segmentation.bone_mask import preview

        volume = volume_from_node(volumeNode)
        mask = preview(volume, thresholdHu)
        node = slicer.mrmlScene.GetFirstNodeByName(PREVIEW_NAME)
        if node is None:
            node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLSegmentationNode", PREVIEW_NAME)
            node.CreateDefaultDisplayNodes()
            node.SetHideFromEditors(True)
            node.SetSaveWithScene(False)
        segments = (Segment(1, "bone_1"),) if mask.any() else ()
        fill_segmentation_node(node, Segmentation(mask.view(np.uint8), volume.ijk_to_ras, segments))
        node.GetDisplayNode().SetVisibility(True)
        return node

    def hidePreview(self) -> None:
        node = slicer.mrmlScene.GetFirstNodeByName(PREVIEW_NAME)
        if node is not None:
            slicer.mrmlScene.RemoveNode(node)

    # --- segmenting

    def segmenters(self) -> list[tuple[str, str, str]]:
        """AI plugins: name, title with the licence of its tasks, and why it cannot run here (empty where it can)."""
        from osteokit.plugins.segmenters import all_segmenters

        found = []
        for plugin in all_segmenters():
            licences = "; ".join(f"{item.task}: {item.licence}" for item in plugin.licences)
            found.append(
                (plugin.name, f"{plugin.title} ({licences})" if licences else plugin.title, plugin.available())
            )
        return found

    def startSegmentation(self, parameters: BoneSegmentationParameters) -> BackgroundTask:
        """Start labelling ``parameters.volume`` by ``parameters.method`` in a worker.

        Raises
        ------
        OsteoError
            The volume, the other segmentation or the clicks are missing or cannot be used.
        """
        from osteokit.jobs import exchange

        if parameters.volume is None:
            raise OsteoError(_("Choose a CT first."))
        volume = volume_from_node(parameters.volume)
        method, _colon, plugin = parameters.method.partition(":")
        request: dict[str, Any] = {"task": method, "bone_hu": parameters.thresholdHu, "segmenter": plugin}
        fills: list[Callable[[Path], None]] = [lambda folder: exchange.save_volume(volume, folder)]
        if method == "refine":
            if parameters.coarse is None:
                raise OsteoError(_("Choose the segmentation that is to be refined."))
            coarse = segmentation_from_node(parameters.coarse, parameters.volume)
            fills.append(lambda folder: exchange.save_segmentation(coarse, folder))
        clicks = seeds_from_node(parameters.seeds) if parameters.seeds is not None else ()
        if method == "segmenter" and clicks:
            request["has_seeds"] = True
            fills.append(lambda folder: exchange.save_seeds(clicks, folder))
        if method == "seeds":
            if not clicks:
                raise OsteoError(_("Click once on each bone first: press Place clicks."))
            present = self._present(parameters)
            beside = clicks if present is None else seeds_beside(present, clicks, parameters.seeds)
            return self._startSeeds(volume, present, beside)
        return BackgroundTask(request, lambda folder: [fill(folder) for fill in fills], self._start)

    def startMissed(
        self, parameters: BoneSegmentationParameters, point_ras: np.ndarray, language: str
    ) -> BackgroundTask:
        """Start adding the bone at a click; all others stay as they are. Ends with :meth:`finishSegmentation`.

        Raises
        ------
        OsteoError
            No CT is chosen, or a bone is there already.
        """
        if parameters.volume is None:
            raise OsteoError(_("Choose a CT first."))
        present = self._present(parameters)
        seed = missed_seed(present, point_ras, language)
        return self._startSeeds(volume_from_node(parameters.volume), present, (seed,))

    def _present(self, parameters: BoneSegmentationParameters) -> Segmentation | None:
        node = parameters.segmentation
        if node is None or node.GetSegmentation().GetNumberOfSegments() == 0:
            return None
        return segmentation_from_node(node, parameters.volume)

    def _startSeeds(self, volume: Volume, present: Segmentation | None, clicks: Sequence[Seed]) -> BackgroundTask:
        from osteokit.jobs import exchange

        def fill(folder: Path) -> None:
            exchange.save_volume(volume, folder)
            exchange.save_seeds(clicks, folder)
            if present is not None:
                exchange.save_segmentation(present, folder)

        return BackgroundTask({"task": "seeds", "keep": present is not None}, fill, self._start)

    def finishSegmentation(self, task: BackgroundTask, parameters: BoneSegmentationParameters, language: str) -> Any:
        """Put a finished task's bones into the segmentation node (made where none is chosen); returns the node."""
        from osteokit.jobs.exchange import load_segmentation

        segmentation = load_segmentation(task.folder)
        if parameters.segmentation is None:
            node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLSegmentationNode", _("Bones"))
            node.CreateDefaultDisplayNodes()
            subject_hierarchy.place_node(node, subject_hierarchy.parent_of(parameters.volume))
            parameters.segmentation = node
        self._show(parameters, segmentation, language)
        return parameters.segmentation

    def _show(self, parameters: BoneSegmentationParameters, segmentation: Segmentation, language: str) -> None:
        node = parameters.segmentation
        if node.GetDisplayNode() is None:
            node.CreateDefaultDisplayNodes()
        fill_segmentation_node(node, segmentation, language)
        role = node.GetReferenceImageGeometryReferenceRole()
        node.SetNodeReferenceID(role, parameters.volume.GetID())
        node.GetDisplayNode().SetVisibility(True)

    # --- the bones

    def bones(self, parameters: BoneSegmentationParameters) -> list[BoneRow]:
        """The rows of the table."""
        node = parameters.segmentation
        if node is None or parameters.volume is None:
            return []
        voxel_mm3 = float(np.prod(parameters.volume.GetSpacing()))
        return bone_rows(node, voxel_counts(node), voxel_mm3)

    def setVisible(self, parameters: BoneSegmentationParameters, identifier: str, visible: bool) -> None:
        parameters.segmentation.GetDisplayNode().SetSegmentVisibility(identifier, visible)

    def jumpTo(self, parameters: BoneSegmentationParameters, identifier: str) -> None:
        """Move all slice views to the middle of a bone."""
        center = parameters.segmentation.GetSegmentCenterRAS(identifier)
        if center is not None:
            slicer.vtkMRMLSliceNode.JumpAllSlices(slicer.mrmlScene, *center, slicer.vtkMRMLSliceNode.CenteredJumpSlice)

    def rename(self, parameters: BoneSegmentationParameters, identifier: str, name: str, language: str) -> None:
        """Give a bone the name that a person typed, in either language.

        Raises
        ------
        OsteoError
            No bone is called so; the nearest names are told.
        """
        from osteokit.segmentation.edit import rename
        from osteokit.segmentation.names import key_of, nearest_names
        from osteokit.segmentation.terminology import term

        key = key_of(name)
        if key is None:
            near = [term(k).chinese if language.startswith("zh") else term(k).english for k in nearest_names(name)]
            hint = _("Did you mean {names}?").format(names=", ".join(near)) if near else _("Choose one from the list.")
            raise OsteoError(_("No bone is called {name}.").format(name=name) + " " + hint)
        self._edit(parameters, language, lambda bones, label: rename(bones, label(identifier), key))

    def merge(self, parameters: BoneSegmentationParameters, identifiers: Sequence[str], language: str) -> None:
        """Make one bone of several; it keeps the name of the first."""
        from osteokit.segmentation.edit import merge

        self._edit(parameters, language, lambda bones, label: merge(bones, [label(one) for one in identifiers]))

    def delete(self, parameters: BoneSegmentationParameters, identifiers: Sequence[str], language: str) -> None:
        from osteokit.segmentation.edit import delete

        def without_all(bones: Segmentation, label: Callable[[str], int]) -> Segmentation:
            return functools.reduce(delete, [label(one) for one in identifiers], bones)

        self._edit(parameters, language, without_all)

    def flipSide(self, parameters: BoneSegmentationParameters, identifier: str, language: str) -> None:
        from osteokit.segmentation.edit import flip_side

        self._edit(parameters, language, lambda bones, label: flip_side(bones, label(identifier)))

    def splitAt(self, parameters: BoneSegmentationParameters, points_ras: np.ndarray, language: str) -> None:
        """Part the bone that all clicks hit, so that each click lies in a part of its own.

        Raises
        ------
        OsteoError
            The clicks hit no bone, or different ones.
        """
        from osteokit.segmentation.edit import split

        def change(bones: Segmentation, label: Callable[[str], int]) -> Segmentation:
            return split(bones, *bone_to_split(bones, points_ras, language))

        self._edit(parameters, language, change)

    def _edit(
        self,
        parameters: BoneSegmentationParameters,
        language: str,
        change: Callable[[Segmentation, Callable[[str], int]], Segmentation],
    ) -> None:
        """Change the segmentation as a value; bones that were hidden stay hidden."""
        node = parameters.segmentation
        content, display = node.GetSegmentation(), node.GetDisplayNode()
        hidden = {row.segment.label for row in self.bones(parameters) if not row.visible}
        before = segmentation_from_node(node, parameters.volume)
        ids = [content.GetNthSegmentID(n) for n in range(content.GetNumberOfSegments())]
        labels = {identifier: content.GetSegment(identifier).GetLabelValue() for identifier in ids}
        after = change(before, labels.__getitem__)
        self._show(parameters, after, language)
        for segment in after.segments:
            display.SetSegmentVisibility(segment_id(segment), segment.label not in hidden)

    # --- clicks

    def startPlacing(self, node: Any) -> None:
        """Let the next clicks in the views place points of a point list."""
        selection = slicer.mrmlScene.GetNodeByID("vtkMRMLSelectionNodeSingleton")
        interaction = slicer.mrmlScene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
        selection.SetReferenceActivePlaceNodeClassName(node.GetClassName())
        selection.SetActivePlaceNodeID(node.GetID())
        interaction.SetPlaceModePersistence(1)
        interaction.SetCurrentInteractionMode(interaction.Place)

    def stopPlacing(self) -> None:
        interaction = slicer.mrmlScene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
        interaction.SetPlaceModePersistence(0)
        interaction.SetCurrentInteractionMode(interaction.ViewTransform)

    def isPlacing(self) -> bool:
        interaction = slicer.mrmlScene.GetNodeByID("vtkMRMLInteractionNodeSingleton")
        return interaction.GetCurrentInteractionMode() == interaction.Place

    def seedNode(self, parameters: BoneSegmentationParameters) -> Any:
        """The point list of the clicks, made where there is none; a point's label is its bone's name."""
        if parameters.seeds is None:
            node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", _("Bone clicks"))
            node.CreateDefaultDisplayNodes()
            node.SetControlPointLabelFormat("F-%d")  # read as "not named yet", whatever the list is called
            parameters.seeds = node
        return parameters.seeds

    def clickNode(self) -> Any:
        """An empty point list for clicks that are used at once; it is not saved."""
        node = slicer.mrmlScene.AddNewNodeByClass("vtkMRMLMarkupsFiducialNode", _("Click"))
        node.CreateDefaultDisplayNodes()
        node.SetSaveWithScene(False)
        return node

    # --- handing on

    def startExport(
        self, parameters: BoneSegmentationParameters, identifiers: Sequence[str], language: str
    ) -> BackgroundTask:
        """Write the bones (all where ``identifiers`` is empty) as the ticked kinds of files, in a worker.

        Raises
        ------
        OsteoError
            There is nothing to export, no folder is chosen or no kind is ticked.
        """
        options = parameters.export
        if not options.folder:
            raise OsteoError(_("Choose the folder for the files first."))
        kinds = [
            kind
            for kind, wanted in (
                ("stl", options.stl), ("obj", options.obj), ("ply", options.ply), ("3mf", options.threemf),
                ("glb", options.glb), ("dicom_seg", options.dicomSeg), ("dicom_stl", options.dicomStl),
            )
            if wanted
        ]  # fmt: skip
        if not kinds:
            raise OsteoError(_("Tick at least one kind of file."))
        request = {"task": "export", "kinds": kinds, "folder": options.folder, "language": language}
        return self._startWithBones(parameters, identifiers, request)

    def _startWithBones(
        self, parameters: BoneSegmentationParameters, identifiers: Sequence[str], request: dict[str, Any]
    ) -> BackgroundTask:
        from osteokit.jobs import exchange

        if parameters.segmentation is None or parameters.volume is None:
            raise OsteoError(_("There are no bones yet: press Find the bones first."))
        volume = volume_from_node(parameters.volume)
        bones = segmentation_from_node(parameters.segmentation, parameters.volume)
        if identifiers:
            content = parameters.segmentation.GetSegmentation()
            chosen = {content.GetSegment(identifier).GetLabelValue() for identifier in identifiers}
            kept = tuple(segment for segment in bones.segments if segment.label in chosen)
            labels = np.where(np.isin(bones.labels, list(chosen)), bones.labels, np.uint16(0))
            bones = Segmentation(labels, bones.ijk_to_ras, kept, bones.warnings)

        def fill(folder: Path) -> None:
            exchange.save_volume(volume, folder)
            exchange.save_segmentation(bones, folder)

        return BackgroundTask(request, fill, self._start)

    # --- PACS

    def startPacsQuery(self, access: dict[str, Any], name: str, patientId: str) -> BackgroundTask:
        request = {"task": "pacs_query", **access, "name": name, "patient_id": patientId}
        return BackgroundTask(request, lambda folder: None, self._start)

    def startPacsRetrieve(self, access: dict[str, Any], studyUid: str) -> BackgroundTask:
        """Fetch a study; its files stay in Slicer's temporary folder, where DICOM SEG later finds them."""
        folder = str(Path(slicer.app.temporaryPath) / "osteo-pacs" / studyUid)
        request = {"task": "pacs_retrieve", **access, "study_uid": studyUid, "folder": folder}
        return BackgroundTask(request, lambda folder: None, self._start)

    def finishPacsRetrieve(self, task: BackgroundTask) -> Any:
        from osteokit.jobs.exchange import load_volume

        return self.addVolume(load_volume(task.folder))

    def startPacsStore(
        self, parameters: BoneSegmentationParameters, access: dict[str, Any], deidentify: bool
    ) -> BackgroundTask:
        """Send DICOM SEG and encapsulated STL of all bones."""
        return self._startWithBones(parameters, (), {"task": "pacs_store", **access, "deidentify": deidentify})
