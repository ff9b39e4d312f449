"""Screws from files to files: proposed at sites, judged among each other, drawn, and put into a plan."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.base.errors import Cancelled, OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.base.staging import staged
from osteokit.imaging.hounsfield import require_hounsfield
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.jobs.screw_bones import BoneSet, read_bone_set
from osteokit.jobs.screw_json import screws_json
from osteokit.jobs.screw_plan import PlanBones, bones_of_plan, with_screws
from osteokit.planning.implants.catalogues import Found, search, snapped
from osteokit.planning.implants.solid import sizes_of
from osteokit.planning.implants.values import Implant
from osteokit.planning.screws.judge import JudgedScrew, ScrewJudge, ScrewReport
from osteokit.planning.screws.propose import Proposal, Proposer
from osteokit.planning.screws.pull_out import Thread
from osteokit.planning.screws.side import wrong_side
from osteokit.planning.screws.sites import Between, Site, sites_named
from osteokit.planning.screws.sizes import MARGIN_MM
from osteokit.planning.screws.values import ScrewPath
from osteokit.surface.read import Coordinates

FILE = "screws.json"


@dataclass(frozen=True)
class ScrewOrder:
    """What is asked for.

    Attributes
    ----------
    bones : tuple of str
        ``KEY=FILE``, ``FILE`` named by its bone, or one label map; empty where a plan has them.
    sites : tuple of str
        Where screws shall be proposed; see :func:`osteokit.planning.screws.sites.sites_named`.
    between : tuple of Between
        Places between which screws shall be proposed.
    screws : mapping of str to ScrewPath
        Screws to judge, by name, RAS.
    ct : Path or None
        Without it there is no density.
    family, catalogue : str or None
        Which articles are proposed; None for the family that is usual at a site, and all catalogues.
    plan, variant : Path or None, str
        A plan whose bones are taken, and the variant of it that the screws are added to.
    """

    bones: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    between: tuple[Between, ...] = ()
    screws: Mapping[str, ScrewPath] = field(default_factory=dict)
    ct: Path | None = None
    coordinates: Coordinates | None = None
    family: str | None = None
    catalogue: str | None = None
    margin_mm: float = MARGIN_MM
    plan: Path | None = None
    variant: str = ""
    figures: bool = True
    language: str = "en"


@dataclass(frozen=True)
class PlannedScrew:
    """One screw: how it was judged, and where it was proposed, from which room and article."""

    name: str
    report: ScrewReport
    proposal: Proposal | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlannedScrews:
    """All screws, and by site one sentence why there is none."""

    screws: tuple[PlannedScrew, ...]
    refused: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def plan_screws(order: ScrewOrder, folder: Path, progress: Progress = silent) -> PlannedScrews:
    """Propose and judge the screws of ``order``; ``folder`` gets a PNG for each and ``screws.json`` last.

    A site that cannot be served is listed in ``refused``, and the others are. Where a plan and a variant are given, the
    screws become implant steps of it, and the plan is carried out and checked again.

    Raises
    ------
    OsteoError
        Nothing is asked for or nothing can be served, a file cannot be read or written, or a screw is out of the CT.
    """
    named = dict.fromkeys(site for text in order.sites for site in sites_named(text))
    sites: tuple[Site | Between, ...] = (*named, *order.between)
    if not sites and not order.screws:
        raise OsteoError("Say which screws: sites to propose them at, or lines to judge.")
    if order.variant and order.plan is None:
        raise OsteoError("A variant belongs to a plan; give the plan too.")
    if not order.margin_mm >= 0.0:
        raise OsteoError(f"The margin about a screw must be 0 mm or more, not {order.margin_mm}; change it.")
    names = [*(site.name for site in sites), *order.screws]
    if len(set(names)) < len(names):
        doubled = next(name for name in names if names.count(name) > 1)
        raise OsteoError(f"{doubled} is asked for twice; give each screw a name of its own.")
    bones, planned = _bones(order, sites, part(progress, 0.0, 0.25))
    volume = _volume(order, planned, part(progress, 0.25, 0.4))
    proposer = Proposer(bones.bones, {} if planned is None else planned.landmarks)
    proposals, refused = _proposals(order, sites, proposer, part(progress, 0.4, 0.7))
    if not proposals and not order.screws:
        raise OsteoError(" ".join(dict.fromkeys(refused.values())))
    screws = _judged(order, proposals, refused, proposer, volume, part(progress, 0.7, 0.8))
    if not screws:
        raise OsteoError(" ".join(dict.fromkeys(refused.values())))
    notes = (*bones.notes, *(() if planned is None else planned.notes))
    done = PlannedScrews(screws, refused, notes)
    _write(done, order, bones, volume, folder, part(progress, 0.8, 0.95))
    if planned is not None and order.variant:
        with_screws(planned, order.variant, [_step_of(one, order) for one in screws], part(progress, 0.95, 1.0))
    progress(1.0, "done")
    return done


def _bones(
    order: ScrewOrder, sites: tuple[Site | Between, ...], progress: Progress
) -> tuple[BoneSet, PlanBones | None]:
    if order.plan is not None:
        if order.bones:
            raise OsteoError("A plan has its own bones; give either the plan or bones.")
        planned = bones_of_plan(order.plan, order.variant, progress)
        return BoneSet(planned.bones, order.coordinates or "LPS"), planned
    needed = dict.fromkeys(key for site in sites for key in site.needs)
    return read_bone_set(order.bones, needed, list(order.screws.values()), order.coordinates, progress), None


def _volume(order: ScrewOrder, planned: PlanBones | None, progress: Progress) -> Volume | None:
    if order.ct is None:
        return None
    if planned is not None and planned.is_moved:
        raise OsteoError("The steps of this variant move bones, so the CT no longer shows them; leave out the CT.")
    progress(0.0, "Reading the CT")
    volume = read_volume(order.ct)
    require_hounsfield(volume)
    return volume


def _proposals(
    order: ScrewOrder, sites: tuple[Site | Between, ...], proposer: Proposer, progress: Progress
) -> tuple[dict[str, Proposal], dict[str, str]]:
    found: dict[str, Proposal] = {}
    refused: dict[str, str] = {}
    for number, site in enumerate(sites):
        inner = part(progress, number / len(sites), (number + 1) / len(sites))
        inner(0.0, f"Looking for the widest corridor: {site.name}")
        articles = search(family=order.family or site.family, catalogue_name=order.catalogue)
        try:
            found[site.name] = proposer.propose(site, articles, order.margin_mm, inner)
        except Cancelled:
            raise
        except OsteoError as refusal:
            refused[site.name] = f"{site.name}: {refusal}"
    return found, refused


def _judged(
    order: ScrewOrder,
    proposals: Mapping[str, Proposal],
    refused: dict[str, str],
    proposer: Proposer,
    volume: Volume | None,
    progress: Progress,
) -> tuple[PlannedScrew, ...]:
    """All screws, each among the others; proposed ones that cannot be judged are added to ``refused``."""
    paths = {name: one.path for name, one in proposals.items()} | dict(order.screws)
    judge = ScrewJudge(proposer.bones, volume)
    judge.landmarks.update(_landmarks(proposer, {key for path in paths.values() for key in judge.held(path)}))
    screws = []
    for number, (name, path) in enumerate(paths.items()):
        progress(number / len(paths), f"Judging {name}")
        proposal = proposals.get(name)
        asked = JudgedScrew(path)
        if proposal is not None:
            thread, threaded = thread_of(proposal.found.implant)
            asked = JudgedScrew(path, proposal.site.holds, thread, threaded)
        others = {other: line for other, line in paths.items() if other != name}
        try:
            report = judge.report(asked, others)
        except OsteoError as refusal:
            if proposal is None:
                raise OsteoError(f"{name}: {refusal}") from refusal
            refused[name] = f"{name}: {refusal}"
            continue
        notes = (wrong_side(name, path, report.holds, proposer.bones), _meets(name, report))
        screws.append(PlannedScrew(name, report, proposal, tuple(note for note in notes if note)))
    return tuple(screws)


def _meets(name: str, report: ScrewReport) -> str:
    """One sentence where another screw is in the way; each was looked for alone."""
    near = report.nearest("screw")
    if near is None or near.distance_mm >= 0:
        return ""
    return f"{name} and {near.name} run into each other by {-near.distance_mm:.1f} mm; move or leave out one of them."


def _landmarks(proposer: Proposer, held: Iterable[str]) -> dict[str, BoneLandmarks]:
    """Of every bone that a screw lies in; those that cannot be found are left out: what needs them is not measured."""
    for key in held:
        try:
            proposer.landmarks_for(key)
        except Cancelled:
            raise
        except OsteoError:
            continue
    return proposer.landmarks


def thread_of(article: Implant) -> tuple[Thread | None, float | None]:
    """The thread of an article and how long it is, as far as its sizes tell."""
    try:
        sizes = sizes_of(article)
    except OsteoError:
        sizes = dict(article.sizes)
    length = sizes.get("thread_length_mm")
    if not {"pitch_mm", "core_mm", "diameter_mm"} <= set(sizes):
        return None, length
    return Thread(sizes["pitch_mm"], (sizes["diameter_mm"] - sizes["core_mm"]) / 2), length


def _step_of(screw: PlannedScrew, order: ScrewOrder) -> tuple[str, ScrewReport, Found | None]:
    """What a plan needs of a screw: a given one becomes the next smaller article of the family that was asked for."""
    if screw.proposal is not None:
        return screw.name, screw.report, screw.proposal.found
    if order.family is None:
        raise OsteoError(f"{screw.name} needs an article to become part of a plan; say of which --family it is.")
    path = screw.report.path
    sizes = {"diameter_mm": path.diameter_mm, "length_mm": path.length_mm}
    return screw.name, screw.report, snapped(order.family, order.catalogue, **sizes)


def _write(
    done: PlannedScrews, order: ScrewOrder, bones: BoneSet, volume: Volume | None, folder: Path, progress: Progress
) -> None:
    from osteokit.report.screw_figures import ScrewScene, write_screw_figure

    files: dict[str, str] = {}
    with staged(folder, FILE) as target:
        for number, screw in enumerate(done.screws if order.figures else ()):
            progress(number / len(done.screws), f"Drawing {screw.name}")
            others = {one.name: one.report.path for one in done.screws if one is not screw}
            files[screw.name] = _file_name(screw.name, files)
            scene = ScrewScene(bones.bones, volume, others)
            write_screw_figure(target / files[screw.name], screw.name, screw.report, scene, order.language)
        content = screws_json(done.screws, done.refused, done.warnings, bones.coordinates, files)
        (target / FILE).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _file_name(name: str, taken: Mapping[str, str]) -> str:
    base = re.sub(r"[^\w.+-]+", "_", name).strip("_.") or "screw"
    free, number = base, 2
    while f"{free}.png".lower() in {one.lower() for one in taken.values()}:
        free, number = f"{base}_{number}", number + 1
    return f"{free}.png"
