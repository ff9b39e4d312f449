"""``osteo implants``: what implants there are, and bringing a maker's mesh into a catalogue."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from osteokit.base.errors import OsteoError
from osteokit.cli.progress_bar import progress_bar
from osteokit.cli.wide_console import wide_console

if TYPE_CHECKING:
    import numpy as np

    from osteokit.planning.implants.assistant import FrameProposal
    from osteokit.planning.implants.catalogues import Found
    from osteokit.surface.mesh import Mesh

app = typer.Typer(name="implants", no_args_is_help=True, help="Implants: list catalogues, search, import, check.")

AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable.")]
MOST_ROWS = 50


class Unit(StrEnum):
    """What ``--unit`` takes."""

    mm = "mm"
    cm = "cm"
    m = "m"
    inch = "inch"


class Side(StrEnum):
    """What ``--side`` takes."""

    left = "left"
    right = "right"


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the catalogues that are here, and packages that were left out because something is wrong with them."""
    from osteokit.planning.implants.catalogues import catalogues, faults

    held, wrong = catalogues(), faults()
    if as_json:
        rows = [{"name": c.name, "title": c.english, "title_zh": c.chinese, "version": c.version, "licence": c.licence,
                 "maker": c.maker, "articles": len(c.articles), "folder": c.folder} for c in held.values()]  # fmt: skip
        typer.echo(json.dumps({"catalogues": rows, "faults": wrong}, ensure_ascii=False, indent=1))
        return
    table = Table("Catalogue", "What", "Version", "Articles", "Licence")
    for one in held.values():
        table.add_row(*map(escape, (one.name, one.english, one.version, str(len(one.articles)), one.licence)))
    console = wide_console()
    console.print(table)
    for folder, fault in wrong.items():
        console.print(f"left out: {folder}: {fault}", style="red", markup=False, highlight=False, soft_wrap=True)


@app.command()
def search(
    text: Annotated[
        str, typer.Argument(help="Words of the name (English or Chinese), number, maker or material.")
    ] = "",
    family: Annotated[str | None, typer.Option(help="Only this family, such as pedicle_screw.")] = None,
    side: Annotated[Side | None, typer.Option(help="Only what fits this side.")] = None,
    catalogue: Annotated[str | None, typer.Option(help="Only in this catalogue.")] = None,
    size: Annotated[
        list[str] | None, typer.Option(help='A size or its limits: "diameter_mm=4.5", "length_mm=30..50".')
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find articles by words, family and sizes."""
    from osteokit.planning.implants import catalogues

    limits: dict[str, Any] = dict(limits_of(one) for one in size or ())
    found = catalogues.search(text, family, side.value if side else None, catalogue, **limits)
    if as_json:
        typer.echo(json.dumps([_row(one) for one in found], ensure_ascii=False, indent=1))
        return
    table = Table("Catalogue", "Reference", "Name", "名称", "Sizes")
    for one in found[:MOST_ROWS]:
        article = one.implant
        sizes = ", ".join(f"{key} {value:g}" for key, value in article.sizes.items())
        table.add_row(*map(escape, (one.catalogue.name, article.reference, article.english, article.chinese, sizes)))
    console = wide_console()
    console.print(table)
    more = f", of which the first {MOST_ROWS} are shown" if len(found) > MOST_ROWS else ""
    console.print(f"{len(found)} articles{more}.", highlight=False)


@app.command()
def show(
    article: Annotated[str, typer.Argument(metavar="CATALOGUE/REFERENCE", help='Such as "generic/...".')],
    out: Annotated[Path | None, typer.Option(help="Write its solid here: STL, OBJ, PLY, 3MF or GLB.")] = None,
) -> None:
    """Print all of an article: sizes, connection points, terms; optionally write its solid in its own frame."""
    from osteokit.planning.implants.catalogues import Found, find
    from osteokit.planning.implants.catalogues import catalogue as catalogue_of
    from osteokit.planning.implants.solid import connections_of, sizes_of, solid_of

    name, _, reference = article.partition("/")
    implant, held = find(name, reference), catalogue_of(name)
    mesh = solid_of(implant, held)
    content = {**_row(Found(held, implant)), "all_sizes": sizes_of(implant), "volume_mm3": round(mesh.volume_mm3, 2),
               "connections": [asdict(point) for point in connections_of(implant)]}  # fmt: skip
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
    if out is not None:
        from osteokit.fabrication.export import write_mesh

        write_mesh(mesh, out, implant.reference)
        typer.echo(f"{out}: written.", err=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Mesh: STL, OBJ, PLY, 3MF, GLB, VTK or VTP (STEP: export it first).")],
    into: Annotated[Path, typer.Option(help="Folder of the package; made where it is not there.")],
    family: Annotated[str, typer.Option(help="Key of the family, such as pedicle_screw.")],
    reference: Annotated[str, typer.Option(help="The article's number.")],
    name: Annotated[str, typer.Option(help="Name for people.")],
    chinese: Annotated[str, typer.Option(help="Name in Chinese.")] = "",
    size: Annotated[list[str] | None, typer.Option(help='Each of its sizes, such as "length_mm=40".')] = None,
    unit: Annotated[Unit, typer.Option(help="Unit of the numbers in the file.")] = Unit.mm,
    frame: Annotated[Path | None, typer.Option(help="JSON: 4x4 by rows, from the implant's frame to the file.")] = None,
    turn: Annotated[list[str] | None, typer.Option(help='Turn the frame about an own axis: "z=180"; in order.')] = None,
    origin: Annotated[str, typer.Option(help='Origin of the frame in the file: "X,Y,Z", mm.')] = "",
    side: Annotated[Side | None, typer.Option(help="Where it fits one side only.")] = None,
    material: Annotated[str, typer.Option(help="Such as Ti-6Al-4V.")] = "",
    maker: Annotated[str, typer.Option(help="Who makes it.")] = "",
    licence: Annotated[str, typer.Option(help="Under which terms the mesh may be used.")] = "",
    source: Annotated[str, typer.Option(help="Where the mesh came from.")] = "",
    catalogue: Annotated[str, typer.Option(help="Name of the catalogue.")] = "hospital",
    version: Annotated[str, typer.Option(help="Version of the catalogue.")] = "1",
    picture: Annotated[
        Path | None, typer.Option(help="PNG of the implant in its frame: x red, y green, z blue.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the frame and its doubts, write nothing.")] = False,
) -> None:
    """Bring a maker's mesh into a package: its frame is proposed from its shape; look at it and set it right."""
    from osteokit.planning.implants.assistant import framed, proposed_frame
    from osteokit.planning.implants.mesh_file import read_implant_mesh
    from osteokit.planning.implants.shelf import add_article
    from osteokit.planning.implants.solid import family_of
    from osteokit.planning.implants.values import Catalogue, Implant

    sizes = {key: low for key, (low, _) in (limits_of(one) for one in size or ())}
    article = Implant(reference, family, name, chinese, sizes, material, side.value if side else "",
                      maker=maker, licence=licence, source=source or file.name)  # fmt: skip
    mesh = read_implant_mesh(file, family_of(article).group, unit.value)
    proposal = _adjusted(proposed_frame(mesh, family), frame, turn or (), origin)
    own = framed(mesh, proposal.pose)
    _tell_frame(own, proposal)
    if picture is not None:
        _draw(own, picture)
    if dry_run:
        return
    new = Catalogue(catalogue, catalogue, "", version, {}, licence, maker)
    held = add_article(into, article, own, new)
    typer.echo(f"{into}: catalogue {held.name}, version {held.version}, {len(held.articles)} articles.")


@app.command()
def check(package: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder with a catalogue.json.")]) -> None:
    """Open every article of a package. Exit 0: all can be planned with; 1: some cannot, which is told."""
    from osteokit.planning.implants.shelf import check_package

    with progress_bar() as progress:
        found = check_package(package, progress)
    console = Console(soft_wrap=True)
    for reference, fault in found.faults.items():
        console.print(f"fault: {reference}: {fault}", style="red", markup=False, highlight=False)
    for sentences in found.doubts.values():
        for sentence in sentences:
            console.print(f"doubt: {sentence}", style="yellow", markup=False, highlight=False)
    held = found.catalogue
    good = len(held.articles) - len(found.faults)
    console.print(
        f"{held.name}, version {held.version}: {good} of {len(held.articles)} articles can be planned with.",
        markup=False, highlight=False,
    )  # fmt: skip
    if not found.is_good:
        raise typer.Exit(1)


def limits_of(text: str) -> tuple[str, tuple[float, float]]:
    """The name and the limits of a size as it is typed."""
    key, _, value = text.partition("=")
    low, _, high = value.partition("..")
    try:
        return key.strip(), (float(low), float(high or low))
    except ValueError:
        raise OsteoError(f'A size is like "diameter_mm=4.5" or "length_mm=30..50", not {text!r}.') from None


def _row(found: "Found") -> dict[str, Any]:
    return {
        "catalogue": found.catalogue.name, "version": found.catalogue.version, **asdict(found.implant),
        "licence": found.implant.licence or found.catalogue.licence,
        "maker": found.implant.maker or found.catalogue.maker,
        "source": found.implant.source or found.catalogue.source,
    }  # fmt: skip


def _adjusted(
    proposal: "FrameProposal", frame: Path | None, turns: "list[str] | tuple[()]", origin: str
) -> "FrameProposal":
    """The frame of the person over the proposed one: a whole matrix, then turns, then the origin."""
    from osteokit.planning.implants.assistant import FrameProposal

    if frame is not None:
        proposal = FrameProposal(matrix_in(frame))
    for one in turns:
        axis, (angle, _) = limits_of(one)
        if axis not in ("x", "y", "z"):
            raise OsteoError(f'A turn is like "z=180", about x, y or z, not {one!r}.')
        proposal = proposal.turned(axis, angle)  # pyright: ignore[reportArgumentType]
    return proposal.with_origin(_point(origin)) if origin else proposal


def matrix_in(path: Path) -> "np.ndarray":
    """The 4x4 matrix in a JSON file; whether it is a frame is for others to check."""
    import numpy as np

    try:
        matrix = np.array(json.loads(path.read_text(encoding="utf-8")), dtype=np.float64)
    except OSError as error:
        raise OsteoError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except (ValueError, TypeError) as error:
        raise OsteoError(
            f"{path.name} is no 4x4 matrix in JSON ({str(error)[:80]}); write four rows of four."
        ) from error
    if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
        raise OsteoError(f"{path.name} is no 4x4 matrix of finite numbers; write four rows of four.")
    return matrix


def _point(text: str) -> "np.ndarray":
    import numpy as np

    try:
        values = [float(word) for word in text.split(",")]
    except ValueError:
        values = []
    if len(values) != 3 or not np.isfinite(values).all():
        raise OsteoError(f'A point is three numbers like "12.5,-30,410", not {text!r}.')
    return np.array(values)


def _tell_frame(own: "Mesh", proposal: "FrameProposal") -> None:
    low, high = own.vertices.min(axis=0), own.vertices.max(axis=0)
    for axis, start, end in zip("xyz", low, high, strict=True):
        typer.echo(f"{axis}: {start:8.2f} to {end:8.2f} mm")
    for doubt in proposal.doubts:
        typer.echo(f"look: {doubt}", err=True)


def _draw(own: "Mesh", path: Path) -> None:
    from PIL import Image

    from osteokit.base.files import whole_file
    from osteokit.report.implant_figures import frame_figure

    with whole_file(path) as temporary:
        Image.fromarray(frame_figure(own)).save(temporary)


def register(parent: typer.Typer) -> None:
    parent.add_typer(app)
