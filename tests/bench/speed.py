"""Time and memory of the automatic path beside the plain VTK/SimpleITK pipeline, each step in a process of its own.

The volume is the public chest CT of ``osteo demo``, interpolated along the body to 512x512x300: real anatomy and noise
at the size that the goals name. The peer is what one writes in an afternoon: threshold, closing, fill, components,
surfaces. It gives connected lumps, not bones; the ratio is the price of separated, named bones.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import SimpleITK as sitk

SLICES = 300


def make_volume(path: Path) -> None:
    """The demo CT on 512x512x300, saved as NRRD without compression (reading is not what is measured)."""
    from osteokit.imaging.read import read_volume
    from osteokit.imaging.sample import sample_ct
    from osteokit.imaging.volume import image_from_array

    volume = read_volume(sample_ct())
    image = image_from_array(np.asarray(volume.voxels, dtype=np.int16), volume.ijk_to_ras)
    size, spacing = list(image.GetSize()), list(image.GetSpacing())
    spacing[2] *= (size[2] - 1) / (SLICES - 1)
    size[2] = SLICES
    resampled = sitk.Resample(
        image, size, sitk.Transform(), sitk.sitkLinear, image.GetOrigin(), spacing, image.GetDirection(), -1024
    )
    sitk.WriteImage(resampled, str(path))


def plain_labels(image: sitk.Image) -> sitk.Image:
    mask = sitk.BinaryThreshold(image, 150, 3000)
    mask = sitk.BinaryFillhole(sitk.BinaryMorphologicalClosing(mask, [2, 2, 2]))
    return sitk.RelabelComponent(sitk.ConnectedComponent(mask), minimumObjectSize=500)


def plain_surfaces(labels: np.ndarray, spacing: tuple[float, ...]) -> int:
    """Flying edges and windowed sinc per component; returns how many."""
    from vtkmodules.util.numpy_support import numpy_to_vtk
    from vtkmodules.vtkCommonDataModel import vtkImageData
    from vtkmodules.vtkFiltersCore import vtkWindowedSincPolyDataFilter
    from vtkmodules.vtkFiltersGeneral import vtkDiscreteFlyingEdges3D

    image = vtkImageData()
    image.SetDimensions(labels.shape[::-1])
    image.SetSpacing(spacing)
    image.GetPointData().SetScalars(numpy_to_vtk(labels.ravel()))
    count = int(labels.max())
    for label in range(1, count + 1):
        edges = vtkDiscreteFlyingEdges3D()
        edges.SetInputData(image)
        edges.SetValue(0, label)
        smooth = vtkWindowedSincPolyDataFilter()
        smooth.SetInputConnection(edges.GetOutputPort())
        smooth.SetNumberOfIterations(20)
        smooth.Update()
    return count


def run_step(step: str, path: Path) -> dict:
    """One measured step, in this process; returns seconds, peak memory in GB and what was found."""
    import resource

    image = sitk.ReadImage(str(path))
    from osteokit.imaging.volume import Volume, ijk_to_ras_of

    volume = Volume(sitk.GetArrayFromImage(image), ijk_to_ras_of(image))
    if step == "plain":
        start = time.perf_counter()
        labels = plain_labels(image)
        found = int(sitk.GetArrayViewFromImage(labels).max())
        seconds = {"labels": time.perf_counter() - start}
        start = time.perf_counter()
        plain_surfaces(sitk.GetArrayFromImage(labels).astype(np.int32), image.GetSpacing())
        seconds["surfaces"] = time.perf_counter() - start
    elif step == "automatic":
        from osteokit.jobs.methods import Automatic
        from osteokit.jobs.segment import make_case

        case = make_case(volume, Automatic())
        found = len(case.segmentation.segments)
        seconds = {"labels": case.seconds["segment"], "surfaces": case.seconds["surfaces"]}
    else:
        from osteokit.segmentation.bone_mask import preview

        preview(volume, 200.0)
        start = time.perf_counter()
        found = int(preview(volume, 250.0).any())
        seconds = {"labels": time.perf_counter() - start}
    return {"seconds": seconds, "found": found, "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}


def measure(runs: int) -> None:
    """Print the medians of ``runs`` runs of each step, in turn, and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ct.nrrd"
        make_volume(path)
        results: dict[str, list[dict]] = {"automatic": [], "plain": [], "preview": []}
        run_in_own_process("automatic", path)  # compiles and caches the numba kernels
        for _ in range(runs):
            for step, found in results.items():
                found.append(run_in_own_process(step, path))

    def median(step: str, part: str) -> float:
        return statistics.median(result["seconds"][part] for result in results[step])

    print(
        f"512x512x{SLICES}, chest CT, median of {runs} (automatic: ours; plain: threshold, closing, fill, components)"
    )
    for part in ("labels", "surfaces"):
        ours, plain = median("automatic", part), median("plain", part)
        print(f"  {part:9} automatic {ours:6.1f} s   plain {plain:6.1f} s   ratio {ours / plain:5.2f}")
    for step in ("automatic", "plain"):
        peak = statistics.median(result["peak_gb"] for result in results[step])
        print(f"  {step:9} peak memory {peak:4.1f} GB, {results[step][0]['found']} segments")
    print(f"  preview after a change of threshold {median('preview', 'labels'):5.2f} s")


def run_in_own_process(step: str, path: Path) -> dict:
    command = [sys.executable, "-m", "tests.bench.speed", step, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(json.dumps(run_step(sys.argv[1], Path(sys.argv[2]))))
