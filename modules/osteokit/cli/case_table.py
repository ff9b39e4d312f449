"""The table that a command ends with: the bones and where to look."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

WHERE = {
    "labels.seg.nrrd": "labels, for 3D Slicer and any NRRD reader",
    "bones": "one surface per bone (STL, mm, LPS)",
    "print": "checked and laid on the bed, for the printer (3MF)",
    "scene.mrb": "open in 3D Slicer",
    "report.pdf": "the report",
    "report": "its figures",
    "volume.nii.gz": "the volume that was labelled",
    "summary.json": "all of this for programs",
}


def print_case(summary: dict, out: Path, console: Console) -> None:
    """Print a case's bones, warnings and files."""
    table = Table(title=f"{len(summary['bones'])} bones", title_justify="left")
    for heading, justify in (
        ("bone", "left"),
        ("", "left"),
        ("side", "left"),
        ("cm³", "right"),
        ("name is sure", "right"),
    ):
        table.add_column(heading, justify=justify)
    table.add_column("to check", overflow="fold", ratio=1)
    for bone in summary["bones"] + summary["metal"]:
        sure = f"{100 * bone['confidence']:.0f} %" if bone["confidence"] else ""
        volume_cm3 = f"{bone['volume_mm3'] / 1000:.1f}"
        warnings = " ".join(bone["warnings"])
        table.add_row(bone["name"], bone["name_zh"], bone["side"] or "", volume_cm3, sure, warnings)
    console.print(table)
    for warning in summary["warnings"]:
        console.print(f"! {warning}", style="yellow", markup=False, highlight=False)
    for name, meaning in WHERE.items():
        if (out / name).exists():
            console.print(f"  {out / name}  {meaning}", markup=False, highlight=False, soft_wrap=True)
