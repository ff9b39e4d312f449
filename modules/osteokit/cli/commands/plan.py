"""``osteo plan``: a surgical plan from bones to a checked, reproducible document."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.plan import MakeSteps
    from osteokit.planning.plan import SurgicalPlan
    from osteokit.planning.variants import ComparisonRow
    from osteokit.plugins.plan_checks import PlanFinding

app = typer.Typer(
    name="plan", no_args_is_help=True, help="Plan a correction: measure, cut, move, compare variants, do it again."
)

COLORS = {"stop": "bold red", "warning": "yellow", "note": "dim"}

PlanPath = Annotated[Path, typer.Argument(metavar="PLAN", help="The plan: a .json of osteo plan new.")]
VariantName = Annotated[str, typer.Option("--variant", help="Name of the variant; one of that name is replaced.")]
Note = Annotated[str, typer.Option(help="A remark that stays with the variant.")]


class Side(StrEnum):
    """What ``--side`` takes."""

    left = "left"
    right = "right"


class System(StrEnum):
    """What ``--coordinates`` takes."""

    LPS = "LPS"
    RAS = "RAS"


class Motion(StrEnum):
    """What ``--wedge`` takes."""

    opening = "opening"
    closing = "closing"


class Approach(StrEnum):
    """What ``--approach`` takes."""

    medial = "medial"
    lateral = "lateral"


BoneFile = Annotated[Path | None, typer.Option(help="Surface of the bone: STL, OBJ, PLY, 3MF, GLB or VTP.")]
Wedge = Annotated[Motion, typer.Option("--wedge", help="Opening or closing.")]
From = Annotated[Approach, typer.Option("--approach", help="Side of the cortex where the wedge is.")]
Fujisawa = Annotated[
    float | None, typer.Option(help="Where the weight-bearing line shall cross the plateau, per cent from medial.")
]
Fibula = Annotated[
    float | None, typer.Option("--fibula", help="Cut the fibula too, so many mm below its head; usually 100 to 150.")
]
Hinge = Annotated[
    str, typer.Option(help='The hinge as "X,Y,Z" mm in the coordinates of the bone file; proposed without it.')
]


@app.command()
def new(
    side: Annotated[Side, typer.Option(help="Which leg.")],
    out: Annotated[Path, typer.Option(help="The plan to write; bones are named relative to it.")],
    femur: BoneFile = None,
    tibia: BoneFile = None,
    fibula: BoneFile = None,
    patella: BoneFile = None,
    talus: BoneFile = None,
    bone: Annotated[
        list[str] | None,
        typer.Option(help="Another bone as KEY=FILE: hip_left=hip.stl, sacrum=S.stl, L4=L4.stl. Repeatable."),
    ] = None,
    coordinates: Annotated[System, typer.Option(help="How the numbers in the files are meant.")] = System.LPS,
    title: Annotated[str, typer.Option(help="What the plan is about.")] = "",
    patient_id: Annotated[str, typer.Option(help="Number or pseudonym of the patient.")] = "",
) -> None:
    """Find landmarks, measure the leg and write a plan without variants."""
    from osteokit.jobs.plan import NewPlan, new_plan
    from osteokit.planning.plan import Patient

    files = {"femur": femur, "tibia": tibia, "fibula": fibula, "patella": patella, "talus": talus}
    bones = {f"{name}_{side.value}": path for name, path in files.items() if path is not None} | _more_bones(bone or ())
    request = NewPlan(bones, side.value, coordinates.value, title, Patient(patient_id=patient_id))
    with progress_bar() as progress:
        plan = new_plan(request, out, progress)
    _show(plan)


@app.command()
def hto(
    plan: PlanPath,
    variant: VariantName = "A",
    fujisawa: Fujisawa = None,
    mpta: Annotated[float | None, typer.Option(help="Aim at this MPTA instead, degrees.")] = None,
    wedge: Wedge = Motion.opening,
    approach: From = Approach.medial,
    hinge: Hinge = "",
    hinge_turn: Annotated[float, typer.Option(help="Turn of the hinge line, front end to lateral, degrees.")] = 0.0,
    slope_change: Annotated[
        float | None, typer.Option(help="Change of the tibial slope that is wanted (0 keeps it); turns the hinge line.")
    ] = None,
    soft_tissue: Annotated[bool, typer.Option(help="Take (JLCA - 2) / 2 degrees off the correction.")] = False,
    biplanar: Annotated[bool, typer.Option(help="A second cut behind the tuberosity.")] = False,
    fibula: Fibula = None,
    note: Note = "",
) -> None:
    """Plan a high tibial osteotomy, carry it out on the bones and measure them again."""
    from osteokit.jobs.plan_variants import hto_steps
    from osteokit.planning.correction.wedge_intent import Target, WedgeIntent

    intent = WedgeIntent(
        wedge.value,
        approach.value,
        Target(*_target(fujisawa, "MPTA_deg", mpta)),
        _hinge(hinge, plan, "tibia"),
        hinge_turn,
        slope_change,
        "jlca" if soft_tissue else "none",
        "biplanar" if biplanar else "plane",
    )
    _add(plan, variant, _with_fibula(hto_steps(intent), fibula), note)


@app.command()
def dfo(
    plan: PlanPath,
    variant: VariantName = "A",
    fujisawa: Fujisawa = None,
    mldfa: Annotated[float | None, typer.Option(help="Aim at this mLDFA instead, degrees.")] = None,
    wedge: Wedge = Motion.opening,
    approach: From = Approach.lateral,
    hinge: Hinge = "",
    hinge_turn: Annotated[float, typer.Option(help="Turn of the hinge line, front end to lateral, degrees.")] = 0.0,
    note: Note = "",
) -> None:
    """Plan a distal femoral osteotomy, carry it out on the bones and measure them again."""
    from osteokit.jobs.plan_variants import dfo_steps
    from osteokit.planning.correction.wedge_intent import Target, WedgeIntent

    target = Target(*_target(fujisawa, "mLDFA_deg", mldfa))
    intent = WedgeIntent(wedge.value, approach.value, target, _hinge(hinge, plan, "femur"), hinge_turn)
    _add(plan, variant, dfo_steps(intent), note)


@app.command()
def double(
    plan: PlanPath,
    variant: VariantName = "A",
    fujisawa: Fujisawa = None,
    tibial: Annotated[Motion, typer.Option(help="Medial opening, or lateral closing of the tibia.")] = Motion.opening,
    femoral: Annotated[Motion, typer.Option(help="Medial opening, or lateral closing of the femur.")] = Motion.closing,
    fibula: Fibula = None,
    note: Note = "",
) -> None:
    """Correct a varus at two levels: the tibia to an MPTA of 90 degrees, the femur does the rest."""
    from osteokit.jobs.plan_variants import double_steps
    from osteokit.planning.correction.wedge_intent import Target, WedgeIntent

    target = Target(*_target(fujisawa, "", None))
    sides = {Motion.opening: Approach.medial, Motion.closing: Approach.lateral}
    intents = [WedgeIntent(one.value, sides[one].value, target) for one in (tibial, femoral)]
    _add(plan, variant, _with_fibula(double_steps(intents[0], intents[1]), fibula), note)


@app.command()
def rotate(
    plan: PlanPath,
    bone: Annotated[str, typer.Option(help="femur or tibia.")],
    measure: Annotated[str, typer.Option(help="The torsion that is meant, such as femoral_torsion_3d_deg.")],
    to: Annotated[float, typer.Option(help="What it shall be, degrees.")],
    level: Annotated[float, typer.Option(help="Where the shaft is cut, part of its length from above.")] = 0.5,
    variant: VariantName = "A",
    fibula: Fibula = None,
    note: Note = "",
) -> None:
    """Turn the lower part of a bone about the mechanical axis to a torsion."""
    from osteokit.jobs.plan_variants import derotation_steps

    _add(plan, variant, _with_fibula(derotation_steps(bone, level, measure, to), fibula), note)


@app.command()
def lengthen(
    plan: PlanPath,
    bone: Annotated[str, typer.Option(help="femur or tibia.")],
    by: Annotated[float, typer.Option(help="How much, mm.")],
    level: Annotated[float, typer.Option(help="Where the shaft is cut, part of its length from above.")] = 0.5,
    variant: VariantName = "A",
    fibula: Fibula = None,
    note: Note = "",
) -> None:
    """Lengthen a bone along the mechanical axis."""
    from osteokit.jobs.plan_variants import lengthening_steps

    _add(plan, variant, _with_fibula(lengthening_steps(bone, level, by), fibula), note)


@app.command()
def landmark(
    plan: PlanPath,
    bone: Annotated[str, typer.Argument(help="Key of the bone, such as tibia_left.")],
    key: Annotated[str, typer.Argument(help="Key of the landmark, such as ankle_center.")],
    at: Annotated[str, typer.Option(help='Where it is: "X,Y,Z" mm in the coordinates of the bone file.')],
) -> None:
    """Put a landmark where it belongs; all measurements follow."""
    from osteokit.jobs.plan import place_landmark
    from osteokit.planning.plan_file import read_plan

    system = read_plan(plan).input(bone).coordinates
    with progress_bar() as progress:
        done = place_landmark(plan, bone, key, point_ras(at, system), progress)
    _show(done)


@app.command()
def choose(plan: PlanPath, variant: Annotated[str, typer.Option("--variant", help="The one to be done.")]) -> None:
    """Choose the variant that shall be done."""
    from osteokit.planning.plan_file import read_plan, write_plan
    from osteokit.planning.variants import chosen

    write_plan(chosen(read_plan(plan), variant), plan)
    typer.echo(f"{plan}: variant {variant} is chosen.")


@app.command()
def show(plan: PlanPath) -> None:
    """Print what a plan holds: measurements, variants, findings."""
    from osteokit.planning.plan_file import read_plan

    _show(read_plan(plan))


@app.command()
def compare(plan: PlanPath, as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False) -> None:
    """Print all variants side by side."""
    import json
    from dataclasses import asdict

    from osteokit.planning.plan_file import read_plan
    from osteokit.planning.variants import compare_variants

    found = read_plan(plan)
    rows = compare_variants(found)
    if as_json:
        content = {"variants": [one.name for one in found.variants], "rows": [asdict(row) for row in rows]}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    _print_table(rows, [one.name for one in found.variants])


@app.command()
def apply(
    plan: PlanPath,
    out: Annotated[Path, typer.Option(help="Folder for pieces, plan.json and summary.json.")],
    emergency: Annotated[
        str, typer.Option(help="Why it cannot wait for an admission that the hub does not grant; recorded by name.")
    ] = "",
) -> None:
    """Recompute everything from the bones and compare it with what the plan says.

    Exit 0: reproduced; 1: something differs, which is told and stands in summary.json.
    """
    from osteokit.jobs.plan import apply_to_folder

    with progress_bar() as progress:
        result = apply_to_folder(plan, out, progress, emergency)
    console = Console(soft_wrap=True)
    _print_findings(console, "", result.plan.checks)
    for one in result.plan.variants:
        _print_findings(console, one.name, one.findings)
    for difference in result.differences:
        console.print(f"differs: {difference.sentence}", style="yellow", markup=False, highlight=False)
    words = "reproduced" if result.reproduced else f"not reproduced, {len(result.differences)} numbers differ"
    console.print(f"{out}: the plan was {words}.", markup=False, highlight=False)
    if not result.reproduced:
        raise typer.Exit(1)


def _more_bones(given: Sequence[str]) -> dict[str, Path]:
    """``KEY=FILE`` by key; a key may be any name of the bone."""
    from osteokit.segmentation.names import key_of

    bones: dict[str, Path] = {}
    for one in given:
        name, equals, path = one.partition("=")
        key = key_of(name)
        if not equals or not path or key is None:
            raise OsteoError(f"--bone is KEY=FILE, as in hip_left=hip.stl or L4=L4.stl, not {one!r}.")
        bones[key] = Path(path)
    return bones


def _target(fujisawa: float | None, key: str, value: float | None) -> tuple[str, float]:
    from osteokit.planning.correction.miniaci import FUJISAWA_PERCENT

    if fujisawa is not None and value is not None:
        raise OsteoError(f"Aim at one thing: either --fujisawa or --{key.removesuffix('_deg').lower()}.")
    if value is not None:
        return key, value
    return "WBL_percent", FUJISAWA_PERCENT if fujisawa is None else fujisawa


def _hinge(text: str, path: Path, bone: str) -> tuple[float, float, float] | None:
    if not text:
        return None
    from osteokit.planning.plan_file import read_plan

    plan = read_plan(path)
    return point_ras(text, plan.input(f"{bone}_{plan.side}").coordinates)


def point_ras(text: str, system: str) -> tuple[float, float, float]:
    """A point in RAS mm from "X,Y,Z" in ``system``."""
    import math

    try:
        x, y, z = (float(word) for word in text.split(","))
    except ValueError:
        x = y = z = math.nan
    if not all(map(math.isfinite, (x, y, z))):
        raise OsteoError(f'A point is three numbers like "12.5,-30,410", not {text!r}.')
    return (-x, -y, z) if system == "LPS" else (x, y, z)


def _with_fibula(make: "MakeSteps", below_head_mm: float | None) -> "MakeSteps":
    from osteokit.jobs.plan_variants import cutting_fibula

    return make if below_head_mm is None else cutting_fibula(make, below_head_mm)


def _add(path: Path, variant: str, make, note: str) -> None:
    from osteokit.jobs.plan import add_variant
    from osteokit.planning.variants import compare_variants

    with progress_bar() as progress:
        plan = add_variant(path, variant, make, note, progress)
    _print_table(compare_variants(plan), [one.name for one in plan.variants])
    _print_findings(Console(soft_wrap=True), variant, plan.variant(variant).findings)


def _show(plan: "SurgicalPlan") -> None:
    from osteokit.planning.variants import compare_variants

    console = Console(soft_wrap=True)
    chosen = f", chosen: {plan.chosen}" if plan.chosen else ""
    signed = f"signed by {plan.signature.name}, {plan.signature.date}" if plan.signature.is_signed else "unsigned"
    console.print(f"{plan.title} ({plan.side}), {signed}{chosen}", style="bold", markup=False, highlight=False)
    _print_table(compare_variants(plan), [one.name for one in plan.variants])
    for key, reason in plan.measured.not_measurable.items():
        console.print(f"{key} not measurable: {reason}", style="dim", markup=False, highlight=False)
    _print_findings(console, "", plan.checks)
    for one in plan.variants:
        _print_findings(console, one.name, one.findings)
    console.print(plan.disclaimer, style="dim", markup=False, highlight=False)


def _print_table(rows: Sequence["ComparisonRow"], names: Sequence[str]) -> None:
    table = Table("", "before", *(escape(name) for name in names), "normal")
    for row in rows:
        cells = [
            "" if value is None else f"[yellow]{value:.1f}[/yellow]" if abnormal else f"{value:.1f}"
            for value, abnormal in zip(row.values, row.abnormal, strict=True)
        ]
        before = "" if row.before is None else f"{row.before:.1f}"
        normal = "" if row.normal is None else f"{row.normal[0]:g} to {row.normal[1]:g}"
        table.add_row(escape(row.key), before, *cells, normal)
    Console().print(table)


def _print_findings(console: Console, variant: str, findings: Sequence["PlanFinding"]) -> None:
    for one in sorted(findings, key=lambda finding: list(COLORS).index(finding.severity)):
        where = f"{variant}: " if variant else ""
        console.print(
            f"{one.severity}: {where}{one.message}", style=COLORS[one.severity], markup=False, highlight=False
        )


def register(parent: typer.Typer) -> None:
    parent.add_typer(app)
