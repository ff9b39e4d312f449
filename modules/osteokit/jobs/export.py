"""Bones as files for others: meshes, DICOM SEG, DICOM-encapsulated STL."""

from collections.abc import Sequence
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.segmentation.segmentation import Segmentation

SEPARATE = ("stl",)
"""Kinds that hold one bone a file; the others hold all bones in one."""
TOGETHER = ("obj", "ply", "3mf", "glb")
DICOM = ("dicom_seg", "dicom_stl")
KINDS = (*SEPARATE, *TOGETHER, *DICOM)


def export_bones(
    volume: Volume,
    segmentation: Segmentation,
    kinds: Sequence[str],
    folder: Path,
    language: str = "en",
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write every segment of ``segmentation`` as each of ``kinds`` below ``folder``; the files, in that order.

    Raises
    ------
    OsteoError
        No kind, an unknown kind, or a file that cannot be written.
    """
    if not kinds:
        raise OsteoError("Nothing was exported: tick at least one kind of file.")
    for kind in kinds:
        if kind not in KINDS:
            raise OsteoError(f"There is no export named {kind!r}; choose from {', '.join(KINDS)}.")
    files: list[Path] = []
    if set(kinds) - {"dicom_seg"}:
        files += _surfaces(volume, segmentation, kinds, folder, language, part(progress, 0.0, 0.8))
    if "dicom_seg" in kinds:
        from osteokit.segmentation.dicom_seg import write_dicom_seg

        progress(0.8, "writing bones.seg.dcm")
        write_dicom_seg(segmentation, volume, folder / "bones.seg.dcm")
        files.append(folder / "bones.seg.dcm")
    progress(1.0, "done")
    return tuple(files)


def _surfaces(
    volume: Volume, segmentation: Segmentation, kinds: Sequence[str], folder: Path, language: str, progress: Progress
) -> list[Path]:
    from osteokit.fabrication.export import named_meshes, write_mesh, write_meshes
    from osteokit.surface.extract import bone_surfaces

    meshes = bone_surfaces(segmentation, part(progress, 0.0, 0.7))
    files: list[Path] = []
    for segment in segmentation.segments if "stl" in kinds else ():
        progress(0.7, f"writing {segment.file_stem}.stl")
        files.append(folder / f"{segment.file_stem}.stl")
        write_mesh(meshes[segment.label], files[-1], segment.display_name())
    named = named_meshes(segmentation, meshes, language)
    for kind in (kind for kind in TOGETHER if kind in kinds):
        progress(0.8, f"writing bones.{kind}")
        files.append(folder / f"bones.{kind}")
        write_meshes(named, files[-1])
    if "dicom_stl" in kinds:
        from osteokit.fabrication.dicom_stl import model_series, write_model

        series = model_series(volume.source)  # one series: the bones belong together in the PACS
        for number, segment in enumerate(segmentation.segments, 1):
            progress(0.9, f"writing {segment.file_stem}.stl.dcm")
            files.append(folder / f"{segment.file_stem}.stl.dcm")
            write_model(meshes[segment.label], files[-1], segment.display_name(), series, number)
    return files
