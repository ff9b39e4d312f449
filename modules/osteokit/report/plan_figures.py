"""The pictures of a plan's report: the bones as they are and as the chosen variant leaves them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image as PngImage

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg_analysis import analyse_leg
from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.plan import GuideStep, SurgicalPlan
from osteokit.planning.plan_outcome import Outcome, leg_of
from osteokit.report.camera import camera_around
from osteokit.report.creased import creased
from osteokit.report.figures import Figure, views
from osteokit.report.implant_figures import implant_views
from osteokit.report.leg_figure import write_leg_figure
from osteokit.report.marks import with_marks
from osteokit.report.plan_words import say
from osteokit.report.render import ColoredMesh, render
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined

MOVED = 0.72
"""How much darker a moved piece is drawn, so that the cut is seen."""

GUIDE_COLOR = (90, 150, 210)
GUIDE_SIZE = (720, 480)


def plan_figures(
    plan: SurgicalPlan,
    meshes: Mapping[str, Mesh],
    outcome: Outcome | None,
    language: str = "en",
    progress: Progress = silent,
) -> list[Figure]:
    """Before and after: the leg as a surgeon draws it where its landmarks allow that, else views of the bones, and
    each guide on its bone; only before where nothing is planned."""
    figures = [Figure(say("figure_before", language), _before(plan, meshes, language, part(progress, 0.0, 0.5)))]
    if outcome is not None:
        caption = say("figure_after", language, name=plan.chosen)
        figures.append(Figure(caption, _after(plan, outcome, language, part(progress, 0.5, 0.8))))
        figures += implant_views(plan, outcome, language, part(progress, 0.8, 0.9))
        figures += _guides(plan, meshes, outcome, language, part(progress, 0.9, 1.0))
    return [figure for figure in figures if figure.picture.size]


def _before(plan: SurgicalPlan, meshes: Mapping[str, Mesh], language: str, progress: Progress) -> np.ndarray:
    drawn = leg_drawing(plan.landmarks, meshes, plan.side, plan.measured, language)
    if drawn is not None:
        return drawn
    return _seen([(mesh, term(key).color) for key, mesh in meshes.items()], plan.side, progress)


def _after(plan: SurgicalPlan, outcome: Outcome, language: str, progress: Progress) -> np.ndarray:
    drawn = leg_drawing(outcome.bones.landmarks, bones_after(outcome), plan.side, outcome.predicted, language)
    if drawn is not None:
        return drawn
    colored = []
    for piece in outcome.bones.pieces:
        factor = 1.0 if np.allclose(piece.matrix, np.eye(4)) else MOVED
        red, green, blue = (int(factor * channel) for channel in term(piece.bone).color)
        colored.append((piece.mesh, (red, green, blue)))
    return _seen(colored, plan.side, progress)


def _guides(
    plan: SurgicalPlan, meshes: Mapping[str, Mesh], outcome: Outcome, language: str, progress: Progress
) -> list[Figure]:
    """Every guide of the chosen variant, from where it goes on and from its side: on the uncut bone, or for
    repositioning on the moved fragments."""
    figures = []
    steps = [step for step in plan.variant(plan.chosen).steps if isinstance(step, GuideStep)] if plan.chosen else []
    after = bones_after(outcome)
    for number, step in enumerate(step for step in steps if step.name in outcome.guides):
        progress(number / len(steps), f"drawing {step.name}")
        bone = after[step.bone] if step.purpose == "reposition" else meshes[step.bone]
        guide = outcome.guides[step.name]
        shown = [(bone, term(step.bone).color), (creased(guide), GUIDE_COLOR)]
        off, along = _guide_axes(guide, bone)
        cameras = [camera_around(toward, np.cross(toward, along), [guide], GUIDE_SIZE, margin=0.12)
                   for toward in (off, np.cross(along, off))]  # fmt: skip
        pictures = [with_marks(render(shown, camera, GUIDE_SIZE), camera) for camera in cameras]
        figures.append(Figure(say("figure_guide", language, name=step.name), beside(pictures)))
    return figures


def _guide_axes(guide: Mesh, bone: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Unit directions: away from the bone under the guide, and along the guide, to the right or up for a viewer."""
    points = guide.vertices
    low, high = points.min(axis=0), points.max(axis=0)
    under = bone.vertices[((bone.vertices > low) & (bone.vertices < high)).all(axis=1)]
    middle = points.mean(axis=0)
    along = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    off = middle - (under if len(under) else bone.vertices).mean(axis=0)
    off = off - (off @ along) * along
    off = off / max(float(np.linalg.norm(off)), 1e-9)
    return off, along


def bones_after(outcome: Outcome) -> dict[str, Mesh]:
    """Every bone with its pieces where they are now, as the shells of one mesh."""
    pieces: dict[str, list[Mesh]] = {}
    for piece in outcome.bones.pieces:
        pieces.setdefault(piece.bone, []).append(piece.mesh)
    return {bone: joined(meshes) for bone, meshes in pieces.items()}


def leg_drawing(
    landmarks: Mapping[str, BoneLandmarks],
    meshes: Mapping[str, Mesh],
    side: str,
    measured: Measurements,
    language: str,
) -> np.ndarray | None:
    """The surgeon's drawing as RGB; None where the bones in view do not make one."""
    if side not in ("left", "right"):
        return None
    named = {key.removesuffix(f"_{side}"): mesh for key, mesh in meshes.items() if key.endswith(f"_{side}")}
    with TemporaryDirectory(prefix="osteo-figure-") as folder:
        path = Path(folder) / "leg.png"
        try:
            leg = leg_of(landmarks, side)
            write_leg_figure(path, leg, named, measured, analyse_leg(leg, named), language)
        except OsteoError:
            return None
        with PngImage.open(path) as picture:
            return np.asarray(picture.convert("RGB"))


def _seen(meshes: Sequence[ColoredMesh], side: str, progress: Progress) -> np.ndarray:
    pictures = [figure.picture for figure in views(meshes, _views_of(side), progress)]
    return beside(pictures) if pictures else np.zeros((0, 0, 3), np.uint8)


def _views_of(side: str) -> tuple[str, str]:
    """From the front, and from the lateral side of the leg."""
    return ("anterior", "right" if side == "right" else "left")


def beside(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """Pictures side by side on one line, white between and below."""
    height = max(picture.shape[0] for picture in pictures)
    padded = []
    for picture in pictures:
        sheet = np.full((height, picture.shape[1] + 8, 3), 255, np.uint8)
        sheet[: picture.shape[0], : picture.shape[1]] = picture
        padded.append(sheet)
    return np.concatenate(padded, axis=1)
