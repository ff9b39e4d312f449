"""Segmentation node <-> :class:`osteokit.segmentation.segmentation.Segmentation`."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonMath import vtkMatrix4x4

from osteokit.base.errors import OsteoError
from osteokit.host.scene import release_label_maps
from osteokit.mrml.model_node import polydata_of_mesh
from osteokit.mrml.segment_tags import read_tags, write_tags
from osteokit.mrml.volume_node import image_data, matrix_from_vtk, matrix_to_vtk, world_ijk_to_ras
from osteokit.segmentation.segmentation import Segment, Segmentation
from osteokit.surface.mesh import Mesh


def segmentation_to_node(segmentation: Segmentation, scene: Any, name: str, language: str = "en") -> Any:
    """A new vtkMRMLSegmentationNode of ``scene``; segments are named in ``language`` and carry both names as tags."""
    node = scene.AddNewNodeByClass("vtkMRMLSegmentationNode", name)
    node.CreateDefaultDisplayNodes()
    fill_segmentation_node(node, segmentation, language)
    return node


def fill_segmentation_node(node: Any, segmentation: Segmentation, language: str = "en") -> None:
    """Replace everything in a segmentation node; its segments share one label map, as Slicer stores them best."""
    import slicer

    labelmap = slicer.vtkOrientedImageData()
    labelmap.ShallowCopy(image_data(segmentation.labels))
    labelmap.SetImageToWorldMatrix(matrix_to_vtk(segmentation.ijk_to_ras))
    content = node.GetSegmentation()
    representation = slicer.vtkSegmentationConverter.GetSegmentationBinaryLabelmapRepresentationName()
    modifying = node.StartModify()
    release_label_maps(content)
    content.RemoveAllSegments()
    content.SetSourceRepresentationName(representation)
    content.SetConversionParameter(
        slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName(),
        slicer.vtkSegmentationConverter.SerializeImageGeometry(labelmap),
    )
    for segment in segmentation.segments:
        vtk_segment = slicer.vtkSegment()
        write_tags(vtk_segment, segment, language)
        vtk_segment.AddRepresentation(representation, labelmap)
        if not content.AddSegment(vtk_segment, segment_id(segment)):
            raise OsteoError(f"{node.GetName()}: {segment.file_stem} could not be added; its name is taken.")
    node.EndModify(modifying)


def segment_id(segment: Segment) -> str:
    """The id of a segment in the node: its label makes it unique."""
    return f"{segment.file_stem}_{segment.label}"


def set_closed_surfaces(node: Any, segmentation: Segmentation, meshes: dict[int, Mesh]) -> None:
    """Give segments the surfaces of their labels, so that no host computes its own.

    Raises
    ------
    OsteoError
        A segment has no mesh: a segmentation has surfaces for all of its segments or for none.
    """
    import slicer

    missing = [segment.file_stem for segment in segmentation.segments if segment.label not in meshes]
    if missing:
        raise OsteoError(f"{node.GetName()}: there is no surface of {', '.join(missing)}; extract all surfaces first.")
    representation = slicer.vtkSegmentationConverter.GetSegmentationClosedSurfaceRepresentationName()
    for segment in segmentation.segments:
        vtk_segment = node.GetSegmentation().GetSegment(segment_id(segment))
        vtk_segment.AddRepresentation(representation, polydata_of_mesh(meshes[segment.label]))


def segmentation_from_node(node: Any, volume_node: Any) -> Segmentation:
    """The segments of a node on the voxels of ``volume_node``; where segments overlap, the later one wins.

    Segments on another grid are brought onto the volume's by nearest neighbour, which a warning tells.

    Raises
    ------
    OsteoError
        The node has no segments, none has a voxel in the volume, or the volume is under a bending transform.
    """
    content = node.GetSegmentation()
    if content.GetNumberOfSegments() == 0:
        raise OsteoError(f"{node.GetName()} has no segments; press Segment or draw a bone in the Segment Editor first.")
    ijk_to_ras = world_ijk_to_ras(volume_node)
    shape = tuple(reversed(volume_node.GetImageData().GetDimensions()))
    labels = np.zeros(shape, dtype=np.uint16)
    overlapping, first = 0, True
    ids = [content.GetNthSegmentID(n) for n in range(content.GetNumberOfSegments())]
    wanted = _distinct_labels([content.GetSegment(identifier).GetLabelValue() for identifier in ids])
    for region, layer in _layers(node, dict(zip(ids, wanted, strict=True)), ijk_to_ras, volume_node):
        target = labels[region]
        if first and layer.shape == labels.shape:  # the usual case: one layer, the whole grid
            labels, first = layer, False
            continue
        first = False
        here = layer > 0
        overlapping += int(np.count_nonzero(target[here]))
        np.copyto(target, layer, where=here)
    counts = histogram(labels)
    segments, unknown = [], 0
    for identifier, label in zip(ids, wanted, strict=True):
        if not counts[label]:
            continue
        segment = read_tags(content.GetSegment(identifier), label, unknown + 1)
        unknown = max(unknown, int(segment.key[5:])) if segment.key.startswith("bone_") else unknown
        segments.append(segment)
    if not segments:
        raise OsteoError(f"{node.GetName()} has no voxel inside {volume_node.GetName()}; choose the CT it was made on.")
    warnings = (f"{overlapping} voxels lay in two segments; the later segment has them.",) if overlapping else ()
    return Segmentation(labels, ijk_to_ras, tuple(segments), warnings)


def histogram(values: np.ndarray) -> np.ndarray:
    """How often each value 0..65535 occurs in a uint8 or uint16 array ``[k, j, i]``; slice by slice, for
    :func:`numpy.bincount` makes 64-bit numbers of all it is given."""
    counts = np.zeros(65536, dtype=np.int64)
    for plane in values:
        found = np.bincount(plane.ravel())
        counts[: len(found)] += found
    return counts


def _distinct_labels(values: list[int]) -> list[int]:
    """The label values themselves where they are distinct and valid; else fresh ones for those that are not."""
    taken: set[int] = set()
    result = []
    free = iter(range(1, 65536))
    reserved = {value for value in values if 0 < value < 65536}
    for value in values:
        if not 0 < value < 65536 or value in taken:
            value = next(label for label in free if label not in reserved and label not in taken)
        taken.add(value)
        result.append(value)
    return result


def _layers(
    node: Any, wanted: dict[str, int], ijk_to_ras: np.ndarray, volume_node: Any
) -> Iterator[tuple[tuple[slice, ...], np.ndarray]]:
    """Per layer (segments that share a label map): where it lies in the volume's grid and its wanted labels there."""
    content = node.GetSegmentation()
    for layer in range(content.GetNumberOfLayers()):
        ids = content.GetSegmentIDsForLayer(layer)
        labelmap = content.GetLayerDataObject(layer)
        if labelmap is None or labelmap.IsEmpty():
            continue
        region, values = _on_same_grid(node, labelmap, ijk_to_ras, volume_node)
        if values is None:
            for identifier in ids:
                yield (slice(None),) * 3, _resampled_mask(node, identifier, volume_node) * np.uint16(wanted[identifier])
            continue
        values = values if values.dtype == np.uint16 else np.clip(values, 0, 65535).astype(np.uint16)
        stored = [content.GetSegment(identifier).GetLabelValue() for identifier in ids]
        if stored == [wanted[identifier] for identifier in ids]:
            yield region, _without_strays(values, stored)
            continue
        lookup = np.zeros(65536, dtype=np.uint16)
        for identifier, value in zip(ids, stored, strict=True):
            if 0 < value < 65536:
                lookup[value] = wanted[identifier]
        yield region, np.take(lookup, values)


def _without_strays(values: np.ndarray, known: list[int]) -> np.ndarray:
    """A copy in which values that belong to no segment are background."""
    strays = set(np.flatnonzero(histogram(values)).tolist()) - {0, *known}
    return np.where(np.isin(values, list(strays)), np.uint16(0), values) if strays else values.copy()


def _on_same_grid(
    node: Any, labelmap: Any, ijk_to_ras: np.ndarray, volume_node: Any
) -> tuple[tuple[slice, ...], np.ndarray | None]:
    """The part of the volume that a label map covers and its values there; None where the grids do not coincide."""
    image_to_world = vtkMatrix4x4()
    labelmap.GetImageToWorldMatrix(image_to_world)
    to_volume = np.linalg.inv(ijk_to_ras) @ matrix_from_vtk(image_to_world)
    shift = np.round(to_volume[:3, 3]).astype(int)
    coincide = np.allclose(to_volume[:3, :3], np.eye(3), atol=1e-3) and np.allclose(to_volume[:3, 3], shift, atol=1e-2)
    if node.GetParentTransformNode() is not None or not coincide:
        return (), None
    shape = tuple(reversed(volume_node.GetImageData().GetDimensions()))
    values = vtk_to_numpy(labelmap.GetPointData().GetScalars()).reshape(tuple(reversed(labelmap.GetDimensions())))
    extent = labelmap.GetExtent()
    target, source = [], []
    for axis, (length, size) in zip((2, 1, 0), zip(values.shape, shape, strict=True), strict=True):
        start = extent[2 * axis] + int(shift[axis])
        low = max(start, 0)
        high = max(min(start + length, size), low)
        target.append(slice(low, high))
        source.append(slice(low - start, high - start))
    return tuple(target), values[tuple(source)]


def _resampled_mask(node: Any, identifier: str, volume_node: Any) -> np.ndarray:
    """Slicer's own resampling for a segment on another grid or under a transform."""
    import slicer
    from vtkmodules.vtkCommonCore import vtkStringArray

    ids = vtkStringArray()
    ids.InsertNextValue(identifier)
    scene = node.GetScene()
    export = scene.AddNewNodeByClass("vtkMRMLLabelMapVolumeNode", "osteo resampled")
    try:
        logic = slicer.vtkSlicerSegmentationsModuleLogic
        if not logic.ExportSegmentsToLabelmapNode(node, ids, export, volume_node):
            raise OsteoError(f"{node.GetName()}: {identifier} could not be brought onto {volume_node.GetName()}.")
        values = vtk_to_numpy(export.GetImageData().GetPointData().GetScalars())
        mask = values.reshape(tuple(reversed(export.GetImageData().GetDimensions()))) > 0
    finally:
        scene.RemoveNode(export)
    return mask
