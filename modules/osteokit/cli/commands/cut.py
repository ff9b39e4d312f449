"""``osteo cut``: a bone and a cut to fragments."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from osteokit.base.errors import OsteoError


def cut(
    bone: Annotated[Path, typer.Argument(metavar="BONE", help="Surface of the bone: STL, OBJ, PLY, 3MF, GLB or VTP.")],
    cut_file: Annotated[Path, typer.Option("--cut", help="The cut as JSON, in the coordinates of the bone.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the fragments and report.json.")],
    coordinates: Annotated[
        str | None, typer.Option(help="LPS or RAS; without it what the file says, else LPS.", case_sensitive=False)
    ] = None,
) -> None:
    """Cut a bone with a finite saw; fragments come out in the coordinates of the bone that went in."""
    from osteokit.base.files import whole_file
    from osteokit.fabrication.mesh_formats import stl_bytes
    from osteokit.planning.osteotomy.cut_bone import cut_bone
    from osteokit.planning.osteotomy.cuts import cut_from_json, cut_in_ras
    from osteokit.surface.read import in_coordinates, read_surface

    mesh, found = read_surface(bone, coordinates.upper() if coordinates else None)  # type: ignore[arg-type]
    value = cut_in_ras(cut_from_json(_json(cut_file)), found.coordinates)
    result = cut_bone(mesh, value)
    note = f"SlicerOsteo SPACE={found.coordinates} UNIT=mm"
    for fragment in result.fragments:
        with whole_file(out / f"{fragment.name}.stl") as file:
            file.write_bytes(stl_bytes(in_coordinates(fragment.mesh, found.coordinates), note))
    report = _report(result, bone.name, found.coordinates, (*found.notes, *result.warnings))
    with whole_file(out / "report.json") as file:
        file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    console = Console(stderr=True)
    for warning in report["warnings"]:
        console.print(warning, style="yellow", markup=False, highlight=False)
    for fragment in report["fragments"]:
        typer.echo(f"{out / fragment['file']}: {fragment['volume_mm3'] / 1000:.2f} mL")
    typer.echo(f"removed {report['removed_mm3'] / 1000:.2f} mL, of that {report['kerf_mm3'] / 1000:.2f} mL by the saw")


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except ValueError as error:
        raise OsteoError(f"{path.name} is no JSON ({error}); write the cut as JSON.") from error


def _report(result: Any, bone: str, coordinates: str, warnings: tuple[str, ...]) -> dict[str, Any]:
    from osteokit.planning.osteotomy.cuts import cut_in_ras, cut_to_json

    return {
        "format": "osteo.cut/1",
        "bone": bone,
        "coordinates": coordinates,
        "cut": cut_to_json(cut_in_ras(result.cut, coordinates)),
        "fragments": [
            {
                "name": fragment.name,
                "file": f"{fragment.name}.stl",
                "volume_mm3": fragment.mesh.volume_mm3,
                "cut_area_mm2": result.cut_area_mm2[fragment.name],
            }
            for fragment in result.fragments
        ],
        "removed_mm3": result.removed_mm3,
        "kerf_mm3": result.kerf_mm3,
        "wedge_mm3": result.wedge_mm3,
        "bridge_area_mm2": result.bridge_area_mm2,
        "saw_depth_mm": result.saw_depth_mm,
        "warnings": list(warnings),
    }


def register(app: typer.Typer) -> None:
    app.command()(cut)
