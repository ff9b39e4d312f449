"""The segmentation: one label per bone, with names, sides and what to doubt."""

from dataclasses import dataclass, replace

import numpy as np

from osteokit.segmentation.terminology import Term, term


@dataclass(frozen=True)
class Segment:
    """One labelled thing.

    Attributes
    ----------
    label : int
        Its value in the label array, 1..65535.
    key : str
        A key of :mod:`osteokit.segmentation.terminology` (``"femur_left"``, ``"metal"``), or ``"bone_n"`` where the
        bone is not known with certainty: a name is never guessed.
    confidence : float or None
        How sure the *name* is, 0..1; None where nobody estimated it (a label that a person gave has 1).
    fragment : int
        0 for a whole bone; 1, 2, ... for the fragments of a broken one.
    warnings : tuple of str
        One sentence each, for the person who checks.
    """

    label: int
    key: str
    confidence: float | None = None
    fragment: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def term(self) -> Term:
        return term(self.key)

    @property
    def file_stem(self) -> str:
        """The name of its files: the key, with the fragment's number."""
        return f"{self.key}_fragment_{self.fragment}" if self.fragment else self.key

    def display_name(self, language: str = "en") -> str:
        name = self.term.chinese if language.startswith("zh") else self.term.english
        if not self.fragment:
            return name
        return f"{name} 骨折块 {self.fragment}" if language.startswith("zh") else f"{name} fragment {self.fragment}"


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Labels ``[k, j, i]`` (uint16, 0 is background) on the grid ``ijk_to_ras``, and what each label is.

    Every non-zero value in ``labels`` has exactly one segment and every segment has at least one voxel.
    """

    labels: np.ndarray
    ijk_to_ras: np.ndarray
    segments: tuple[Segment, ...]
    warnings: tuple[str, ...] = ()

    def mask(self, key: str, fragment: int = 0) -> np.ndarray:
        """Boolean mask of one segment; raises KeyError where there is none."""
        for segment in self.segments:
            if segment.key == key and segment.fragment == fragment:
                return self.labels == segment.label
        raise KeyError(key)

    def counts(self) -> dict[int, int]:
        """Voxels per label."""
        values = np.bincount(self.labels.ravel())
        return {s.label: int(values[s.label]) if s.label < len(values) else 0 for s in self.segments}

    def with_warnings(self, *warnings: str) -> "Segmentation":
        return replace(self, warnings=self.warnings + warnings)
