"""A plate for a bone: proposed and ranked at a site, bent, given its screws, told in a file and a picture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.planning.implants.catalogues import Found, catalogues, search
from osteokit.planning.implants.values import Implant
from osteokit.planning.plates.articles import shape_of, stock_of
from osteokit.planning.plates.bend import stations_of
from osteokit.planning.plates.bend_fit import BentPlate, bent_along, bent_to
from osteokit.planning.plates.bend_list import BendStep, bend_list
from osteokit.planning.plates.holes import HoleScrews, screws_for
from osteokit.planning.plates.joints import joint_points
from osteokit.planning.plates.obstacles import Obstacle, PointsObstacle
from osteokit.planning.plates.path import surface_path
from osteokit.planning.plates.place import Site, best_at, best_near, finished, placed_through, site_of
from osteokit.planning.plates.rank import Holding, RankedPlate, Ranking, holes_on, ranked
from osteokit.planning.plates.shape import PlateShape
from osteokit.planning.plates.slide import PlacedPlate, PlateOnBone
from osteokit.surface.distance import SurfaceDistance
from osteokit.surface.mesh import Mesh
from osteokit.surface.shells import split_shells, without_cavities

PART_SHARE = 0.03
"""A shell of less than this share of a bone is a crumb, which needs no screws."""
PATH_FAMILIES = ("reconstruction_plate",)
_EDGE_ON = frozenset({"reconstruction_plate"})


@dataclass(frozen=True)
class PlateOrder:
    """What is asked for.

    Attributes
    ----------
    site : str
        Key of a site; empty where ``points`` are given.
    points : tuple of Vector
        Picked along the bone, RAS mm: from where the proximal end shall lie.
    middle : float or None
        For plates of the shaft: where along the bone, 0 proximal to 1 distal.
    families, references : tuple of str
        Which articles to try; without them those that are made for the site.
    holes : tuple of int or None
        Least and largest number of holes in the shaft.
    catalogue : str or None
        Only this one.
    bend, screws : str
        ``"yes"`` or ``"no"``.
    """

    site: str = ""
    points: tuple[tuple[float, float, float], ...] = ()
    middle: float | None = None
    families: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    holes: tuple[int, int] | None = None
    catalogue: str | None = None
    bend: str = "no"
    screws: str = "yes"


@dataclass(frozen=True, eq=False)
class PlateBone:
    """The bone that gets a plate: ``mesh`` (RAS mm; its pieces as shells after an osteotomy), its landmarks or None,
    and what screws keep away from."""

    key: str
    mesh: Mesh
    landmarks: BoneLandmarks | None
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True, eq=False)
class PlateProposal:
    """The plate that was chosen, and the others.

    Attributes
    ----------
    found : Found
        Its article.
    plate : PlateShape
        As it is implanted: bent where that was asked for.
    placed : PlacedPlate
    ranking : Ranking
        Before bending.
    bends : tuple of BendStep
        The list for the bench; empty where it is not bent.
    angles_deg : ndarray (stations, 3)
    screws : HoleScrews
    articles : mapping of str
        Every article of the ranking by its reference.
    """

    found: Found
    plate: PlateShape
    placed: PlacedPlate
    ranking: Ranking
    bends: tuple[BendStep, ...]
    angles_deg: np.ndarray
    screws: HoleScrews
    articles: Mapping[str, Found] = field(default_factory=dict)


def propose_plate(bone: PlateBone, order: PlateOrder, progress: Progress = silent) -> PlateProposal:
    """Try the articles at the place, take the one that fits best, bend it and aim its screws, as ordered.

    Raises
    ------
    OsteoError
        The order names no place, no article is there or fits, or a landmark is missing.
    """
    articles = _articles(order, bone)
    surface = SurfaceDistance(bone.mesh)
    parts = _parts(bone.mesh)
    # a person who names the article decides where its holes lie
    holding = holes_on(parts) if len(parts) > 1 and not order.references else None
    shapes = {reference: shape_of(found) for reference, found in articles.items()}
    if order.site and not order.references:
        least = site_of(order.site).least_length_mm
        shapes = {reference: shape for reference, shape in shapes.items() if shape.length_mm >= least}
        if not shapes:
            raise OsteoError(
                f"No plate of that size is {least:.0f} mm long or more, as one there must be; choose others."
            )
    bent: dict[str, BentPlate] = {}
    if order.points and order.bend == "yes":
        ranking = _bent_ranking(shapes, articles, surface, order, holding, bent, part(progress, 0.0, 0.8))
    else:
        place = _place(order, bone)
        ranking = ranked(shapes, surface, place, holding, finished, part(progress, 0.0, 0.6))
    if not ranking.plates:
        why = next(iter(ranking.left_out.values()))
        raise OsteoError(f"None of {len(shapes)} plates fits there; of the first: {why}")
    best = ranking.plates[0]
    found, plate, placed = articles[best.reference], shapes[best.reference], best.placed
    angles = np.zeros((len(stations_of(plate)), 3))
    bends: tuple[BendStep, ...] = ()
    if order.bend == "yes":
        result = bent.get(best.reference) or bent_to(
            plate, placed.pose, surface, _ways(found), progress=part(progress, 0.6, 0.85)
        )
        bends, angles = bend_list(plate, result.angles_deg), result.angles_deg
        plate, placed = result.plate, result.placed
    screws = HoleScrews((), {})
    if order.screws == "yes":
        obstacles = [*bone.obstacles, *_joints(bone)]
        stock, outer = stock_of(order.catalogue), SurfaceDistance(without_cavities(bone.mesh))
        inner = part(progress, 0.85, 1.0)
        screws = screws_for(plate.holes, placed.pose, outer, stock, obstacles, progress=inner)
    progress(1.0, "Plate proposed")
    return PlateProposal(found, plate, placed, ranking, bends, angles, screws, articles)


def _articles(order: PlateOrder, bone: PlateBone) -> dict[str, Found]:
    """By reference: those that are named, else those of the families for the place, of the bone's side."""
    site = site_of(order.site) if order.site else None
    families = order.families or (PATH_FAMILIES if site is None else site.families)
    side = bone.key.rpartition("_")[2]
    found: dict[str, Found] = {}
    if order.references:
        held = catalogues().values()
        for reference in order.references:
            there = [Found(one, one.articles[reference]) for one in held if reference in one.articles]
            there = [one for one in there if order.catalogue in (None, one.catalogue.name)]
            if not there:
                raise OsteoError(f"No catalogue here has an article {reference!r}; osteo implants search finds some.")
            found[reference] = there[0]
        return found
    for family in families:
        for one in search(family=family, side=side if side in ("left", "right") else None,
                          catalogue_name=order.catalogue):  # fmt: skip
            if _suits(one.implant, site, order.holes):
                found.setdefault(one.implant.reference, one)
    if not found:
        raise OsteoError(f"The catalogues have no {' or '.join(families)} of that size; choose others.")
    return found


def _suits(article: Implant, site: Site | None, holes: tuple[int, int] | None) -> bool:
    """Whether its screws suit the site, and its holes what was asked; what the article does not say, it suits."""
    count, screw = article.sizes.get("holes"), article.sizes.get("screw_mm")
    if holes is not None and count is not None and not holes[0] <= count <= holes[1]:
        return False
    return site is None or screw is None or site.screws_mm[0] - 0.05 <= screw <= site.screws_mm[1] + 0.05


def _place(order: PlateOrder, bone: PlateBone) -> Callable[[PlateOnBone], PlacedPlate]:
    if order.points:
        return lambda plate: best_near(plate, placed_through(plate, order.points))
    site = site_of(order.site)
    if bone.landmarks is None:
        raise OsteoError(f"{site.english} is found by landmarks, and the {bone.key} has none; pick points instead.")
    landmarks = bone.landmarks
    return lambda plate: best_at(site, plate, landmarks, order.middle)


def _bent_ranking(
    shapes: Mapping[str, PlateShape],
    articles: Mapping[str, Found],
    surface: SurfaceDistance,
    order: PlateOrder,
    holding: Holding | None,
    bent: dict[str, BentPlate],
    progress: Progress,
) -> Ranking:
    """Plates along a path are judged as bent along it: of those that reach over it whole, the best fit first."""
    path = surface_path(surface, order.points)
    reach = {reference: shape.length_mm for reference, shape in shapes.items()}
    long = [length for length in reach.values() if length >= path.length_mm]
    wanted = min(long) if long else max(reach.values())
    found, left_out = [], {}
    for number, (reference, shape) in enumerate(shapes.items()):
        inner = part(progress, number / len(shapes), (number + 1) / len(shapes))
        if not 0.75 * wanted <= reach[reference] <= 1.2 * wanted:
            left_out[reference] = f"It is {reach[reference]:.0f} mm long, the path {path.length_mm:.0f} mm."
            continue
        bent[reference] = bent_along(shape, path, surface, _ways(articles[reference]), inner)
        placed = bent[reference].placed
        holes = None if holding is None else holding(bent[reference].plate, placed.pose)
        found.append(RankedPlate(reference, placed, holes))
    return Ranking(tuple(sorted(found, key=lambda one: one.placed.fit.mean_mm)), left_out)


def _ways(found: Found) -> tuple[str, ...]:
    return ("bend", "edge", "twist") if found.implant.family in _EDGE_ON else ("bend", "twist")


def _parts(mesh: Mesh) -> list[SurfaceDistance]:
    """The pieces of a bone that is cut: its shells, without crumbs."""
    shells = split_shells(mesh)
    total = sum(shell.volume_mm3 for shell in shells)
    return [SurfaceDistance(shell) for shell in shells if shell.volume_mm3 > PART_SHARE * total]


def _joints(bone: PlateBone) -> Sequence[Obstacle]:
    if bone.landmarks is None:
        return ()
    points = joint_points(bone.mesh, bone.landmarks)
    return (PointsObstacle("joint", points),) if len(points) else ()
