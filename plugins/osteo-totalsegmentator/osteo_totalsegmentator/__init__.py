"""TotalSegmentator as segmenters of SlicerOsteo: the program ``TotalSegmentator`` in its own environment.

Two segmenters, because their licences differ: ``totalsegmentator`` (task ``total``, free for any use) and
``totalsegmentator-limbs`` (task ``appendicular_bones``, which needs a licence).
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from osteo_totalsegmentator.labels import APPENDICULAR, TOTAL
from osteokit.plugins import hookimpl
from osteokit.plugins.nifti_tool import NiftiTool
from osteokit.plugins.process import Program
from osteokit.plugins.segmenters import Segmenter, TaskLicence

INSTALL = (
    "Install it in a Python environment of its own (pip install TotalSegmentator) and put its `TotalSegmentator` on "
    "the PATH, or name it in OSTEO_TOTALSEGMENTATOR."
)
LICENCE_INSTALL = (
    f"{INSTALL} Its task appendicular_bones also needs a licence number, set once with "
    "`totalseg_set_license -l NUMBER` (free for non-commercial use: https://backend.totalsegmentator.com/license-academic/)."
)
_MODELS_OF_TOTAL = 5  # the task is split over five networks, each draws a bar


def _arguments(task: str) -> Callable[[Path, Path], Sequence[str]]:
    device = os.environ.get("OSTEO_TOTALSEGMENTATOR_DEVICE", "gpu")  # gpu, gpu:N, cpu or mps, as the program names them
    return lambda source, folder: (
        "-i", str(source), "-o", str(_output(source, folder)), "--ml", "--task", task, "--device", device,
    )  # fmt: skip


def _output(source: Path, folder: Path) -> Path:
    return folder / "labels.nii.gz"


def _tool(task: str, install: str, bars: int, keys: dict[int, str], unsided: dict[int, str]) -> NiftiTool:
    program = Program(
        f"TotalSegmentator {task}", os.environ.get("OSTEO_TOTALSEGMENTATOR", "TotalSegmentator"), install, bars
    )
    return NiftiTool(program, _arguments(task), _output, keys, unsided)


@hookimpl
def osteo_segmenters() -> list[Segmenter]:
    total = _tool("total", INSTALL, _MODELS_OF_TOTAL, TOTAL, {})
    limbs = _tool("appendicular_bones", LICENCE_INSTALL, 1, APPENDICULAR, APPENDICULAR)
    return [
        Segmenter(
            name="totalsegmentator",
            title="TotalSegmentator total",
            licences=(TaskLicence("total", "Apache-2.0", "program and weights; any use"),),
            install=INSTALL,
            reason_absent=total.reason_absent,
            label=total.label,
        ),
        Segmenter(
            name="totalsegmentator-limbs",
            title="TotalSegmentator appendicular_bones",
            licences=(
                TaskLicence(
                    "appendicular_bones",
                    "needs a licence from the makers",
                    "tibia, fibula, patella, forearm, hand, foot; free of charge for non-commercial use only",
                ),
            ),
            install=LICENCE_INSTALL,
            reason_absent=limbs.reason_absent,
            label=limbs.label,
        ),
    ]
