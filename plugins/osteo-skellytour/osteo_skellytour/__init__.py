"""Skellytour as a segmenter of SlicerOsteo: the program ``skellytour`` in its own environment, its three models."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from osteo_skellytour.labels import MODELS
from osteokit.plugins import hookimpl
from osteokit.plugins.nifti_tool import NiftiTool
from osteokit.plugins.process import Program
from osteokit.plugins.segmenters import Segmenter, TaskLicence

INSTALL = (
    "Install it in a Python environment of its own (git clone https://github.com/cpwardell/Skellytour; "
    "pip install ./Skellytour) and put its `skellytour` on the PATH, or name it in OSTEO_SKELLYTOUR."
)


def _arguments(model: str) -> Callable[[Path, Path], Sequence[str]]:
    device = os.environ.get("OSTEO_SKELLYTOUR_DEVICE", "gpu")  # gpu, cpu or mps, as the program names them
    return lambda source, folder: ("-i", str(source), "-o", str(folder), "-m", model, "-d", device, "--overwrite")


def _output(model: str) -> Callable[[Path, Path], Path]:
    return lambda source, folder: folder / f"{source.name.removesuffix('.nii.gz')}_{model}_postprocessed.nii.gz"


def _segmenter(model: str) -> Segmenter:
    keys = MODELS[model]
    program = Program("Skellytour", os.environ.get("OSTEO_SKELLYTOUR", "skellytour"), INSTALL, bars=5)
    tool = NiftiTool(program, _arguments(model), _output(model), keys)
    return Segmenter(
        name="skellytour" if model == "high" else f"skellytour-{model}",
        title=f"Skellytour {model} ({len(keys)} labels)",
        licences=(TaskLicence(model, "Apache-2.0", "program and weights"),),
        install=INSTALL,
        reason_absent=tool.reason_absent,
        label=tool.label,
    )


@hookimpl
def osteo_segmenters() -> list[Segmenter]:
    return [_segmenter(model) for model in MODELS]
