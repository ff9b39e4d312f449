"""``osteo guide``: a patient-specific guide for cuts and holes, checked, with all files for printing."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.base.progress import part
from osteokit.cli.progress_bar import progress_bar

if TYPE_CHECKING:
    from osteokit.jobs.guide import GuideResult
    from osteokit.planning.guides.document import GuideOrder
    from osteokit.planning.plan import SurgicalPlan
    from osteokit.surface.mesh import Mesh


def guide(
    bone: Annotated[Path, typer.Argument(metavar="BONE", help="Surface of the bone: STL, OBJ, PLY, 3MF, GLB or VTP.")],
    out: Annotated[Path, typer.Option(help="Folder for the guide.")],
    cut: Annotated[
        list[Path] | None, typer.Option(help="A cut as JSON (see osteo cut), in the bone's coordinates; repeatable.")
    ] = None,
    holes: Annotated[
        Path | None, typer.Option(help="Holes as a JSON list: point, direction, diameter_mm, kind; bone's coordinates.")
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="Take cuts, holes and parameters from a plan of this bone.")] = None,
    variant: Annotated[str | None, typer.Option(help="Variant of the plan. Default: the chosen one.")] = None,
    parameters: Annotated[
        Path | None, typer.Option(help="Parameters as JSON, or the parameters.json of an earlier guide (RAS).")
    ] = None,
    neighbour: Annotated[list[Path] | None, typer.Option(help="Another bone or part to keep clear of.")] = None,
    coordinates: Annotated[
        str | None, typer.Option(help="LPS or RAS; without it what the file says, else LPS.", case_sensitive=False)
    ] = None,
    reposition: Annotated[
        bool, typer.Option("--reposition", help="Also the guide that holds the plan's moved fragments, in reposition/.")
    ] = False,
    dicom: Annotated[bool, typer.Option("--dicom", help="Also DICOM-encapsulated STL.")] = False,
    quoted: Annotated[bool, typer.Option("--quote", help="Ask PrusaSlicer for time, grams and cost.")] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write the guide even where a check that it needs fails.")
    ] = False,
) -> None:
    """Design a guide for cuts and holes of one bone, check it, and write meshes, pictures, checks and print files."""
    from osteokit.jobs.guide import GuideOutput, make_guide, make_repositioning_guide
    from osteokit.surface.read import read_mesh, read_surface

    if bool(plan) == bool(cut or holes) and not (parameters and not plan):
        raise OsteoError("Say what to guide: --cut and --holes, or --plan.")
    if reposition and plan is None:
        raise OsteoError("A repositioning guide needs the motions of a plan; give --plan.")
    asked = coordinates.upper() if coordinates else None
    errors = Console(stderr=True)
    with progress_bar() as progress:
        mesh, found = read_surface(bone, asked)  # type: ignore[arg-type]
        others = [read_mesh(path, asked) for path in neighbour or []]  # type: ignore[arg-type]
        order = _order(mesh, found.coordinates, cut or [], holes, parameters)
        fragments = None
        if plan is not None:
            order, fragments = _planned(_read_plan(plan), variant, bone, mesh, order, reposition)
        output = GuideOutput(f"Guide for {bone.stem}", dicom=dicom, quoted=quoted, as_draft=draft)
        end = 0.5 if fragments else 1.0
        results = [make_guide(mesh, order, out, output, others, part(progress, 0.05, end))]
        if fragments:
            results.append(
                make_repositioning_guide(
                    fragments, order.parameters, out / "reposition", output, others, part(progress, end, 1.0)
                )
            )
    for note in found.notes:
        errors.print(note, style="yellow", markup=False, highlight=False)
    for title, result in zip(("Guide", "Repositioning guide"), results, strict=False):
        _tell(title, result)
    typer.echo(str(out))


def _order(
    mesh: "Mesh", coordinates: str, cuts: list[Path], holes: Path | None, parameters: Path | None
) -> "GuideOrder":
    """What the files ask for, in RAS."""
    from dataclasses import replace

    from osteokit.planning.guides.document import GuideOrder, order_from_json, order_or_parameters
    from osteokit.planning.guides.saw_planes import saw_planes
    from osteokit.planning.osteotomy.cuts import cut_from_json, cut_in_ras

    order = GuideOrder() if parameters is None else order_or_parameters(_json(parameters))
    if cuts:
        planes = [saw_planes(cut_in_ras(cut_from_json(_json(path)), coordinates), mesh) for path in cuts]
        order = replace(order, cuts=tuple(plane for group in planes for plane in group))
    if holes is not None:
        listed = order_from_json({"holes": _json(holes)}).holes
        order = replace(order, holes=tuple(_hole_in_ras(hole, coordinates) for hole in listed))
    return order


def _hole_in_ras(hole: Any, coordinates: str) -> Any:
    from dataclasses import replace

    if coordinates == "RAS":
        return hole
    (x, y, z), (a, b, c) = hole.point, hole.direction
    return replace(hole, point=(-x, -y, z), direction=(-a, -b, c))


def _read_plan(path: Path) -> "SurgicalPlan":
    from osteokit.planning.plan_file import read_plan

    return read_plan(path)


def _planned(
    plan: "SurgicalPlan", variant: str | None, bone: Path, mesh: "Mesh", order: "GuideOrder", reposition: bool
) -> tuple["GuideOrder", Any]:
    """The order that a plan makes for this bone, over what the command line says, and its moved fragments."""
    from dataclasses import replace

    from osteokit.planning.guides.from_plan import moved_fragments, order_of_plan, osteotomy_of, variant_of
    from osteokit.planning.inputs import sha256_of

    digest = sha256_of(bone)
    keys = [one.bone for one in plan.inputs if one.sha256 == digest]
    if not keys:
        there = ", ".join(one.file for one in plan.inputs)
        raise OsteoError(f"The plan was not made on {bone.name} (its bones: {there}); give the file that it names.")
    chosen = variant_of(plan, variant)
    planned = order_of_plan(chosen, keys[0], mesh)
    if order.holes:
        planned = replace(planned, holes=order.holes)
    if order.parameters != type(order.parameters)():
        planned = replace(planned, parameters=order.parameters)
    fragments = moved_fragments(osteotomy_of(chosen, keys[0]), mesh, planned.holes) if reposition else None
    return planned, fragments


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
