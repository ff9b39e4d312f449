"""What a case can leave in its folder; each product is a function of the case that writes below one folder."""

from collections.abc import Callable
from pathlib import Path

from osteokit.base.progress import Progress
from osteokit.imaging.volume import image_from_array
from osteokit.jobs.case import Case, summary

Product = Callable[[Case, Path, Progress], None]


def write_labels(case: Case, folder: Path, progress: Progress) -> None:
    """``labels.seg.nrrd``: opens in 3D Slicer with names, colours and SNOMED CT terminology."""
    from osteokit.segmentation.files import write_seg_nrrd

    write_seg_nrrd(case.segmentation, folder / "labels.seg.nrrd")


def write_bones(case: Case, folder: Path, progress: Progress) -> None:
    """``bones/*.stl``: one closed surface per bone, LPS millimetres as Slicer writes them."""
    from osteokit.fabrication.export import write_mesh

    for n, segment in enumerate(case.segmentation.segments):
        progress(n / len(case.segmentation.segments), f"writing {segment.file_stem}.stl")
        if segment.label in case.meshes:
            write_mesh(
                case.meshes[segment.label], folder / "bones" / f"{segment.file_stem}.stl", segment.display_name()
            )


def write_print(case: Case, folder: Path, progress: Progress) -> None:
    """``print/*.3mf``: every bone checked, laid on the bed and packed for the printer."""
    from osteokit.fabrication.print_package import PrintItem, write_print_package

    items = [
        PrintItem(s.file_stem, s.display_name(case.language), case.meshes[s.label], s.term.color)
        for s in case.bones()
        if s.label in case.meshes
    ]
    write_print_package(items, folder / "print", progress=progress)


def write_scene(case: Case, folder: Path, progress: Progress) -> None:
    """``scene.mrb``: volume, segmentation and models in one file for 3D Slicer."""
    from osteokit.mrml import scene

    progress(0.0, "writing scene.mrb")
    scene.write_scene(case.volume, case.segmentation, case.meshes, folder / "scene.mrb", case.language)


def write_report(case: Case, folder: Path, progress: Progress) -> None:
    """``report.pdf`` and ``report/*.png``."""
    from osteokit.report.case_report import write_case_report

    write_case_report(
        case.volume, case.segmentation, case.meshes, summary(case), folder, case.language, progress=progress
    )


def write_volume(case: Case, folder: Path, progress: Progress) -> None:
    """``volume.nii.gz``: the volume that was labelled, on the labels' grid."""
    import SimpleITK as sitk

    progress(0.0, "writing volume.nii.gz")
    sitk.WriteImage(image_from_array(case.volume.voxels, case.volume.ijk_to_ras), str(folder / "volume.nii.gz"), True)


PRODUCTS: dict[str, Product] = {
    "labels": write_labels,
    "bones": write_bones,
    "print": write_print,
    "scene": write_scene,
    "report": write_report,
    "volume": write_volume,
}
