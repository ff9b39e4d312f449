"""``osteo guide``: a patient-specific guide for cuts and holes, checked, with all files for printing."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.guide import GuideOutput, GuideResult
    from osteokit.planning.guides.document import GuideOrder
    from osteokit.planning.guides.values import GuideHole
    from osteokit.planning.plan import SurgicalPlan
    from osteokit.surface.mesh import Mesh


def guide(
    out: Annotated[Path, typer.Option(help="Folder for the guide.")],
    bone: Annotated[
        Path | None,
        typer.Argument(
            metavar="[BONE]",
            help="Surface of the bone: STL, OBJ, PLY, 3MF, GLB or VTP. With --plan only where it has several.",
        ),
    ] = None,
    cut: Annotated[
        list[Path] | None, typer.Option(help="A cut as JSON (see osteo cut), in the bone's coordinates; repeatable.")
    ] = None,
    holes: Annotated[
        Path | None, typer.Option(help="Holes as a JSON list: point, direction, diameter_mm, kind; bone's coordinates.")
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="Make the guides of this plan, clear of its other bones.")] = None,
    variant: Annotated[str | None, typer.Option(help="Variant of the plan. Default: the chosen one.")] = None,
    parameters: Annotated[
        Path | None, typer.Option(help="Parameters as JSON, or the parameters.json of an earlier guide (RAS).")
    ] = None,
    neighbour: Annotated[list[Path] | None, typer.Option(help="Another bone or part to keep clear of.")] = None,
    coordinates: Annotated[
        str | None, typer.Option(help="LPS or RAS; without it what the file says, else LPS.", case_sensitive=False)
    ] = None,
    reposition: Annotated[
        bool,
        typer.Option("--reposition", help="Also the guide that holds the moved fragments where the plan has no such."),
    ] = False,
    dicom: Annotated[bool, typer.Option("--dicom", help="Also DICOM-encapsulated STL.")] = False,
    quoted: Annotated[bool, typer.Option("--quote", help="Ask PrusaSlicer for time, grams and cost.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write the guide even where a check that it needs fails.")
    ] = False,
    emergency: Annotated[
        str, typer.Option(help="Why it cannot wait for an admission that the hub does not grant; recorded by name.")
    ] = "",
) -> None:
    """Design a guide for cuts and holes of one bone, or all guides of a plan, check them, and write meshes, pictures,
    checks and print files."""
    from osteokit.jobs.guide import GuideOutput, asked_first, make_guide
    from osteokit.jobs.guide_asked import plan_of_guide
    from osteokit.planning.guides.document import order_to_json
    from osteokit.segmentation.names import key_of

    if bool(plan) == bool(cut or holes) and not (parameters and not plan):
        raise OsteoError("Say what to guide: --cut and --holes, or --plan.")
    if reposition and plan is None:
        raise OsteoError("A repositioning guide needs the motions of a plan; give --plan.")
    asked = coordinates.upper() if coordinates else None
    output = GuideOutput("", dicom=dicom, quoted=quoted, as_draft=draft)
    if plan is not None:
        files = (holes, parameters, neighbour or [], asked)
        _guide_plan(plan, variant, bone, out, files, (reposition, emergency), output)
        return
    if bone is None:
        raise OsteoError("Say which bone the guide lies on: give its file before the options, or a --plan.")
    with progress_bar() as progress:
        mesh, notes, coordinate_system = _read(bone, asked)
        others = [_read(path, asked)[0] for path in neighbour or []]
        order = _order(mesh, coordinate_system, cut or [], holes, parameters)
        alone = plan_of_guide(key_of(bone.stem) or "", mesh, order_to_json(order))
        output = asked_first(replace(output, name=f"Guide for {bone.stem}"), alone, emergency)
        result = make_guide(mesh, order, out, output, others, progress)
    _note(notes)
    _tell("Guide", result)
    typer.echo(str(out))


def _guide_plan(
    path: Path,
    variant: str | None,
    bone: Path | None,
    out: Path,
    files: tuple[Path | None, Path | None, list[Path], str | None],
    asked_for: tuple[bool, str],
    output: "GuideOutput",
) -> None:
    """Make the guides of a plan; ``files`` are holes, parameters, neighbours and their coordinates; ``asked_for`` are
    whether a guide holds the moved fragments, and why it cannot wait."""
    from osteokit.jobs.guide_plan import GuidesAsked, make_guides_of_plan
    from osteokit.planning.guides.from_plan import variant_of
    from osteokit.planning.plan_file import read_plan

    holes, parameters, neighbours, system = files
    plan = read_plan(path)
    chosen = variant_of(plan, variant)
    key = "" if bone is None else _key_of(plan, bone)
    coordinates = system or (plan.input(key) if key else plan.inputs[0]).coordinates
    given = _order(None, coordinates, [], holes, parameters)
    with progress_bar() as progress:
        others = [_read(one, system)[0] for one in neighbours]
        reposition, emergency = asked_for
        asked = GuidesAsked(key, reposition, given, emergency)
        named = replace(output, name=plan.title)
        results = make_guides_of_plan(plan, chosen, path.parent, out, asked, named, others, progress)
    for name, result in results.items():
        _tell(name, result)
    typer.echo(str(out))


def _read(path: Path, coordinates: str | None) -> tuple["Mesh", tuple[str, ...], str]:
    from osteokit.surface.read import read_surface

    mesh, found = read_surface(path, coordinates)  # type: ignore[arg-type]
    return mesh, tuple(found.notes), found.coordinates


def _note(notes: tuple[str, ...]) -> None:
    errors = Console(stderr=True)
    for note in notes:
        errors.print(note, style="yellow", markup=False, highlight=False)


def _order(
    mesh: "Mesh | None", coordinates: str, cuts: list[Path], holes: Path | None, parameters: Path | None
) -> "GuideOrder":
    """What the files ask for, in RAS; ``cuts`` need the mesh of their bone."""
    from osteokit.planning.guides.document import GuideOrder, order_from_json, order_or_parameters
    from osteokit.planning.guides.guided_cut import guided_cut
    from osteokit.planning.osteotomy.cuts import cut_from_json, cut_in_ras

    order = GuideOrder() if parameters is None else order_or_parameters(_json(parameters))
    if holes is not None:
        listed = order_from_json({"holes": _json(holes)}).holes
        order = replace(order, holes=tuple(_hole_in_ras(hole, coordinates) for hole in listed))
    if cuts and mesh is not None:
        led = [guided_cut(cut_in_ras(cut_from_json(_json(path)), coordinates), mesh, order.parameters) for path in cuts]
        rows = tuple(hole for one in led for hole in one.row)
        order = replace(order, cuts=tuple(plane for one in led for plane in one.planes), holes=(*order.holes, *rows))
    return order


def _hole_in_ras(hole: "GuideHole", coordinates: str) -> "GuideHole":
    if coordinates == "RAS":
        return hole
    (x, y, z), (a, b, c) = hole.point, hole.direction
    return replace(hole, point=(-x, -y, z), direction=(-a, -b, c))


def _key_of(plan: "SurgicalPlan", bone: Path) -> str:
    """The bone of the plan that was made on this very file."""
    from osteokit.planning.inputs import sha256_of

    digest = sha256_of(bone)
    for one in plan.inputs:
        if one.sha256 == digest:
            return one.bone
    there = ", ".join(one.file for one in plan.inputs)
    raise OsteoError(f"The plan was not made on {bone.name} (its bones: {there}); give the file that it names.")


def _tell(title: str, result: "GuideResult") -> None:
    table = Table(title=title)
    for column in ("check", "value", "limit", "unit", ""):
        table.add_column(column)
    for check in result.guide.checks:
        mark = "[green]good[/green]" if check.passed else "[red]look[/red]"
        table.add_row(check.code, f"{check.value:.3g}", f"{check.limit:.3g}", check.unit, mark)
    console = Console()
    console.print(table)
    for check in result.guide.checks:
        if not check.passed:
            console.print(check.sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    for finding in result.print_record["findings"]:
        console.print(f"Print: {finding['what']} {finding['action']}", markup=False, highlight=False, soft_wrap=True)
    if result.quote is not None:
        cost = result.quote
        console.print(
            f"Print: {cost.seconds // 60} min, {cost.grams:.1f} g, cost {cost.cost:.2f} ({cost.engine}).",
            markup=False, highlight=False,
        )  # fmt: skip


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except ValueError as error:
        raise OsteoError(f"{path.name} is no JSON ({error}); write it again.") from error


def register(app: typer.Typer) -> None:
    app.command()(guide)
