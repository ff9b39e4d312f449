"""The pictures of a plan's report: the bones as they are and as the chosen variant leaves them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image as PngImage

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.measurement import Measurements
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_outcome import Outcome, leg_of
from osteokit.report.figures import Figure, views
from osteokit.report.leg_figure import write_leg_figure
from osteokit.report.plan_words import say
from osteokit.report.render import ColoredMesh
from osteokit.segmentation.terminology import term
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import joined

MOVED = 0.72
"""How much darker a moved piece is drawn, so that the cut is seen."""


def plan_figures(
    plan: SurgicalPlan,
    meshes: Mapping[str, Mesh],
    outcome: Outcome | None,
    language: str = "en",
    progress: Progress = silent,
) -> list[Figure]:
    """Before and after: the leg as a surgeon draws it where its landmarks allow that, else views of the bones; only
    before where nothing is planned."""
    figures = [Figure(say("figure_before", language), _before(plan, meshes, language, part(progress, 0.0, 0.5)))]
    if outcome is not None:
        caption = say("figure_after", language, name=plan.chosen)
        figures.append(Figure(caption, _after(plan, outcome, language, part(progress, 0.5, 1.0))))
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
            write_leg_figure(path, leg_of(landmarks, side), named, measured, None, language)
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
