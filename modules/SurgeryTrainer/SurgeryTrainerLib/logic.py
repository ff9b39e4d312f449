"""MRML in, MRML out: the module's work without a widget. Algorithms are osteokit's."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import slicer
from slicer.i18n import tr as _
from slicer.ScriptedLoadableModule import ScriptedLoadableModuleLogic

from osteokit.base.errors import OsteoError
from osteokit.hubclient.accounts import Account, current_account, private_folder
from osteokit.jobs.train import PICTURE, interrupted, write_picture
from osteokit.jobs.train_send import learner_at, refuse_scripted, send_session
from osteokit.simulation.assessment.values import Assessment
from osteokit.simulation.assessment.xapi import Learner
from osteokit.simulation.hands.expert import expert
from osteokit.simulation.hands.novice import novice
from osteokit.simulation.hands.scripted import ScriptedHand
from osteokit.simulation.recording_file import RecordingWriter, write_recording
from osteokit.simulation.scenario import Level
from osteokit.simulation.session import Session, level_of
from osteokit.simulation.values import Event, Recording
from SurgeryTrainerLib import trainer_nodes
from SurgeryTrainerLib.offers import Offer, built_in, from_hub, in_folder
from SurgeryTrainerLib.parameters import SurgeryTrainerParameters
from SurgeryTrainerLib.running import Preparation, Prepared, Running, Start
from SurgeryTrainerLib.saved_session import folder_of, keep_running, save_results
from SurgeryTrainerLib.tool_hands import ArmHand, Grip, LoopHand, MouseHand, NodeHand, haptic_arms, tracked_tools

MOUSE, EXPERT, NOVICE, ARM = "mouse", "expert", "novice", "arm:"
BONE_EVERY_S = 0.1
"""Between two looks at which bricks of the bone changed."""


class SurgeryTrainerLogic(ScriptedLoadableModuleLogic):
    """Everything the panel's buttons do; usable from a script."""

    def __init__(self) -> None:
        ScriptedLoadableModuleLogic.__init__(self)
        self.running: Running | None = None
        self.grip = Grip("")
        self.nodes: trainer_nodes.TrainerNodes | None = None
        self.recording: Recording | None = None
        self.assessment: Assessment | None = None
        self.started = datetime.now(UTC)
        self._scene: Any = None
        self._session: Session | None = None
        self._kept: Path | None = None
        self._level: Level | None = None
        self._shown_step = -1
        self._since_bone_s = 0.0

    def getParameterNode(self) -> SurgeryTrainerParameters:
        return SurgeryTrainerParameters(ScriptedLoadableModuleLogic.getParameterNode(self))

    # --- what can be chosen

    def offers(self, folder: str) -> tuple[list[Offer], list[str]]:
        """Scenarios built in and in ``folder``, and why others there cannot be read."""
        found, refused = in_folder(folder)
        fetched, damaged = from_hub()
        return [*built_in(), *fetched, *found], [*damaged, *refused]

    def send(self, account: Account, folder: Path) -> bool:
        """Send a session that was saved for the hub; whether it is kept for later. Takes time; raises OsteoError."""
        return send_session(account, folder)

    def hands(self) -> list[tuple[str, str]]:
        """What can hold the tool: key and title."""
        return [
            (MOUSE, _("Mouse and keyboard")),
            (EXPERT, _("Demonstration: scripted expert")),
            (NOVICE, _("Demonstration: scripted novice")),
            *((ARM + name, _("Haptic arm: {name}").format(name=name)) for name in haptic_arms()),
            *tracked_tools(slicer.mrmlScene),
        ]

    # --- a session

    def prepare(self, offer: Offer, hand: str = MOUSE) -> Preparation:
        """Make the bone ready beside the interface, and the loop of a haptic arm.

        Raises
        ------
        OsteoError
            The arm is not seen any more.
        """
        return Preparation(Start(offer.scene, self._arm_of(hand)))

    def prepare_again(self, folder: Path, hand: str = MOUSE) -> Preparation:
        """As :meth:`prepare`, of the session in ``folder`` that was broken off: its bone is cut as far as it was.

        Raises
        ------
        OsteoError
            It is over or damaged, or the arm is not seen any more.
        """
        scene, former = interrupted(folder)
        return Preparation(Start(lambda: scene, self._arm_of(hand), former, folder))

    def _arm_of(self, hand: str) -> Any:
        """Where another process reaches the arm that shall hold the tool; None for another hand."""
        if not hand.startswith(ARM):
            return None
        arm = haptic_arms().get(hand.removeprefix(ARM))
        if arm is None:
            raise OsteoError(_("That arm is not seen any more; connect it in Haptic Link, or choose another hand."))
        return arm.reached_at

    def begin(self, prepared: Prepared, level: Level, hand: str, language: str) -> Running:
        """Begin a session, or go on with the one that was prepared again, at its own level; a former one is dropped.

        Raises
        ------
        OsteoError
            The hand is none, or the folder for reports cannot be written.
        """
        scenario = prepared.scene.scenario
        if prepared.former is not None:
            level = level_of(scenario, prepared.former.level)
        self.grip = Grip(prepared.step.tool)
        who = hand if hand in (EXPERT, NOVICE) else dict(self.hands())[hand]
        running = Running(prepared, level, self._hand(hand, prepared), who)
        if isinstance(running.hand, ScriptedHand):
            running.hand.begin_at(running.session.step_number)
        self.started = datetime.now(UTC).astimezone()
        self._kept = self._keep(running)
        self.assessment = self.recording = None
        self.running, self._scene, self._level, self._shown_step = running, prepared.scene, level, -1
        self._session = running.session
        self.nodes = trainer_nodes.TrainerNodes(slicer.mrmlScene, scenario, prepared.bone, language)
        prepared.bone.changed_bricks()  # what is drawn now counts as seen
        self.nodes.show_tool(prepared.tools[self.grip.tool], prepared.pose)
        if running.suturing is not None:
            self.nodes.renew_skin(running.suturing)
        self._show()
        return self.running

    def _keep(self, running: Running) -> Path | None:
        """Where a folder for reports is chosen, the session is on disk while it runs; its folder."""
        folder, prepared = self.getParameterNode().folder, running.prepared
        if prepared.folder is not None:
            running.session.keep(RecordingWriter(prepared.folder, running.session.head()))
            return prepared.folder
        if not folder:
            return None
        scene = prepared.scene
        kept = folder_of(scene.scenario, running.level, self.started, Path(folder))
        keep_running(running.session, scene, kept)
        return kept

    def _hand(self, key: str, prepared: Prepared) -> Any:
        scenario, tools = prepared.scene.scenario, prepared.tools
        if key in (EXPERT, NOVICE):
            return (expert if key == EXPERT else novice)(scenario, tools)
        pose = prepared.pose
        if prepared.loop is not None:
            return LoopHand(self.grip)
        if key == MOUSE:
            return MouseHand(pose, self.grip)
        if key.startswith(ARM) and key.removeprefix(ARM) in haptic_arms():
            return ArmHand(haptic_arms()[key.removeprefix(ARM)], pose, self.grip)
        if slicer.mrmlScene.GetNodeByID(key) is None:
            raise OsteoError(_("That device is not in the scene any more; choose another hand."))
        return NodeHand(slicer.mrmlScene, key, pose, self.grip)

    @property
    def mouse(self) -> MouseHand | None:
        """The hand that follows the mouse, where that holds the tool."""
        hand = None if self.running is None else self.running.hand
        return hand if isinstance(hand, MouseHand) else None

    def tick(self, seconds: float) -> list[Event]:
        """Let time pass, show where the tool is and what was cut; the events."""
        running = self.running
        if running is None or running.finished:
            return []
        events = running.advance(seconds)
        self._show()
        self._since_bone_s += seconds
        if self._since_bone_s >= BONE_EVERY_S and self.nodes is not None:
            self._since_bone_s = 0.0
            self.nodes.renew_bone(running.prepared.bone.changed_bricks())
            if running.suturing is not None:
                self.nodes.renew_skin(running.suturing)
        return events

    def _show(self) -> None:
        running, nodes = self.running, self.nodes
        if running is None or nodes is None:
            return
        if running.state is not None and running.touch is not None:
            nodes.show_tool(running.prepared.tools[running.state.tool], np.asarray(running.touch.tool_to_ras))
        number = running.session.step_number
        if number != self._shown_step:
            self._shown_step = number
            nodes.show_target(running.session.step if running.level.guides else None)
            if not running.finished:
                self.grip.tool = running.session.step.tool

    def end(self) -> Assessment:
        """End the session and judge it.

        Raises
        ------
        OsteoError
            None runs, or it was too short.
        """
        running = self.running
        if running is None:
            raise OsteoError(_("No session runs; press Start."))
        self.running = None
        running.session.end("hand")
        running.stop()
        if self.nodes is not None:
            self.nodes.move_to(running.prepared.bone)
        self.recording, self.assessment = running.end()
        if self._kept is not None:
            write_recording(self.recording, self._kept)
        if self.nodes is not None:
            self.nodes.renew_bone(running.prepared.bone.changed_bricks())
        return self.assessment

    def save(self, folder: str, language: str, learner: str, hub: str) -> Path:
        """Write the report and everything else of the session that ended; the folder.

        Raises
        ------
        OsteoError
            Nothing has ended, no folder, a learner without a hub, or it cannot be written.
        """
        return self._write(folder, language, Learner(hub.strip(), learner.strip()) if learner.strip() else None)

    def saveForHub(self, folder: str, language: str) -> tuple[Account, Path]:
        """Write the session that ended as that of the person who is signed in to the hub: who, and the folder.

        Raises
        ------
        OsteoError
            Nothing has ended, nobody is signed in, a scripted hand did it, or it cannot be written.
        """
        account = current_account()
        if account is None or not account.is_signed_in:
            raise OsteoError(_("Sign in to the hub first, in Hub Browser."))
        if self.recording is not None:
            refuse_scripted(self.recording.hand)
        if not folder:
            folder = str(private_folder(account.folder / "sessions"))
        return account, self._write(folder, language, learner_at(account))

    def _write(self, folder: str, language: str, who: Learner | None) -> Path:
        if self.assessment is None or self.recording is None or self._level is None:
            raise OsteoError(_("There is no result yet; end a session first."))
        if not folder:
            raise OsteoError(_("Choose the folder for the report first."))
        kept = self._kept or folder_of(self._scene.scenario, self._level, self.started, Path(folder))
        return save_results(
            self.recording, self.assessment, self._scene, self._level, kept, language, self.started, who
        )

    def save_scene(self, folder: str) -> Path:
        """Write the scene of the session that runs, or ended last, as GLB; the file.

        Raises
        ------
        OsteoError
            There was none, no folder is chosen, or it cannot be written.
        """
        if self._session is None or self._level is None:
            raise OsteoError(_("There is no session yet; press Start."))
        if not folder:
            raise OsteoError(_("Choose the folder for the report first."))
        kept = self._kept or folder_of(self._scene.scenario, self._level, self.started, Path(folder))
        kept.mkdir(parents=True, exist_ok=True)
        return write_picture(self._session, kept / PICTURE)

    def forget(self) -> None:
        """Before the scene or the module goes."""
        if self.running is not None:
            self.running.stop()
        self._session = self.nodes = None  # before the memory that an arm's loop shared
        self.running = None
