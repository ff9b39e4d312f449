"""The view that a scene opens with: four views, the volume in each slice view, the whole of it in sight."""

from typing import Any

import numpy as np

from osteokit.imaging.volume import Volume

_SLICE_VIEWS = (
    ("Red", "Axial", "R", (0.952941, 0.290196, 0.2)),
    ("Green", "Coronal", "G", (0.431373, 0.690196, 0.294118)),
    ("Yellow", "Sagittal", "Y", (0.929412, 0.835294, 0.298039)),
)
_VIEW_SIZE = 512


def add_four_up_views(scene: Any, volume: Volume, volume_node: Any) -> None:
    """Layout, slice, 3D view and camera nodes; the 3D view looks at the patient from the front."""
    import slicer

    corners = _corners(volume)
    center, extent_mm = (corners.min(axis=0) + corners.max(axis=0)) / 2, np.ptp(corners, axis=0)
    layout = slicer.vtkMRMLLayoutNode()
    layout.SetSingletonTag("vtkMRMLLayoutNode")  # the desktop has one already: this becomes its content
    layout = scene.AddNode(layout)
    layout.SetViewArrangement(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)
    selection = scene.GetNodeByID("vtkMRMLSelectionNodeSingleton")
    selection.SetActiveVolumeID(volume_node.GetID())
    slicer.vtkMRMLSliceNode.AddDefaultSliceOrientationPresets(scene)
    for name, orientation, label, color in _SLICE_VIEWS:
        _add_slice_view(scene, name, orientation, label, color, center, extent_mm, volume_node)
    view = slicer.vtkMRMLViewNode()
    view.SetName("View1")
    view.SetSingletonTag("1")
    view.SetLayoutName("1")
    view.SetLayoutLabel("1")
    view = scene.AddNode(view)
    camera = slicer.vtkMRMLCameraNode()
    camera.SetName("Camera")
    camera.SetLayoutName("1")
    camera = scene.AddNode(camera)
    distance_mm = 2.0 * float(np.linalg.norm(extent_mm))
    camera.SetFocalPoint(*center)
    camera.SetPosition(center[0], center[1] + distance_mm, center[2])
    camera.SetViewUp(0.0, 0.0, 1.0)
    camera.ResetClippingRange()


def _corners(volume: Volume) -> np.ndarray:
    """The eight outer corners of the voxel grid in RAS, shape (8, 3)."""
    k, j, i = volume.voxels.shape
    grid = np.array([(x, y, z, 1.0) for x in (-0.5, i - 0.5) for y in (-0.5, j - 0.5) for z in (-0.5, k - 0.5)])
    return (grid @ volume.ijk_to_ras.T)[:, :3]


def _add_slice_view(
    scene: Any,
    name: str,
    orientation: str,
    label: str,
    color: tuple[float, ...],
    center: Any,
    extent_mm: Any,
    node: Any,
) -> None:
    import slicer

    view = scene.CreateNodeByClass("vtkMRMLSliceNode")  # carries the orientation presets, a plain one does not
    view.UnRegister(None)
    view.SetName(name)
    view.SetSingletonTag(name)
    view.SetLayoutName(name)
    view.SetLayoutLabel(label)
    view.SetLayoutColor(*color)
    view = scene.AddNode(view)
    view.SetOrientation(orientation)
    view.SetDefaultOrientation(orientation)
    across = {"Axial": (0, 1), "Coronal": (0, 2), "Sagittal": (1, 2)}[orientation]
    side_mm = float(max(extent_mm[across[0]], extent_mm[across[1]]))
    view.SetDimensions(_VIEW_SIZE, _VIEW_SIZE, 1)
    view.SetFieldOfView(side_mm, side_mm, 1.0)
    view.JumpSliceByCentering(*center)
    view.UpdateMatrices()
    composite = slicer.vtkMRMLSliceCompositeNode()
    composite.SetName(f"SliceComposite {name}")
    composite.SetSingletonTag(name)
    composite.SetLayoutName(name)
    composite = scene.AddNode(composite)
    composite.SetBackgroundVolumeID(node.GetID())
    composite.SetLinkedControl(1)
