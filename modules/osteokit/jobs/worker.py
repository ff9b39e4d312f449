"""One task in a process of its own, for hosts that must stay responsive: ``python -m osteokit.jobs.worker FOLDER``.

``FOLDER/request.json`` names the task and its parameters; arrays lie beside it as ``.npy``. The process says one JSON
object a line on standard output: ``{"progress": 0.4, "message": "..."}``, at last ``{"result": {...}}`` or
``{"refused": "one sentence"}``. :mod:`osteokit.jobs.background` is the other end.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part
from osteokit.jobs import bone_tasks, guide_tasks, implant_tasks, pacs_tasks
from osteokit.jobs.exchange import load_seeds, load_segmentation, load_volume, save_segmentation
from osteokit.segmentation.segmentation import Segmentation

Task = Callable[[Path, dict[str, Any], Progress], dict[str, Any]]


def automatic(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Every bone, nothing asked; ``bone_hu`` is the threshold that the person saw in the preview."""
    from osteokit.segmentation.automatic import AutoOptions, segment
    from osteokit.segmentation.bone_mask import MaskOptions

    options = AutoOptions(mask=MaskOptions(bone_hu=float(request["bone_hu"])))
    return _labelled(folder, segment(load_volume(folder), options, progress))


def seeds(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """One click per bone. Where bones are there already (``keep``), those that were not clicked stay."""
    from osteokit.segmentation.seeded import segment_from_seeds

    clicked = segment_from_seeds(load_volume(folder), load_seeds(folder), progress)
    return _labelled(folder, added(load_segmentation(folder), clicked) if request.get("keep") else clicked)


def added(bones: Segmentation, clicked: Segmentation) -> Segmentation:
    """``bones`` with the clicked ones added where nothing is yet; a clicked bone that was there already is replaced."""
    again = {(segment.key, segment.fragment) for segment in clicked.segments}
    kept = [segment for segment in bones.segments if (segment.key, segment.fragment) not in again]
    labels = np.where(np.isin(bones.labels, [segment.label for segment in kept]), bones.labels, np.uint16(0))
    segments, free = list(kept), max((segment.label for segment in kept), default=0)
    for segment in clicked.segments:
        here = (clicked.labels == segment.label) & (labels == 0)
        if here.any():
            free += 1
            labels[here] = free
            segments.append(replace(segment, label=free))
    present = set(np.flatnonzero(np.bincount(labels.ravel())).tolist())
    return Segmentation(
        labels, bones.ijk_to_ras, tuple(s for s in segments if s.label in present), bones.warnings + clicked.warnings
    )


def refine(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Coarse labels of another segmentation, refined to the edge in the image."""
    from osteokit.segmentation.refine import refine

    return _labelled(folder, refine(load_volume(folder), load_segmentation(folder), progress))


def segmenter(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """An AI plugin knows which bone; where its edge lies is found in the image."""
    from osteokit.plugins.segmenters import find_segmenter
    from osteokit.segmentation.refine import refine

    volume = load_volume(folder)
    clicks = load_seeds(folder) if request.get("has_seeds") else ()
    coarse = find_segmenter(request["segmenter"]).run(volume, part(progress, 0.0, 0.6), clicks)
    return _labelled(folder, refine(volume, coarse, part(progress, 0.6, 1.0)))


def export(folder: Path, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The chosen bones as files of the chosen kinds."""
    from osteokit.jobs.export import export_bones

    volume, segmentation = load_volume(folder), load_segmentation(folder)
    files = export_bones(volume, segmentation, request["kinds"], Path(request["folder"]), request["language"], progress)
    return {"files": [str(file) for file in files]}


def _labelled(folder: Path, segmentation: Segmentation) -> dict[str, Any]:
    save_segmentation(segmentation, folder)
    return {"bones": len(segmentation.segments)}


TASKS: dict[str, Task] = {
    "automatic": automatic,
    "seeds": seeds,
    "refine": refine,
    "segmenter": segmenter,
    "export": export,
    "pacs_query": pacs_tasks.query,
    "pacs_retrieve": pacs_tasks.retrieve,
    "pacs_store": pacs_tasks.store,
    "surfaces": bone_tasks.surfaces,
    "landmarks": bone_tasks.landmarks,
    "reduce": bone_tasks.reduce,
    "guide": guide_tasks.design,
    "repositioning_guide": guide_tasks.design_repositioning,
    "write_guide": guide_tasks.write,
    "implant_screws": implant_tasks.screws,
    "implant_plate": implant_tasks.plate,
    "implant_nail": implant_tasks.nail,
    "implant_hip": implant_tasks.hip,
    "implant_knee": implant_tasks.knee,
}


def run_task(folder: Path, say: Callable[[dict[str, Any]], None]) -> int:
    """Do what ``folder/request.json`` asks; 0 done, 2 refused, 1 a fault of ours."""
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    (folder / "request.json").unlink()  # it may hold a password
    try:
        result = TASKS[request["task"]](
            folder, request, lambda fraction, message: say({"progress": float(fraction), "message": message})
        )
    except OsteoError as refusal:
        say({"refused": str(refusal)})
        return 2
    except Exception as fault:
        traceback.print_exc()
        say({"fault": f"{type(fault).__name__}: {fault}"})
        return 1
    say({"result": result})
    return 0


def main(arguments: Sequence[str]) -> int:
    """Standard output belongs to the protocol: whatever a library prints goes to standard error."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(message: dict[str, Any]) -> None:
        stream.write(json.dumps(message, ensure_ascii=False) + "\n")
        stream.flush()

    return run_task(Path(arguments[0]), say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
