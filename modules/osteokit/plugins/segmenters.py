"""Segmenters that plugins bring: a foreign tool's labels become our segmentation, and pass the checks of our own."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.imaging.volume import Volume
from osteokit.plugins.grid import on_grid
from osteokit.segmentation.checks import check
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.segmentation.terminology import term

if TYPE_CHECKING:
    from osteokit.segmentation.seeds import Seed

NOT_BONE = ""
"""The key of a label that the tool knows and that is no bone (an organ): it becomes background."""


@dataclass(frozen=True)
class TaskLicence:
    """What a task of the tool may be used for, as its makers say: shown to the person before it runs."""

    task: str
    licence: str
    note: str = ""


@dataclass(frozen=True, eq=False)
class ToolLabels:
    """A label map as a tool gave it.

    Attributes
    ----------
    labels : ndarray, shape (k, j, i)
        Whole numbers, 0 is background.
    ijk_to_ras : ndarray, shape (4, 4)
        Its grid; it must be the volume's, axes may be turned.
    keys : mapping
        Every label value that the tool can give to: a terminology key, :data:`NOT_BONE`, or any other text for bone
        that our terminology cannot name (``"pelvis in one piece"``), which becomes ``bone_n`` with that text told.
    unsided : mapping
        Label value to the key without its side (``"tibia"``) where the tool does not say left or right.
    """

    labels: np.ndarray
    ijk_to_ras: np.ndarray
    keys: Mapping[int, str]
    unsided: Mapping[int, str] = field(default_factory=dict)


Label = Callable[[Volume, Sequence["Seed"], Progress], ToolLabels]


@dataclass(frozen=True)
class Segmenter:
    """A way to label bones that a plugin brings.

    Attributes
    ----------
    name : str
        What a person types: ``osteo segment --segmenter NAME``.
    title : str
        The tool's own name.
    licences : tuple of TaskLicence
        One per task that this segmenter runs.
    install : str
        One sentence: how to get the tool.
    reason_absent : callable
        Why it cannot run here now, or the empty string.
    label : callable
        ``label(volume, seeds, progress) -> ToolLabels``: the tool's work. Raises OsteoError in one sentence.
    needs_seeds : bool
        True for an interactive tool: it labels what a person clicked.
    """

    name: str
    title: str
    licences: tuple[TaskLicence, ...]
    install: str
    reason_absent: Callable[[], str]
    label: Label
    needs_seeds: bool = False

    def available(self) -> str:
        """The empty string where it can run; otherwise why not and what to do, in a sentence or two."""
        reason = self.reason_absent()
        return f"{reason} {self.install}" if reason else ""

    def run(self, volume: Volume, progress: Progress = silent, seeds: Sequence["Seed"] = ()) -> Segmentation:
        """Label ``volume`` (HU, any axis order); the result lies on its grid and has passed the checks.

        Raises
        ------
        OsteoError
            The tool is absent or failed, gave another grid or an impossible label, or found nothing.
        """
        reason = self.available()
        if reason:
            raise OsteoError(reason)
        if self.needs_seeds and not seeds:
            raise OsteoError(f"{self.title} labels what you click: give it seeds, one or more points per bone.")
        given = self.label(volume, seeds, part(progress, 0.0, 0.9))
        progress(0.9, "checking the labels")
        return check(segmentation_of(given, volume, self.title))


def segmentation_of(given: ToolLabels, volume: Volume, title: str) -> Segmentation:
    """A tool's label map in our terms, on the volume's grid; what could not be named is ``bone_n`` and says why.

    Raises
    ------
    OsteoError
        The grid is another one, or a label is negative, broken or beyond 65535.
    """
    labels = on_grid(_whole_numbers(given.labels, title), given.ijk_to_ras, volume, title)
    values = [int(v) for v in np.unique(labels) if v]
    lookup = np.zeros((max(values) if values else 0) + 1, dtype=np.uint16)
    segments: list[Segment] = []
    nameless: list[tuple[int, str]] = []
    for value in values:
        key = given.keys.get(value, f"label {value}, which is not in its table")
        if key == NOT_BONE:
            continue
        if value in given.unsided or not _is_key(key):
            nameless.append((value, key))
            continue
        lookup[value] = _label_of(key, segments)
    ours = lookup[labels]
    for value, key in nameless:
        _add_nameless(ours, labels == value, key, given.unsided.get(value), segments, volume, title)
    return Segmentation(ours, volume.ijk_to_ras, tuple(segments))


def _is_key(key: str) -> bool:
    try:
        term(key)
    except KeyError:
        return False
    return True


def _label_of(key: str, segments: list[Segment]) -> int:
    """The label of ``key``; two of the tool's labels with one key become one segment."""
    for segment in segments:
        if segment.key == key:
            return segment.label
    segments.append(Segment(len(segments) + 1, key))
    return len(segments)


def _add_nameless(
    ours: np.ndarray,
    mask: np.ndarray,
    key: str,
    unsided: str | None,
    segments: list[Segment],
    volume: Volume,
    title: str,
) -> None:
    if unsided is not None:
        for side, half in _both_sides(mask, volume).items():
            ours[half] = _label_of(f"{unsided}_{side}", segments)
        if ours[mask].all():
            return
    taken = {s.key for s in segments}
    n = next(n for n in itertools.count(1) if f"bone_{n}" not in taken)
    says = f"{title} gave it as {unsided} without a side" if unsided else f"{title} gave it as {key}"
    label = len(segments) + 1
    segments.append(Segment(label, f"bone_{n}", warnings=(f"{says}; name it.",)))
    ours[mask] = label


def _both_sides(mask: np.ndarray, volume: Volume) -> dict[str, np.ndarray]:
    """Left and right masks where a bone is plainly there twice, side by side; empty where only one is.

    Its voxels are cut at the middle of their extent along RAS x. They count as two bones when the gap there is at
    least a fifth of the extent and neither side has less than a third of the other's voxels.
    """
    kji = np.argwhere(mask)
    x = kji[:, ::-1] @ volume.ijk_to_ras[0, :3] + volume.ijk_to_ras[0, 3]
    middle = (x.min() + x.max()) / 2
    left = x < middle
    if left.all() or not left.any():
        return {}
    gap = x[~left].min() - x[left].max()
    few, many = sorted((int(left.sum()), int((~left).sum())))
    if gap < 0.2 * (x.max() - x.min()) or 3 * few < many:
        return {}
    halves = {}
    for side, chosen in (("left", left), ("right", ~left)):
        half = np.zeros_like(mask)
        half[tuple(kji[chosen].T)] = True
        halves[side] = half
    return halves


def _whole_numbers(labels: np.ndarray, title: str) -> np.ndarray:
    if labels.ndim != 3:
        raise OsteoError(f"{title} gave a label map with {labels.ndim} dimensions; 3 are needed.")
    if not np.issubdtype(labels.dtype, np.integer) and not (
        np.isfinite(labels).all() and (labels == labels.round()).all()
    ):
        raise OsteoError(f"{title} gave labels that are not whole numbers; it may have written probabilities.")
    if labels.size and (labels.min() < 0 or labels.max() > 65535):
        raise OsteoError(
            f"{title} gave the label {int(min(labels.min(), 0) or labels.max())}; 0 to 65535 are possible."
        )
    return labels.astype(np.uint16)


def all_segmenters() -> tuple[Segmenter, ...]:
    """Every segmenter of every working plugin, by name."""
    from osteokit.plugins.manager import plugin_manager

    return plugin_manager().segmenters()


def available_segmenters() -> tuple[Segmenter, ...]:
    """Those that can run here now."""
    return tuple(s for s in all_segmenters() if not s.available())


def find_segmenter(name: str) -> Segmenter:
    """The segmenter of this name.

    Raises
    ------
    OsteoError
        No working plugin brings it; the sentence lists those that there are.
    """
    segmenters = {s.name: s for s in all_segmenters()}
    if name in segmenters:
        return segmenters[name]
    there = f"there are: {', '.join(segmenters)}" if segmenters else "no plugin brings any"
    raise OsteoError(f"There is no segmenter named {name!r} ({there}); `osteo plugins` lists plugins and their faults.")
