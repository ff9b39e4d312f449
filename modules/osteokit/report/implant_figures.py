"""Pictures of implants: on and in their bones, and one alone in its own frame."""

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw

from osteokit.base.progress import Progress, silent
from osteokit.planning.bill import bill_of_materials
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_implants import PlacedImplant
from osteokit.planning.plan_outcome import Outcome
from osteokit.report.camera import VIEWS, Camera, camera_around
from osteokit.report.creased import creased
from osteokit.report.figures import PALE_BONE, Figure
from osteokit.report.marks import DARK, font, with_marks
from osteokit.report.plan_words import say
from osteokit.report.render import ColoredMesh, render
from osteokit.surface.mesh import Mesh
from osteokit.surface.primitives import cylinder

COLORS = {"screw": (52, 96, 168), "wire": (186, 120, 30), "plate": (84, 100, 120), "nail": (84, 100, 120)}
OTHER = (84, 108, 138)
SHINES = 0.6
"""How strongly what lies in bone is seen through it."""

SIZE = (560, 720)
MARGIN_MM = 25.0
"""Of bone that is shown around the implants."""

FRAME_SIZE = (420, 420)
AXIS_COLORS = ((200, 50, 45), (60, 150, 60), (50, 90, 200))


def implant_views(
    plan: SurgicalPlan, outcome: Outcome, language: str = "en", progress: Progress = silent
) -> list[Figure]:
    """The chosen variant's implants on the bones, from the front and from the outer side, as one figure; or none."""
    if not outcome.implants or not plan.chosen:
        return []
    numbers = numbers_of(plan)
    bones = [(piece.mesh, PALE_BONE) for piece in outcome.bones.pieces if _has_part(piece.bone, outcome)]
    implants = [(creased(one.mesh), COLORS.get(one.group, OTHER)) for one in outcome.implants.values()]
    side = "right" if plan.side == "right" else "left"
    pictures = []
    for number, view in enumerate(("anterior", side)):
        progress(number / 2, f"drawing implants, {view} view")
        camera = _near(view, [mesh for mesh, _ in implants])
        picture = with_marks(seen_through(bones, implants, camera, SIZE), camera)
        pictures.append(_numbered(picture, camera, outcome.implants, numbers))
    sheet = np.concatenate([pictures[0], np.full((SIZE[1], 8, 3), 255, np.uint8), pictures[1]], axis=1)
    return [Figure(say("figure_implants", language, name=plan.chosen), sheet)]


def numbers_of(plan: SurgicalPlan) -> dict[str, int]:
    """By name of the step: the line of the chosen variant's bill of materials that it is in, from 1."""
    lines = bill_of_materials(plan.variant(plan.chosen))
    return {step: number for number, line in enumerate(lines, 1) for step in line.steps}


def seen_through(
    bones: Sequence[ColoredMesh], implants: Sequence[ColoredMesh], camera: Camera, size: tuple[int, int]
) -> np.ndarray:
    """Bones with implants (RGB): what lies in or behind bone shines through it."""
    fine = (2 * size[0], 2 * size[1])  # one sample a pixel: a pixel is of an implant or it is not
    whole = render([*bones, *implants], camera, fine, samples=1)
    empty, alone = render([], camera, fine, samples=1), render(implants, camera, fine, samples=1)
    share = np.where(np.any(alone != empty, axis=2, keepdims=True), SHINES, 0.0)
    blended = (1 - share) * whole + share * alone
    return np.round(blended.reshape(size[1], 2, size[0], 2, 3).mean(axis=(1, 3))).astype(np.uint8)


def frame_figure(mesh: Mesh) -> np.ndarray:
    """A mesh in its own frame with the frame's axes (x red, y green, z blue), seen along y, along x and along z."""
    reach = 0.6 * float(np.ptp(mesh.vertices, axis=0).max())
    thick = 0.012 * reach
    axes = [(cylinder(np.zeros(3), reach * axis, thick), color)
            for axis, color in zip(np.eye(3), AXIS_COLORS, strict=True)]  # fmt: skip
    shown = [(creased(mesh), OTHER)]
    pictures = []
    for toward, up in (((0, -1, 0), (0, 0, -1)), ((1, 0, 0), (0, 0, -1)), ((0, 0, -1), (1, 0, 0))):
        camera = camera_around(toward, up, [mesh, *(one for one, _ in axes)], FRAME_SIZE)
        picture = seen_through(shown, axes, camera, FRAME_SIZE)
        pictures.append(_axis_letters(picture, camera, reach))
    return np.concatenate(pictures, axis=1)


def _axis_letters(picture: np.ndarray, camera: Camera, reach: float) -> np.ndarray:
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    places, _ = camera.project(1.06 * reach * np.eye(3), FRAME_SIZE)
    origin, _ = camera.project(np.zeros((1, 3)), FRAME_SIZE)
    for letter, place, color in zip("xyz", places, AXIS_COLORS, strict=True):
        if np.linalg.norm(place - origin[0]) > 10:
            draw.text(tuple(place), letter, fill=color, font=font(18), anchor="mm")
    return np.asarray(image)


def _has_part(bone: str, outcome: Outcome) -> bool:
    meant = {key for one in outcome.implants.values() for key in (one.step.bone, *one.step.into)}
    return bone in meant


def _near(view: str, meshes: Sequence[Mesh]) -> Camera:
    """A standard view around the implants with some bone beside them."""
    points = np.concatenate([mesh.vertices for mesh in meshes])
    low, high = points.min(axis=0) - MARGIN_MM, points.max(axis=0) + MARGIN_MM
    corners = np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    return camera_around(*VIEWS[view], [Mesh(corners, np.zeros((0, 3), np.int64))], SIZE, margin=0.02)


def _numbered(
    picture: np.ndarray, camera: Camera, implants: Mapping[str, PlacedImplant], numbers: Mapping[str, int]
) -> np.ndarray:
    """A copy with the number of each implant in a disc beside it, joined by a line to where it begins."""
    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    radius, taken = 13, []
    middle = np.array(SIZE) / 2
    for name, one in implants.items():
        start = camera.project(one.pose[None, :3, 3], SIZE)[0][0]
        away = start - middle
        away = away / max(float(np.linalg.norm(away)), 1e-9) if np.linalg.norm(away) > 1 else np.array([1.0, 0.0])
        place = np.clip(start + 42 * away, radius + 22, np.array(SIZE) - radius - 22)
        while any(np.linalg.norm(place - other) < 2 * radius + 4 for other in taken):
            place = place + np.array([0.0, 2 * radius + 5])
        taken.append(place)
        draw.line([tuple(start), tuple(place)], fill=DARK, width=1)
        draw.ellipse([*(place - radius), *(place + radius)], fill=(255, 255, 255), outline=DARK)
        draw.text(tuple(place), str(numbers[name]), fill=DARK, font=font(14), anchor="mm")
    return np.asarray(image)
