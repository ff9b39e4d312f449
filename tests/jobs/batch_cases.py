"""What the batch tests do with a case instead of segmenting: the source file's first word says what happens."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress
from osteokit.base.staging import staged
from osteokit.jobs.cohort import CohortCase


def play(case: CohortCase, folder: Path, progress: Progress) -> dict:
    """ok | bad | fault | crash | slow SECONDS; every start is one line in ``started.txt`` beside the sources."""
    with (case.source.parent / "started.txt").open("a", encoding="utf-8") as log:
        log.write(f"{case.name} {os.getpid()}\n")
    word, *rest = case.source.read_text(encoding="utf-8").split()
    summary = {
        "bones": [{"key": "femur_left"}],
        "metal": [],
        "warnings": ["one"],
        "threads": os.environ.get("OMP_NUM_THREADS"),
    }
    with staged(folder, last="summary.json") as inside:
        (inside / "labels.txt").write_text("labels", encoding="utf-8")
        ACTIONS[word](progress, *rest)
        (inside / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return summary


def _bad(progress: Progress) -> None:
    raise OsteoError("This is no CT; scan again.")


def _fault(progress: Progress) -> None:
    raise ZeroDivisionError("division by zero")


def _slow(progress: Progress, seconds: str) -> None:
    end = time.monotonic() + float(seconds)
    while (left := end - time.monotonic()) > 0:
        progress(max(0.0, 1 - left / float(seconds)), "thinking")
        time.sleep(0.05)


ACTIONS: dict[str, Callable[..., None]] = {
    "ok": lambda progress: None,
    "bad": _bad,
    "fault": _fault,
    "crash": lambda progress: os._exit(9),
    "slow": _slow,
}
