"""An nnInteractive server as a segmenter of SlicerOsteo: one or more clicks per bone, answered by the server.

Environment: ``OSTEO_NNINTERACTIVE_URL`` (for example ``http://gpu-box:1527``) and, where the server asks for a key,
``NN_INTERACTIVE_API_KEY``.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.base.progress import Progress
from osteokit.imaging.volume import Volume
from osteokit.plugins import hookimpl
from osteokit.plugins.segmenters import Segmenter, TaskLicence, ToolLabels
from osteokit.segmentation.seeds import BACKGROUND, Seed

URL_VARIABLE = "OSTEO_NNINTERACTIVE_URL"
INSTALL = (
    "Install the client (pip install nninteractive-client), start `nninteractive-server` on a machine with a GPU, and "
    f"name it in {URL_VARIABLE}, for example http://gpu-box:1527."
)
TITLE = "nnInteractive"


def connect(url: str) -> Any:
    """A session on the server; ``with`` releases it."""
    from nnInteractive.inference.remote import nnInteractiveRemoteInferenceSession

    return nnInteractiveRemoteInferenceSession(url)


def reason_absent() -> str:
    try:
        import nnInteractive.inference.remote  # noqa: F401
    except ImportError:
        return "The nnInteractive client is not installed."
    if not os.environ.get(URL_VARIABLE):
        return f"No nnInteractive server is named ({URL_VARIABLE} is empty)."
    return ""


def label_with(connect: Callable[[str], Any]) -> Callable[[Volume, Sequence[Seed], Progress], ToolLabels]:
    """The ``label`` of a :class:`Segmenter` that asks the session which ``connect(url)`` opens."""

    def label(volume: Volume, seeds: Sequence[Seed], progress: Progress) -> ToolLabels:
        url = os.environ[URL_VARIABLE]
        try:
            progress(0.0, f"asking {url} for a session")
            with connect(url) as session:
                labels, keys = _ask(session, volume, seeds, progress)
        except (OsteoError, Cancelled, KeyboardInterrupt):
            raise
        except Exception as error:  # httpx and the client have a dozen kinds; a person needs one sentence
            raise OsteoError(f"The nnInteractive server {url} failed: {type(error).__name__}: {error}") from error
        return ToolLabels(labels, volume.ijk_to_ras, keys)

    return label


def _ask(session: Any, volume: Volume, seeds: Sequence[Seed], progress: Progress) -> tuple[np.ndarray, dict[int, str]]:
    """One object per bone, points of all other seeds as background; the array's own axis order [k, j, i] is used."""
    progress(0.05, f"sending the image; licence of the server's model: {session.license or 'not told'}")
    session.set_image(volume.voxels[None])
    session.set_target_buffer(np.zeros(volume.voxels.shape, dtype=np.uint8))
    points = [[_voxel(volume, p) for p in np.atleast_2d(seed.points_ras)] for seed in seeds]
    labels = np.zeros(volume.voxels.shape, dtype=np.uint16)
    for n, seed in enumerate(seeds):
        if seed.key == BACKGROUND:
            continue
        progress(0.2 + 0.8 * n / len(seeds), f"{TITLE}: {seed.key}")
        session.reset_interactions()
        others = [p for m, group in enumerate(points) if m != n for p in group]
        for point in others:
            session.add_point_interaction(point, include_interaction=False, run_prediction=False)
        for m, point in enumerate(points[n]):
            last = m == len(points[n]) - 1
            session.add_point_interaction(point, include_interaction=True, run_prediction=last)
        found = (np.asarray(session.target_buffer) > 0) & (labels == 0)
        labels[found] = n + 1
    return labels, {n + 1: seed.key for n, seed in enumerate(seeds)}


def _voxel(volume: Volume, point_ras: np.ndarray) -> tuple[int, int, int]:
    """The (k, j, i) of a point; refused outside the image."""
    ijk = np.linalg.solve(volume.ijk_to_ras, [*point_ras, 1.0])[:3]
    kji = np.round(ijk[::-1]).astype(int)
    if (kji < 0).any() or (kji >= volume.voxels.shape).any():
        where = ", ".join(f"{c:.0f}" for c in point_ras)
        raise OsteoError(f"A seed lies outside the image (RAS {where} mm); place it inside the bone.")
    k, j, i = (int(v) for v in kji)
    return k, j, i


@hookimpl
def osteo_segmenters() -> list[Segmenter]:
    return [
        Segmenter(
            name="nninteractive",
            title=TITLE,
            licences=(
                TaskLicence("program", "Apache-2.0"),
                TaskLicence("weights", "CC BY-NC-SA 4.0", "non-commercial use only; the server tells its own"),
            ),
            install=INSTALL,
            reason_absent=reason_absent,
            label=label_with(connect),
            needs_seeds=True,
        )
    ]
