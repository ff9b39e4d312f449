"""The demonstration: a real CT through the whole path."""

from pathlib import Path

from osteokit.base.progress import Progress, part, silent
from osteokit.jobs.segment import segment_case


def run_demo(ct: Path | None, out: Path, language: str = "en", progress: Progress = silent) -> dict:
    """Take ``ct``, or the public chest CT where it is None, to labels, surfaces, print package, scene and report."""
    from osteokit.imaging.sample import sample_ct

    source = ct if ct is not None else sample_ct(part(progress, 0.0, 0.1))
    products = ("labels", "bones", "print", "scene", "report")
    return segment_case(source, out, products=products, language=language, progress=part(progress, 0.1, 1.0))
