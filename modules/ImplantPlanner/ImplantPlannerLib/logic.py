"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's; long ones run in a worker."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from ImplantPlannerLib import implant_nodes, scene_plan, screw_views
from ImplantPlannerLib.parameters import ImplantPlannerParameters
from ImplantPlannerLib.plate_hand import PlateInHand
from ImplantPlannerLib.session import ImplantSession
from ImplantPlannerLib.sites import sites_at
from osteokit.base.errors import OsteoError
from osteokit.imaging.volume import Volume
from osteokit.jobs.background import BackgroundTask, Start, start_process
from osteokit.jobs.bone_tasks import load_meshes
from osteokit.jobs.implant_tasks import save_plan
from osteokit.jobs.plan_folder import as_written, write_plan_folder
from osteokit.jobs.plan_gate import Permission
from osteokit.planning.implants.catalogues import Found
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.screws.judge import ScrewReport
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.transform import moved
from osteopanels.scene_bones import add_bone


class ImplantPlannerLogic(ImplantSession, ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script."""

    def __init__(self, start: Start = start_process) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        ImplantSession.__init__(self)
        self._start = start
        self._plate: PlateInHand | None = None
        self._volume: tuple[Any, Volume] | None = None
        self.told: dict[str, Any] = {}

    def getParameterNode(self) -> ImplantPlannerParameters:
        return ImplantPlannerParameters(ScriptedLoadableModuleLogic.getParameterNode(self))

    # --- bones

    def takeModels(self) -> int:
        """Take the models that are named as bones; how many there are now.

        Raises
        ------
        OsteoError
            There is none.
        """
        count = scene_plan.mark_named_models(slicer.mrmlScene)
        if not count:
            raise OsteoError(_("No model is named as a bone: choose a segmentation with named bones."))
        self.takeUp()
        return count

    def startSurfaces(self, segmentationNode: Any) -> BackgroundTask:
        """Make surfaces of the bones of a segmentation, in a worker."""
        from osteokit.jobs.exchange import save_segmentation

        wanted = scene_plan.bones_of_segmentation(segmentationNode)
        return BackgroundTask({"task": "surfaces"}, lambda folder: save_segmentation(wanted, folder), self._start)

    def finishSurfaces(self, task: BackgroundTask, language: str) -> int:
        found = load_meshes(task.folder)
        for key, mesh in found.items():
            add_bone(slicer.mrmlScene, key, mesh, language)
        self.takeUp()
        return len(found)

    def volume(self, node: Any) -> Volume | None:
        """The CT in a volume node, read once; None without one."""
        if node is None:
            return None
        if self._volume is None or self._volume[0] is not node:
            from osteokit.mrml.volume_node import volume_from_node

            self._volume = (node, volume_from_node(node))
        return self._volume[1]

    # --- proposals, in a worker

    def startScrews(self, sites: list[str], parameters: ImplantPlannerParameters) -> BackgroundTask:
        """Look for the widest corridors of sites such as ``"L4-left"`` and take screws that fit."""
        request = {
            "task": "implant_screws",
            "sites": sites,
            "family": parameters.family,
            "margin_mm": parameters.margin,
        }
        return self._worker(request, None)

    def startPlate(
        self, bone: str, site: str, parameters: ImplantPlannerParameters, reference: str = ""
    ) -> BackgroundTask:
        """Try all plates that are made for a site, or take one article."""
        wanted = {"bone": bone, "site": site, "reference": reference, "name": self._plateName(bone, site)}
        request = {"task": "implant_plate", **wanted, "bend": parameters.bend, "screws": parameters.holeScrews}
        return self._worker(request, None)

    def _plateName(self, bone: str, site: str) -> str:
        """A plate at the same site takes the former one's place."""
        return f"plate {site.replace('_', ' ')} {bone.rpartition('_')[2]}"

    def startNail(self, bone: str, volumeNode: Any) -> BackgroundTask:
        """Measure the canal and take the nail that fits."""
        request = {"task": "implant_nail", "bone": bone, "name": f"nail {bone.replace('_', ' ')}"}
        return self._worker(request, self.volume(volumeNode))

    def startHip(self, side: str, volumeNode: Any, parameters: ImplantPlannerParameters) -> BackgroundTask:
        """Size and place cup, liner, head and stem."""
        angles = {"inclination_deg": parameters.inclination, "anteversion_deg": parameters.anteversion}
        request = {"task": "implant_hip", "side": side, "definition": "radiographic", **angles}
        return self._worker(request, self.volume(volumeNode))

    def startKnee(self, side: str, rotation: str, parameters: ImplantPlannerParameters) -> BackgroundTask:
        """Cut femur and tibia by their axes, choose components, bring the tibia under the femur."""
        wish = {
            "rotation": rotation,
            "femoral_varus_deg": parameters.femoralVarus,
            "tibial_varus_deg": parameters.tibialVarus,
            "slope_deg": parameters.slope,
        }
        return self._worker({"task": "implant_knee", "side": side, "wish": wish}, None)

    def _worker(self, request: dict[str, Any], volume: Volume | None) -> BackgroundTask:
        plan, meshes = self._plan(), dict(self._meshes)
        named = {**request, "variant": self.variant.name}
        return BackgroundTask(named, lambda folder: save_plan(plan, meshes, volume, folder), self._start)

    def finish(self, task: BackgroundTask, what: str) -> dict[str, Any]:
        """Take over what a worker proposed; what it told beside."""
        result = dict(task.state.result)
        self.takeVariant(result.pop("plan"), what)
        self.told = result
        return result

    # --- screws in the hand

    def screwReport(self, name: str, volumeNode: Any) -> ScrewReport:
        """A screw as its line lies now; its model follows and takes the colour of its grade.

        Raises
        ------
        OsteoError
            There is no such screw, or the CT does not show it.
        """
        path = self._line(name)
        implant_nodes.follow(slicer.mrmlScene, name, path)
        try:
            report = self.report(name, path, self.volume(volumeNode))
        except OsteoError:
            if volumeNode is None:
                raise
            report = self.report(name, path, None)  # it leaves the CT: all but its density can be told
        implant_nodes.paint(slicer.mrmlScene, name, report.grade)
        return report

    def _line(self, name: str) -> ScrewPath:
        if name not in self.screws():
            raise OsteoError(_("There is no screw {name}.").format(name=name))
        planned = self.screws()[name]
        node = implant_nodes.lines(slicer.mrmlScene).get(name)
        ends = None if node is None else implant_nodes.line_ends(node)
        if ends is None:
            return planned
        return ScrewPath(tuple(ends[0]), tuple(ends[1]), planned.diameter_mm)  # pyright: ignore[reportArgumentType]

    def screwDragged(self, name: str) -> None:
        """Put a screw where its line was dragged to; its length becomes one that exists."""
        ends = implant_nodes.line_ends(implant_nodes.lines(slicer.mrmlScene)[name])
        if ends is not None:
            self.moveScrew(name, ends)

    def placeLine(self, name: str) -> Any:
        """Begin a screw that is placed by two clicks in any view."""
        self._plan()
        return implant_nodes.new_line(slicer.mrmlScene, self.freeName(name))

    def placePoint(self) -> Any:
        """Begin a click on the bone that a screw shall be proposed for."""
        self._plan()
        return implant_nodes.new_point(slicer.mrmlScene, _("Here"))

    def sitesAt(self, node: Any) -> list[str]:
        """Sites of the bone that was clicked; the point is taken away.

        Raises
        ------
        OsteoError
            No screw is usual in that bone.
        """
        point = [0.0, 0.0, 0.0]
        node.GetNthControlPointPositionWorld(0, point)
        slicer.mrmlScene.RemoveNode(node)
        found = sites_at(point, self.bones())
        if not found:
            raise OsteoError(_("No screw is proposed for that bone: place one in the views."))
        return found

    def linePlaced(self, node: Any, family: str, diameter_mm: float) -> str:
        """The line has both its ends: a screw of that family takes its place; its name."""
        ends = implant_nodes.line_ends(node)
        if ends is None:
            raise OsteoError(_("Click twice: where the screw enters the bone, then where its tip shall be."))
        name = self.freeName(node.GetName())
        node.SetAttribute(implant_nodes.LINE, name)
        try:
            return self.addScrew(ends, family, diameter_mm, name)
        except OsteoError:
            slicer.mrmlScene.RemoveNode(node)
            raise

    def lookAlong(self, name: str, depth_mm: float) -> None:
        """Slice views along a screw, the red one across it so deep behind its entry."""
        screw_views.look_along(slicer.mrmlScene, self._line(name), depth_mm)

    def lookStraight(self, name: str) -> None:
        """Axial, coronal and sagittal views again, through the middle of an implant."""
        screw_views.look_straight(slicer.mrmlScene, self._middle(name))

    def jumpTo(self, name: str) -> None:
        implant_nodes.jump(self._middle(name))

    def _middle(self, name: str) -> np.ndarray:
        one = self.implants()[name]
        if one.is_screw:
            return (np.array(one.path.entry) + np.array(one.path.tip)) / 2
        vertices = one.mesh.vertices
        return (vertices.min(axis=0) + vertices.max(axis=0)) / 2

    # --- plates in the hand

    def takePlate(self, name: str) -> None:
        """Show the handles of a plate and prepare its fit."""
        implant_nodes.handles(slicer.mrmlScene, name, True)
        self._plate = PlateInHand(self.implants()[name], self.bones())

    def plateFit(self) -> dict[str, float]:
        """How the plate in the hand would fit where its handles have it, settled on the bone; empty without one."""
        pose = None if self._plate is None else implant_nodes.dragged_pose(slicer.mrmlScene, self._plate.name)
        return {} if self._plate is None or pose is None else dict(self._plate.at(pose).fit.values)

    def keepPlate(self) -> None:
        """Settle the plate in the hand where its handles have it; its screws are aimed anew.

        Raises
        ------
        OsteoError
            No plate is in the hand.
        """
        if self._plate is None:
            raise OsteoError(_("Choose a plate in the list and turn on its handles first."))
        pose = implant_nodes.dragged_pose(slicer.mrmlScene, self._plate.name)
        assert pose is not None
        self.change(self._plate.steps(self.variant.steps, pose), _("moved by hand"))
        self.letPlateGo()

    def letPlateGo(self) -> None:
        """Hide the handles; a plate that was not kept goes back."""
        self._plate = None
        implant_nodes.handles(slicer.mrmlScene, "", False)
        if self.outcome is not None:
            implant_nodes.show(slicer.mrmlScene, self.outcome.implants)

    def showGap(self, name: str, visible: bool) -> None:
        """Colour a plate by its gap to the bone, blue where it lies on it, red from 4 mm on."""
        gaps = None
        if visible:
            one = self.implants()[name]
            gaps = SurfaceDistance(self.bones()[one.step.bone]).signed(moved(one.solid, one.pose).vertices)
        implant_nodes.color_by_gap(slicer.mrmlScene, name, gaps)

    # --- handing on

    def articleChosen(self, name: str, found: Found) -> None:
        """Another size of a screw."""
        self.changeScrew(name, found)

    def planAsWritten(self) -> SurgicalPlan:
        """What :meth:`savePlan` would write now; OsteoError where there is no plan."""
        return as_written(self._plan(), self._meshes)

    def savePlan(self, folder: Path, language: str, permission: Permission | None = None) -> Path:
        """Write ``plan.json``, bones, implants where they end, and the report with its bill of materials.

        Raises
        ------
        NotPermitted
            The plan needs a restricted technique that the hub does not grant; asked here without ``permission``.
        OsteoError
            There is no plan, or the folder cannot be written.
        """
        plan = write_plan_folder(self._plan(), self._meshes, self.outcome, folder, language, permission=permission)
        self._keep(replace(self._history(), present=plan))
        return folder / "plan.json"

    def forget(self) -> None:
        ImplantSession.forget(self)
        self._plate = self._volume = None
        self.told = {}
