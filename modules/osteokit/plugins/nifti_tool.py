"""A segmenter that is a program: NIfTI in, NIfTI label map out, in a private folder that vanishes."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import SimpleITK as sitk

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part
from osteokit.imaging.volume import Volume, ijk_to_ras_of, image_from_array
from osteokit.plugins.process import Program, absent, output_file, run_program
from osteokit.plugins.segmenters import ToolLabels

if TYPE_CHECKING:
    from osteokit.segmentation.seeds import Seed


@dataclass(frozen=True)
class NiftiTool:
    """How to call a program that reads a NIfTI volume and writes a NIfTI label map.

    Attributes
    ----------
    program : Program
        Its name, executable, how to get it, how many progress bars it draws.
    arguments : callable
        ``arguments(input_path, folder)`` gives the words after the executable on the command line.
    output : callable
        ``output(input_path, folder)`` gives the path of the label map it writes.
    keys, unsided : dict
        As in :class:`osteokit.plugins.segmenters.ToolLabels`.
    """

    program: Program
    arguments: Callable[[Path, Path], Sequence[str]]
    output: Callable[[Path, Path], Path]
    keys: dict[int, str]
    unsided: dict[int, str] = field(default_factory=dict)

    def reason_absent(self) -> str:
        return absent(self.program)

    def label(self, volume: Volume, seeds: Sequence["Seed"], progress: Progress) -> ToolLabels:
        """Run it; the patient's name never reaches it, for NIfTI carries none."""
        with tempfile.TemporaryDirectory(prefix="osteo-") as name:
            folder = Path(name)
            source = folder / "ct.nii.gz"
            progress(0.0, f"writing the image for {self.program.title}")
            sitk.WriteImage(image_from_array(volume.voxels, volume.ijk_to_ras), str(source))
            said = run_program(self.program, self.arguments(source, folder), part(progress, 0.05, 0.95))
            written = output_file(self.program, self.output(source, folder), said)
            progress(0.95, f"reading the labels of {self.program.title}")
            return self._read(written)

    def _read(self, path: Path) -> ToolLabels:
        try:
            image = sitk.ReadImage(str(path))
        except RuntimeError as error:
            raise OsteoError(f"{self.program.title} wrote a label map that cannot be read ({path.name}).") from error
        if image.GetDimension() != 3:
            raise OsteoError(f"{self.program.title} wrote a label map of {image.GetDimension()} dimensions, not 3.")
        return ToolLabels(sitk.GetArrayFromImage(image), ijk_to_ras_of(image), self.keys, self.unsided)
