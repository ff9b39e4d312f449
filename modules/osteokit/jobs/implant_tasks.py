"""Worker tasks on implants: screws at sites, a plate, a nail, a hip, each put into a variant of the plan.

Part of :mod:`osteokit.jobs.worker`. The plan travels as the folder that the ``osteo`` commands work on, bones and all;
its text comes back with the variant changed, and words and numbers for the panel.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.anatomy.find import landmarks_in
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part
from osteokit.fabrication.export import write_mesh
from osteokit.imaging.volume import Volume
from osteokit.jobs.exchange import load_volume, save_volume
from osteokit.jobs.hip_bones import metal_at
from osteokit.jobs.plan_folder import bone_input
from osteokit.planning.inputs import load_inputs
from osteokit.planning.plan import SurgicalPlan
from osteokit.planning.plan_file import read_plan, text_of_plan, write_plan
from osteokit.segmentation.metal import find_metal
from osteokit.surface.mesh import Mesh

PLAN = "plan/plan.json"


def save_plan(plan: SurgicalPlan, meshes: Mapping[str, Mesh], volume: Volume | None, folder: Path) -> None:
    """The plan on these bones (RAS mm, by key), and the CT where one is needed, for a worker."""
    for key, mesh in meshes.items():
        write_mesh(mesh, folder / "plan" / "bones" / f"{key}.stl")
    inputs = tuple(bone_input(key, mesh) for key, mesh in meshes.items())
    write_plan(replace(plan, inputs=inputs), folder / PLAN)
    if volume is not None:
        save_volume(volume, folder)


def screws(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The screws that suit ``sites``, of ``family`` (empty: the usual one), with ``margin_mm`` of bone around them."""
    from osteokit.jobs.screws import ScrewOrder, plan_screws

    order = ScrewOrder(
        sites=tuple(request["sites"]),
        family=request["family"] or None,
        margin_mm=float(request["margin_mm"]),
        plan=folder / PLAN,
        variant=request["variant"],
        figures=False,
    )
    done = plan_screws(order, folder / "screws", progress)
    corridors = {
        one.name: {"diameter_mm": one.proposal.corridor.diameter_mm, "length_mm": one.proposal.corridor.length_mm}
        for one in done.screws
        if one.proposal is not None
    }
    return _result(folder, names=list(corridors), corridors=corridors, refused=list(done.refused.values()))


def plate(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The plate that fits best at ``site`` of ``bone`` (or the article ``reference``), bent where ``bend``, with the
    screws of its holes where ``screws``; named ``name``."""
    from osteokit.jobs.plate import PlateOrder
    from osteokit.jobs.plate_file import PlateFiles, plan_plate

    order = PlateOrder(
        site=request["site"],
        references=(request["reference"],) if request["reference"] else (),
        bend="yes" if request["bend"] else "no",
        screws="yes" if request["screws"] else "no",
    )
    name = request["name"]
    _find_landmarks(folder / PLAN, request["bone"], part(progress, 0.0, 0.2))
    files = PlateFiles(
        request["bone"], folder / "plate.json", plan=folder / PLAN, variant=request["variant"], name=name
    )
    proposal = plan_plate(files, order, part(progress, 0.2, 1.0))
    best = [
        {"reference": one.reference, "name": proposal.articles[one.reference].implant.english,
         "chinese": proposal.articles[one.reference].implant.chinese, **one.placed.fit.values}
        for one in proposal.ranking.best
    ]  # fmt: skip
    return _result(
        folder,
        names=[name],
        best=best,
        tried=len(proposal.ranking.plates),
        chosen=proposal.found.implant.reference,
        fit=dict(proposal.placed.fit.values),
        bends=[one.sentence for one in proposal.bends],
        empty=dict(proposal.screws.empty),
    )


def nail(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The thickest and longest nail that the canal of ``bone`` takes, with its locking screws."""
    from osteokit.jobs.nail import propose_nail
    from osteokit.jobs.nail_plan import nail_into_plan
    from osteokit.jobs.screw_plan import bones_of_plan

    path, bone, name = folder / PLAN, request["bone"], request["name"]
    planned = bones_of_plan(path, request["variant"], part(progress, 0.0, 0.1))
    landmarks = planned.landmarks.get(bone) or landmarks_in(bone, planned.bones, part(progress, 0.1, 0.3))
    volume = None if planned.is_moved else _volume(folder)
    proposal = propose_nail(planned.bones[bone], landmarks, volume, progress=part(progress, 0.3, 0.9))
    nail_into_plan(path, request["variant"], name, bone, proposal, progress=part(progress, 0.9, 1.0))
    return _result(
        folder,
        names=[name],
        chosen=proposal.found.implant.reference,
        isthmus_mm=proposal.canal.isthmus_mm,
        warning=proposal.fit.warning,
        fit=dict(proposal.fit.values),
        empty=dict(proposal.screws.empty),
    )


def hip(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Cup, liner, head and stem of ``side``, at ``inclination_deg`` and ``anteversion_deg`` in ``definition``."""
    from osteokit.jobs.hip import plan_hips
    from osteokit.jobs.hip_bones import KEYS, HipScene
    from osteokit.jobs.hip_plan import add_hip, hip_names
    from osteokit.jobs.screw_plan import bones_of_plan
    from osteokit.planning.arthroplasty.cup import CupTarget
    from osteokit.planning.arthroplasty.hip import HipWish

    path = folder / PLAN
    planned = bones_of_plan(path, "", part(progress, 0.0, 0.1))
    bones = {key: planned.bones[key] for key in KEYS if key in planned.bones}
    volume = _volume(folder)
    scene = HipScene(bones, "LPS", volume, _metal(bones, volume))
    target = CupTarget(request["inclination_deg"], request["anteversion_deg"], request["definition"])
    job = plan_hips(scene, request["side"], HipWish(target), progress=part(progress, 0.1, 0.9))
    add_hip(job, path, request["variant"], part(progress, 0.9, 1.0))
    result = job.results[request["side"]]
    plan = result.plan
    return _result(
        folder,
        names=list(hip_names(request["side"])[:-1]),
        angles=asdict(plan.cup.angles),
        coverage_percent=plan.cup.coverage_percent,
        zone=asdict(plan.zone),
        change={key: float(value) for key, value in plan.change.items()},
        limits={key: {**asdict(limit), "kind": limit.kind} for key, limit in result.limits.items()},
        not_planned=list(plan.not_planned.values()),
        warnings=[*plan.warnings, *scene.notes],
    )


def knee(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Cuts and components of the knee of ``side`` as ``wish`` says (:class:`KneeWish` by its names)."""
    from osteokit.jobs.knee import knee_json
    from osteokit.jobs.knee_plan import knee_in_plan, knee_names
    from osteokit.planning.arthroplasty.knee_axes import KneeWish

    side = request["side"]
    wish, out = KneeWish(**request["wish"]), folder / "knee.json"
    job = knee_in_plan(folder / PLAN, request["variant"], side, out, wish, progress=progress)
    told = knee_json(job)
    return _result(
        folder,
        names=list(knee_names(side)),
        **{key: told[key] for key in ("resections", "femoral", "tibial", "insert", "leg_axis_deg")},
        not_planned=list(dict.fromkeys(job.plan.not_planned.values())),
        warnings=told["warnings"],
    )


def _find_landmarks(path: Path, bone: str, progress: Progress) -> None:
    """Landmarks of a bone that a plan for implants alone has none of."""
    plan = read_plan(path)
    if bone in plan.landmarks:
        return
    found = landmarks_in(bone, load_inputs(plan, path.parent), progress)
    write_plan(replace(plan, landmarks={**plan.landmarks, bone: found}), path)


def _metal(bones: Mapping[str, Mesh], volume: Volume | None) -> dict[str, float]:
    """How much metal the CT shows in or at each bone, mm3."""
    if volume is None:
        return {}
    matrix = volume.ijk_to_ras
    points = np.argwhere(find_metal(np.asarray(volume.voxels)))[:, ::-1] @ matrix[:3, :3].T + matrix[:3, 3]
    return metal_at(bones, points, float(abs(np.linalg.det(matrix[:3, :3]))))


def _volume(folder: Path) -> Volume | None:
    try:
        return load_volume(folder)
    except FileNotFoundError:
        return None


def _result(folder: Path, **told: Any) -> dict[str, Any]:
    return {"plan": text_of_plan(read_plan(folder / PLAN)), **_plain(told)}


def _plain(value: Any) -> Any:
    """What JSON can hold: numbers of numpy as Python's, endless ones as None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic | float):
        number = value.item() if isinstance(value, np.generic) else value
        return None if isinstance(number, float) and not np.isfinite(number) else number
    if value is None or isinstance(value, str | bool | int):
        return value
    raise OsteoError(f"A worker cannot hand over a {type(value).__name__}.")
