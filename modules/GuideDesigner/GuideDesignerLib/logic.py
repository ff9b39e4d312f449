"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's; long ones run in a worker."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from GuideDesignerLib import guide_nodes, placed_nodes, plan_of_scene
from GuideDesignerLib.asked_plan import asked_plan
from GuideDesignerLib.guide_nodes import CUTTING, REPOSITIONING, Guides, Shown
from GuideDesignerLib.parameters import SIZES, GuideDesignerParameters
from GuideDesignerLib.plan_of_scene import Osteotomy
from GuideDesignerLib.plan_screws import place_plan_screws
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.jobs.background import BackgroundTask, Start, start_process
from osteokit.jobs.bone_tasks import save_meshes
from osteokit.jobs.guide_tasks import (
    BONE,
    designed_to_json,
    meshes_of,
    read_designed,
    source_to_json,
    step_to_json,
)
from osteokit.jobs.plan_gate import Permission, permission_to_json
from osteokit.mrml.model_node import mesh_from_node
from osteokit.planning.guides.document import GuideOrder, order_from_json, order_to_json
from osteokit.planning.guides.guided_cut import guided_cut
from osteokit.planning.guides.parameters import GuideParameters, parameters_from_json
from osteokit.planning.guides.reposition_step import carried_along
from osteokit.planning.history import History
from osteokit.planning.osteotomy.blades import SawBlade, blade_catalogue
from osteokit.planning.osteotomy.cuts import cut_from_json
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import text_of_plan
from osteokit.surface.mesh import Mesh
from osteopanels.scene_bones import DOCUMENT, KEY, bone_models


class GuideDesignerLogic(ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script.

    Guides are values with their history here; the present ones are models and a document in the scene.
    """

    def __init__(self, start: Start = start_process) -> None:
        super().__init__()
        self._start = start
        self.history: History[Guides] = History({})
        self._read_plan: tuple[str, SurgicalPlan | None] = ("", None)

    def getParameterNode(self) -> Any:
        return GuideDesignerParameters(super().getParameterNode())

    @property
    def guides(self) -> Guides:
        """The guides that there are now, by kind."""
        return self.history.present

    # --- what is guided

    def plan(self) -> SurgicalPlan | None:
        """The plan in the scene; None without one, or where it cannot be read."""
        text = plan_of_scene.kept_document(slicer.mrmlScene, DOCUMENT)
        if text != self._read_plan[0]:
            try:
                self._read_plan = (text, plan_of_scene.plan_of_scene(slicer.mrmlScene))
            except OsteoError:
                self._read_plan = (text, None)
        return self._read_plan[1]

    def osteotomies(self) -> list[Osteotomy]:
        return plan_of_scene.osteotomies_of(self.plan())

    def osteotomy(self, parameters: Any) -> Osteotomy | None:
        """The chosen one; None where only what was placed is guided."""
        return next((one for one in self.osteotomies() if one.key == parameters.osteotomy), None)

    def chooseOsteotomy(self, parameters: Any, key: str) -> None:
        """Guide this osteotomy; its bone becomes the bone where its model is in the scene."""
        parameters.osteotomy = key
        chosen = self.osteotomy(parameters)
        bones = bone_models(slicer.mrmlScene)
        if chosen is not None and chosen.step.bone in bones:
            parameters.bone = bones[chosen.step.bone]

    def placePlanScrews(self, parameters: Any) -> int:
        """Drill lines for the screws that the plan has in the chosen bone; how many.

        Raises
        ------
        OsteoError
            There is no plan, or it has no screw in this bone.
        """
        plan, chosen = self.plan(), self.osteotomy(parameters)
        key = "" if parameters.bone is None else parameters.bone.GetAttribute(KEY) or ""
        name = chosen.variant if chosen is not None else plan.chosen if plan is not None else ""
        if plan is None or not name or not key:
            raise OsteoError(
                _("There is no plan with this bone: make one in the Osteotomy Simulator or the Implant Planner.")
            )
        return place_plan_screws(slicer.mrmlScene, plan, plan.variant(name), key)

    def guided(self) -> list[placed_nodes.Guided]:
        """Planes, lines and points in the views that are guided."""
        return placed_nodes.guided(slicer.mrmlScene)

    def blade(self, parameters: Any) -> SawBlade:
        """The blade of placed cuts."""
        entries = blade_catalogue()
        return (entries.get(parameters.saw) or next(iter(entries.values()))).blade

    def bladeOfPlan(self, osteotomy: Osteotomy) -> SawBlade:
        """The blade with which an osteotomy of the plan is cut."""
        return cut_from_json(osteotomy.step.cut).blade

    def sizes(self, parameters: Any) -> GuideParameters:
        """The sizes as the library wants them, windows and direction left out.

        Raises
        ------
        OsteoError
            Two of them contradict each other.
        """
        return GuideParameters(**{name: getattr(parameters, name) for name in SIZES}, text=parameters.text.strip())

    def order(self, parameters: Any, bone: Mesh) -> GuideOrder:
        """All that the guide is made from besides the bone, as it stands now.

        Raises
        ------
        OsteoError
            Something is not placed, misses the bone, or contradicts.
        """
        cuts, holes, windows = placed_nodes.cuts_and_holes(self.guided(), bone, self.blade(parameters))
        chosen = self.osteotomy(parameters)
        if chosen is not None:
            led = guided_cut(cut_from_json(chosen.step.cut), bone, self.sizes(parameters))
            cuts, holes = (*led.planes, *cuts), (*holes, *led.row)
        if not cuts and not holes:
            raise OsteoError(_("There is nothing to guide: choose an osteotomy, or place a saw cut or a hole."))
        way = guide_nodes.arrow_direction(slicer.mrmlScene) if parameters.keepDirection else None
        return GuideOrder(cuts, holes, replace(self.sizes(parameters), windows=windows, insertion_direction=way))

    def asked(self, parameters: Any) -> dict[str, Any]:
        """All that the guide would be made from as plain values; equal to that of a guide that is up to date."""
        chosen = self.osteotomy(parameters)
        way = guide_nodes.arrow_direction(slicer.mrmlScene) if parameters.keepDirection else None
        return {
            "bone": parameters.bone.GetName() if parameters.bone is not None else "",
            "osteotomy": None if chosen is None else [chosen.key, step_to_json(chosen.step)],
            "placed": placed_nodes.state_of(self.guided()),
            "saw": parameters.saw,
            "sizes": {name: round(getattr(parameters, name), 6) for name in SIZES},
            "text": parameters.text.strip(),
            "direction": None if way is None else list(way),
        }

    def isStale(self, parameters: Any) -> bool:
        """Whether anything changed since the cutting guide was designed."""
        shown = self.guides.get(CUTTING)
        return shown is not None and json.loads(json.dumps(self.asked(parameters))) != shown.asked

    # --- designing

    def startDesign(self, parameters: Any) -> BackgroundTask:
        """Design the guide in a worker.

        Raises
        ------
        OsteoError
            No bone is chosen, or as :meth:`order`.
        """
        bone = self._bone(parameters)
        order = order_to_json(self.order(parameters, bone))
        others = plan_of_scene.other_bones(slicer.mrmlScene, parameters.bone)
        return self._begin({"task": "guide", "order": order}, {BONE: bone, **others})

    def startRepositioning(self, parameters: Any) -> BackgroundTask:
        """Design the guide that holds the fragments where the osteotomy moves them, on the holes of the cutting guide.

        Raises
        ------
        OsteoError
            No osteotomy of the plan is guided, or there is no cutting guide that is up to date.
        """
        chosen = self.osteotomy(parameters)
        if chosen is None:
            raise OsteoError(_("Choose the osteotomy of the plan that moves the fragments in section 1 first."))
        bone = self._bone(parameters)
        order = replace(self._upToDate(parameters).designed.order, cuts=())
        order = replace(order, parameters=replace(order.parameters, insertion_direction=None, windows=()))
        others = self._moved_others(parameters, chosen)
        request = {"task": "repositioning_guide", "order": order_to_json(order), "step": step_to_json(chosen.step)}
        return self._begin(request, {BONE: bone, **others})

    def _begin(self, request: dict[str, Any], meshes: dict[str, Mesh]) -> BackgroundTask:
        return BackgroundTask(request, lambda folder: save_meshes(meshes, folder), self._start)

    def _moved_others(self, parameters: Any, chosen: Osteotomy) -> dict[str, Mesh]:
        """The other bones after the osteotomy: those that a fragment carries go with it."""
        return carried_along(chosen.step, plan_of_scene.other_bones(slicer.mrmlScene, parameters.bone))

    def finishDesign(self, task: BackgroundTask, asked: dict[str, Any], bone: Any) -> Shown:
        """Show the guide in place of the former one; a repositioning guide on the former one's holes goes."""
        shown = Shown(read_designed(task.folder, task.state.result), json.loads(json.dumps(asked)), None, bone.GetID())
        self._done({CUTTING: shown}, _("designed"))
        guide_nodes.show_bone(slicer.mrmlScene, bone, CUTTING)
        return shown

    def finishRepositioning(
        self, task: BackgroundTask, asked: dict[str, Any], step: dict[str, Any], bone: Any
    ) -> Shown:
        """Show the guide for the moved fragments beside the cutting guide."""
        shown = Shown(read_designed(task.folder, task.state.result), json.loads(json.dumps(asked)), step, bone.GetID())
        self._done({**self.guides, REPOSITIONING: shown}, _("designed"))
        guide_nodes.show_bone(slicer.mrmlScene, bone, REPOSITIONING)
        return shown

    def remedy(self) -> tuple[str, float] | None:
        """The size that makes the cutting guide's thin wall thick enough, and its value; None where none is needed, or
        the panel has no such size."""
        shown = self.guides.get(CUTTING)
        checks = () if shown is None else shown.designed.guide.checks
        wanted = next((one.remedy for one in checks if not one.passed and one.remedy is not None), None)
        return wanted if wanted is not None and wanted[0] in SIZES else None

    def takeRemedy(self, parameters: Any) -> None:
        """Set that size.

        Raises
        ------
        OsteoError
            It would be out of its range.
        """
        wanted = self.remedy()
        if wanted is None:
            raise OsteoError(_("No size of this guide needs to be changed."))
        name, value = wanted
        if value > SIZES[name].metadata["high"]:
            raise OsteoError(_("The wall cannot be made thicker than that; move holes and slots apart."))
        setattr(parameters, name, float(value))

    def _done(self, guides: Guides, what: str) -> None:
        self.history = self.history.done(guides, what)
        self._show()

    def _show(self) -> None:
        names = {CUTTING: _("Guide"), REPOSITIONING: _("Repositioning guide")}
        guide_nodes.show_guides(slicer.mrmlScene, self.guides, names)

    def undo(self) -> None:
        """The guides that there were before."""
        self.history = self.history.undo()
        self._show()

    def redo(self) -> None:
        self.history = self.history.redo()
        self._show()

    def restore(self) -> bool:
        """Take up the guides that a scene brings along; returns whether there were any."""
        self.history = History(guide_nodes.guides_of_scene(slicer.mrmlScene))
        return bool(self.guides)

    def forget(self) -> None:
        """Before the scene goes: guides live on in it only."""
        self.history = History({})
        self._read_plan = ("", None)

    # --- parameters as a file

    def saveSizes(self, path: Path, parameters: Any) -> None:
        """Write all sizes as JSON.

        Raises
        ------
        OsteoError
            They contradict each other, or the file cannot be written.
        """
        document = self.sizes(parameters).to_json()
        with whole_file(path) as temporary:
            temporary.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def loadSizes(self, path: Path, parameters: Any) -> None:
        """Take all sizes from a JSON file: what :meth:`saveSizes` wrote, or the document of a guide.

        Raises
        ------
        OsteoError
            It cannot be read, or a value is wrong; nothing has changed.
        """
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise OsteoError(_("{file} holds no sizes; choose a JSON file.").format(file=path.name)) from error
        whole = isinstance(value, dict) and "parameters" in value
        read = order_from_json(value).parameters if whole else parameters_from_json(value)
        for name in SIZES:
            setattr(parameters, name, float(getattr(read, name)))
        parameters.text = read.text

    # --- handing on

    def askedPlan(self, parameters: Any) -> SurgicalPlan:
        """What the hub is asked about before the guides are written.

        Raises
        ------
        OsteoError
            There is no guide, no folder, or as :func:`GuideDesignerLib.asked_plan.asked_plan`.
        """
        self._shown(CUTTING)
        if not parameters.folder:
            raise OsteoError(_("Choose the folder for the guide first."))
        return asked_plan(self.guides)

    def startWrite(self, parameters: Any, kind: str, permission: Permission | None = None) -> BackgroundTask:
        """Write a guide as it is shown, with print files, pictures, checks and parameters, in a worker.

        Without a ``permission`` of :meth:`askedPlan` the worker asks by itself.

        Raises
        ------
        OsteoError
            As :meth:`askedPlan`, or there is no such guide.
        """
        plan, shown = self.askedPlan(parameters), self._shown(kind)
        bone = slicer.mrmlScene.GetNodeByID(shown.bone)
        request = {
            "task": "write_guide",
            "guide": designed_to_json(shown.designed),
            "step": shown.step,
            "folder": str(self._folder(parameters, kind)),
            "name": " ".join(filter(None, (guide_nodes.guide_model(slicer.mrmlScene, kind).GetName(), bone.GetName()))),
            "dicom": parameters.dicom,
            "source": self._source(parameters),
            "quoted": parameters.quoted,
            "as_draft": parameters.draft,
            "plan": text_of_plan(plan),
            "permission": permission_to_json(permission),
        }
        return self._begin(request, {**meshes_of(shown.designed), BONE: mesh_from_node(bone)})

    def _folder(self, parameters: Any, kind: str) -> Path:
        return Path(parameters.folder) if kind == CUTTING else Path(parameters.folder) / "reposition"

    def _source(self, parameters: Any) -> dict[str, Any] | None:
        if not parameters.dicom or parameters.volume is None:
            return None
        from osteokit.mrml.source import source_of_node

        return source_to_json(source_of_node(parameters.volume))

    def addToPlan(self, parameters: Any) -> str:
        """Make the guide, and the one for the moved fragments where there is one, steps of the plan in the scene, so
        that the plan makes them again; returns the variant's name.

        Raises
        ------
        OsteoError
            There is no guide that is up to date, no plan, or the bone is not in it.
        """
        shown = self._upToDate(parameters)
        bone = slicer.mrmlScene.GetNodeByID(shown.bone)
        key = "" if bone is None else bone.GetAttribute(KEY) or ""
        chosen = self.osteotomy(parameters)
        order = shown.designed.order
        if chosen is not None and len(order.cuts) != self._planned_cuts(chosen, bone):
            raise OsteoError(_("This guide has cuts of the plan and others; make one guide for each."))
        holding = self.guides.get(REPOSITIONING) if chosen is not None else None
        sizes = None if holding is None else holding.designed.order.parameters
        return plan_of_scene.add_guide_steps(slicer.mrmlScene, key, chosen, order, sizes)

    def _planned_cuts(self, chosen: Osteotomy, bone: Any) -> int:
        return len(guided_cut(cut_from_json(chosen.step.cut), mesh_from_node(bone)).planes)

    def _shown(self, kind: str) -> Shown:
        if kind not in self.guides:
            raise OsteoError(_("There is no guide yet: press Design the guide first."))
        return self.guides[kind]

    def _upToDate(self, parameters: Any) -> Shown:
        shown = self._shown(CUTTING)
        if self.isStale(parameters):
            raise OsteoError(_("Something changed since this guide was designed: press Design the guide again first."))
        return shown

    def _bone(self, parameters: Any) -> Mesh:
        if parameters.bone is None:
            raise OsteoError(_("Choose the bone first."))
        chosen = self.osteotomy(parameters)
        key = parameters.bone.GetAttribute(KEY)
        if chosen is not None and key != chosen.step.bone:
            raise OsteoError(_("The osteotomy is of another bone; choose the bone that the plan was made on."))
        return mesh_from_node(parameters.bone)


def moves_fragments(osteotomy: Osteotomy | None) -> bool:
    """Whether there is anything that a repositioning guide could hold."""
    return osteotomy is not None and bool(osteotomy.step.moves)
