"""The rows of the table: what a person sees of each segment."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from osteokit.mrml.segment_tags import read_tags
from osteokit.mrml.segmentation_node import histogram
from osteokit.segmentation.segmentation import Segment

SURE = 0.8
"""Below this confidence of its name a bone is shown in amber."""


@dataclass(frozen=True)
class BoneRow:
    """``identifier`` is the segment's id in the node; ``doubtful`` rows are amber, ``why`` says the reason."""

    identifier: str
    segment: Segment
    name: str
    color: tuple[float, float, float]
    visible: bool
    volume_cm3: float

    @property
    def side(self) -> str:
        return self.segment.term.side

    @property
    def doubtful(self) -> bool:
        sure = self.segment.confidence is None or self.segment.confidence >= SURE
        return not sure or not self.segment.term.is_named or bool(self.segment.warnings)


def bone_rows(node: Any, counts: dict[str, int], voxel_mm3: float) -> list[BoneRow]:
    """One row a segment, in the order of the node; ``counts`` are voxels by segment id."""
    content, display = node.GetSegmentation(), node.GetDisplayNode()
    rows = []
    for number in range(content.GetNumberOfSegments()):
        identifier = content.GetNthSegmentID(number)
        vtk_segment = content.GetSegment(identifier)
        rows.append(
            BoneRow(
                identifier=identifier,
                segment=read_tags(vtk_segment, max(vtk_segment.GetLabelValue(), 1), number + 1),
                name=vtk_segment.GetName(),
                color=tuple(vtk_segment.GetColor()),
                visible=bool(display.GetSegmentVisibility(identifier)) if display else True,
                volume_cm3=counts.get(identifier, 0) * voxel_mm3 / 1000.0,
            )
        )
    return rows


def voxel_counts(node: Any) -> dict[str, int]:
    """Voxels of each segment by its id, counted once per shared label map."""
    from vtkmodules.util.numpy_support import vtk_to_numpy

    content = node.GetSegmentation()
    counts = {}
    for layer in range(content.GetNumberOfLayers()):
        labelmap = content.GetLayerDataObject(layer)
        if labelmap is None or labelmap.IsEmpty():
            continue
        values = vtk_to_numpy(labelmap.GetPointData().GetScalars())
        planes = values.reshape(tuple(reversed(labelmap.GetDimensions()))).astype(np.uint16, copy=False)
        voxels = histogram(planes)
        for identifier in content.GetSegmentIDsForLayer(layer):
            counts[identifier] = int(voxels[content.GetSegment(identifier).GetLabelValue()])
    return counts
