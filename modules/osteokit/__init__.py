"""SlicerOsteo's library: orthopaedic planning on plain numpy, VTK and SimpleITK; no Slicer, no Qt.

Conventions everywhere: millimetres; RAS world (x grows towards the patient's right, y towards the front, z
towards the head; the patient's left is negative x); voxel arrays ``[k, j, i]`` with a 4x4 ``ijk_to_ras``.
It plans and teaches. It is not a cleared medical device.
"""

__version__ = "0.1.0"

DISCLAIMER = "For planning, research and teaching. Not a cleared medical device; a surgeon decides."
