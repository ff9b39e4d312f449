"""Implants while a plan is carried out: placed where their step says, then moved with the piece that carries them.

An implant belongs to the piece of its bone in which most of it lies when its step is reached. Later cuts divide that
piece; the implant goes on with the part in which most of it lies. docs/decisions/0016 says why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.catalogues import Found, catalogues
from osteokit.planning.implants.poses import screw_path
from osteokit.planning.implants.solid import group_of, solid_of
from osteokit.planning.implants.values import Catalogue, ConnectionPoint, Implant
from osteokit.planning.plan import ImplantStep, JsonObject, StepReport, matrix_rows
from osteokit.planning.plan_pieces import WHOLE, Bones, Piece
from osteokit.planning.plates.articles import as_bent
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.transform import moved

ENTERS_MM = 3.0
"""The piece that lies this far behind a screw's entry is the one that is drilled first."""

_SAMPLES = 400


@dataclass(frozen=True, eq=False)
class PlacedImplant:
    """An implant where the variant leaves it.

    Attributes
    ----------
    step : ImplantStep
    article : Implant
        What was placed: the catalogue's article, or the plan's own record of it where the two differ.
    solid : Mesh
        In the article's own frame, mm.
    connections : tuple of ConnectionPoint
        Likewise; those of a plate as it is bent.
    fragment : str
        Of the step's bone: the piece that carries it in the end.
    pose : ndarray (4, 4)
        From the own frame to RAS mm, after the last step.
    on_input : ndarray (4, 4)
        The same where it goes into the bone as it was scanned, before any cut; of a screw seen from the piece that it
        enters first. Guides are designed there.
    shares : mapping of str to float
        How much of it (0..1) lies in or nearest to which piece of its bone, of those that came out of the piece that it
        was placed in.
    """

    step: ImplantStep
    article: Implant
    solid: Mesh
    connections: tuple[ConnectionPoint, ...]
    fragment: str
    pose: np.ndarray
    on_input: np.ndarray
    shares: Mapping[str, float]

    @property
    def mesh(self) -> Mesh:
        """Where it is after the last step, RAS mm."""
        return moved(self.solid, self.pose)

    @property
    def group(self) -> str:
        """Of its family: ``"screw"``, ``"plate"`` ..."""
        return group_of(self.article)

    @property
    def is_screw(self) -> bool:
        return self.group in ("screw", "wire")

    @property
    def path(self) -> ScrewPath:
        """Of a screw or wire, after the last step.

        Raises
        ------
        OsteoError
            It says neither length nor diameter.
        """
        return screw_path(self.article, self.pose)


@dataclass(frozen=True, eq=False)
class Anchored:
    """An implant as its step placed it, held by a piece of its bone.

    ``anchor`` and ``on_input`` are poses in the coordinates of the bone as it was scanned, the one seen from the piece
    ``fragment`` that holds most of it, the other from the piece that a screw enters.
    """

    step: ImplantStep
    article: Implant
    solid: Mesh
    connections: tuple[ConnectionPoint, ...]
    fragment: str
    anchor: np.ndarray
    on_input: np.ndarray


def implant_step(
    name: str,
    bone: str,
    found: Found,
    pose: np.ndarray,
    into: Sequence[str] = (),
    parameters: JsonObject | None = None,
) -> ImplantStep:
    """The step that places an article, with the catalogue's version and a record of the article."""
    held, article = found.catalogue, found.implant
    return ImplantStep(
        name, bone, held.name, article.reference, matrix_rows(pose), dict(parameters or {}), tuple(into), held.version,
        article,
    )  # fmt: skip


def article_of(step: ImplantStep) -> tuple[Implant, Catalogue | None]:
    """The article that a step places and its catalogue: as the catalogue has it, or as the plan recorded it where the
    catalogue lacks it or has other sizes under its number.

    Raises
    ------
    OsteoError
        No article is chosen, or it is neither in the catalogue nor recorded.
    """
    if not step.reference:
        raise OsteoError(f"{step.name} has no catalogue number yet; choose its size.")
    held = catalogues().get(step.catalogue)
    article = held.articles.get(step.reference) if held is not None else None
    if article is not None and (step.article is None or same_shape(article, step.article)):
        return article, held
    if step.article is not None:
        return step.article, held
    where = "is not here" if held is None else f"has none of that number in its version {held.version}"
    raise OsteoError(
        f"{step.name}: catalogue {step.catalogue!r} {where} ({step.reference!r}); add it or choose another implant."
    )


def same_shape(one: Implant, other: Implant) -> bool:
    """Whether two articles have the same solid: family, side, sizes and mesh file."""
    return (one.family, one.side, one.mesh, dict(one.sizes)) == (
        other.family, other.side, other.mesh, dict(other.sizes),
    )  # fmt: skip


class PieceSurfaces:
    """Distances to pieces wherever they are, prepared once for each: a move does not change a shape."""

    def __init__(self) -> None:
        self._prepared: dict[int, tuple[Mesh, SurfaceDistance]] = {}

    def signed(self, piece: Piece, points: np.ndarray) -> np.ndarray:
        """Signed distance (n,) in mm of ``points`` (n, 3), RAS mm, to a piece where it is now; negative inside."""
        key = id(piece.before)
        if key not in self._prepared:
            self._prepared[key] = (piece.before, SurfaceDistance(piece.before))  # held, so that its id stays its own
        back = np.linalg.inv(piece.matrix)
        return self._prepared[key][1].signed(points @ back[:3, :3].T + back[:3, 3])


def anchored(step: ImplantStep, bones: Bones, surfaces: PieceSurfaces) -> Anchored:
    """The implant of a step, held by the piece of its bone in which most of it lies now.

    Raises
    ------
    OsteoError
        There is no such bone, or the article or its solid cannot be had.
    """
    pieces = bones.of(step.bone)
    article, held = article_of(step)
    solid, connections = as_bent(solid_of(article, held), article, step.parameters)
    pose = np.array(step.pose, dtype=np.float64)
    carrier = pieces[int(np.argmax(_shares(pieces, sample_points(article, solid), pose, surfaces)))]
    entered = pieces[int(np.argmax(_shares(pieces, np.array([[0.0, 0.0, ENTERS_MM]]), pose, surfaces)))]
    first = entered if group_of(article) in ("screw", "wire") else carrier
    return Anchored(
        step, article, solid, connections, carrier.fragment,
        np.linalg.inv(carrier.matrix) @ pose, np.linalg.inv(first.matrix) @ pose,
    )  # fmt: skip


def placed(implant: Anchored, bones: Bones, surfaces: PieceSurfaces) -> PlacedImplant:
    """Where an implant is once ``bones`` have gone on: with the part of its piece in which most of it lies."""
    pieces = [one for one in bones.of(implant.step.bone) if _is_part_of(one.fragment, implant.fragment)]
    resting = [Piece(one.bone, one.fragment, one.before, np.eye(4)) for one in pieces]
    shares = _shares(resting, sample_points(implant.article, implant.solid), implant.anchor, surfaces)
    carrier = pieces[int(np.argmax(shares))]
    named = {one.fragment: float(share) for one, share in zip(pieces, shares, strict=True)}
    return PlacedImplant(
        implant.step, implant.article, implant.solid, implant.connections, carrier.fragment,
        carrier.matrix @ implant.anchor, implant.on_input, named,
    )  # fmt: skip


def sample_points(article: Implant, solid: Mesh) -> np.ndarray:
    """Points (n, 3) that stand for an implant in its own frame: a screw's axis, corners of another's solid."""
    if group_of(article) in ("screw", "wire") and article.sizes.get("length_mm", 0.0) > 0:
        depth = np.linspace(0.0, article.size("length_mm"), 60)
        return np.column_stack([0 * depth, 0 * depth, depth])
    return solid.vertices[:: max(len(solid.vertices) // _SAMPLES, 1)]


def screw_report(implant: PlacedImplant, bones: Bones, surfaces: PieceSurfaces) -> StepReport:
    """Of a screw or wire: how much of its length lies in the bones that it is meant for, and how far its tip stands out
    beyond them (negative: how deep it still lies)."""
    path = implant.path
    depth = np.linspace(0.0, path.length_mm, max(int(4 * path.length_mm), 2))
    points = np.array(path.entry) + depth[:, None] * path.axis
    meant = (implant.step.bone, *implant.step.into)
    pieces = [piece for piece in bones.pieces if piece.bone in meant]
    distance = np.min([surfaces.signed(piece, points) for piece in pieces], axis=0)
    values = {"screw_in_bone_mm": path.length_mm * float((distance < 0).mean()), "tip_beyond_mm": float(distance[-1])}
    return StepReport(implant.step.name, values)


def _is_part_of(fragment: str, former: str) -> bool:
    return former == WHOLE or fragment == former or fragment.startswith(f"{former}.")


def _shares(pieces: Sequence[Piece], points: np.ndarray, pose: np.ndarray, surfaces: PieceSurfaces) -> np.ndarray:
    """Which share of ``points`` (own frame) lies in, or nearest to, each piece where it is now."""
    if len(pieces) == 1:
        return np.ones(1)
    there = points @ pose[:3, :3].T + pose[:3, 3]
    nearest = np.argmin([surfaces.signed(piece, there) for piece in pieces], axis=0)
    return np.bincount(nearest, minlength=len(pieces)) / len(points)
