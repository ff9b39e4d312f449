"""The main job: a CT in, labelled bones and their surfaces out."""

import json
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.base.staging import staged
from osteokit.imaging.hounsfield import require_hounsfield
from osteokit.imaging.read import read_volume
from osteokit.imaging.volume import Volume
from osteokit.jobs.case import Case, summary
from osteokit.jobs.methods import Automatic, Method
from osteokit.jobs.products import PRODUCTS

LANGUAGES = ("en", "zh")


@contextmanager
def _timed(seconds: dict[str, float], step: str):
    start = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - start


def make_case(volume: Volume, method: Method, progress: Progress = silent, language: str = "en") -> Case:
    """Label a volume and extract the surfaces; nothing is written.

    Raises
    ------
    OsteoError
        The volume is no CT in Hounsfield units, or no bone was found.
    """
    from osteokit.surface.extract import bone_surfaces

    require_hounsfield(volume)

    seconds: dict[str, float] = {}
    with _timed(seconds, "segment"):
        segmentation = method.segment(volume, part(progress, 0.0, 0.8))
    with _timed(seconds, "surfaces"):
        meshes = bone_surfaces(segmentation, part(progress, 0.8, 1.0))
    return Case(volume, segmentation, meshes, method.description, seconds, language)


def segment_case(
    source: str | Path,
    out: str | Path,
    method: Method | None = None,
    *,
    series: str | None = None,
    resample: bool = False,
    products: Sequence[str] = ("labels", "bones"),
    language: str = "en",
    progress: Progress = silent,
) -> dict:
    """Read ``source``, label it by ``method`` (automatic where None), write ``products`` and ``summary.json``.

    The files appear in ``out`` together, ``summary.json`` last: where it exists the case is whole. Files of others in
    ``out`` stay. Returns the summary.

    Raises
    ------
    OsteoError
        The input, the method or the output folder is refused; the sentence says why.
    """
    if language not in LANGUAGES:
        raise OsteoError(f"There is no language {language!r}; choose from {', '.join(LANGUAGES)}.")
    for name in products:
        if name not in PRODUCTS:
            raise OsteoError(f"There is no product named {name!r}; choose from {', '.join(PRODUCTS)}.")
    with staged(Path(out), last="summary.json") as folder:
        progress(0.0, "reading the images")
        start = time.perf_counter()
        volume = read_volume(source, series, part(progress, 0.0, 0.1), resample=resample)
        reading_s = time.perf_counter() - start
        case = make_case(volume, method or Automatic(), part(progress, 0.1, 0.75), language)
        case.seconds["read"] = reading_s
        for n, name in enumerate(products):
            start, end = (0.75 + 0.25 * step / len(products) for step in (n, n + 1))
            progress(start, f"writing {name}")
            with _timed(case.seconds, name):
                PRODUCTS[name](case, folder, part(progress, start, end))
        content = summary(case)
        (folder / "summary.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    progress(1.0, "done")
    return content
