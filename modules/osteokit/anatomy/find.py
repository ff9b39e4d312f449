"""Landmarks of any bone by its key."""

from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, silent
from osteokit.surface.mesh import Mesh


def landmarks_of(bone_key: str, mesh: Mesh, progress: Progress = silent) -> BoneLandmarks:
    """Find the landmarks of a bone named as in the table of bones (``femur_left``, ``hip_right``, ``vertebrae_L4``).

    Raises
    ------
    OsteoError
        No landmarks are known for that bone, or the mesh is refused (see the function of the bone).
    """
    bone, _, rest = bone_key.partition("_")
    if rest in ("left", "right") and bone in ("femur", "tibia", "fibula", "patella"):
        return _of_leg(bone, "left" if rest == "left" else "right", mesh, progress)
    if bone_key in ("hip_left", "hip_right"):
        from osteokit.anatomy.pelvis import pelvis_landmarks

        return pelvis_landmarks(mesh, None, None) if rest == "left" else pelvis_landmarks(None, mesh, None)
    if bone_key == "sacrum":
        from osteokit.anatomy.sacrum import sacrum_landmarks

        return sacrum_landmarks(mesh)
    if bone == "vertebrae":
        from osteokit.anatomy.vertebra import vertebra_landmarks

        return vertebra_landmarks(mesh)
    raise OsteoError(
        f'No landmarks are known for "{bone_key}"; they are for femur, tibia, fibula, patella, hip, sacrum, vertebrae.'
    )


def _of_leg(bone: str, side: Side, mesh: Mesh, progress: Progress) -> BoneLandmarks:
    from osteokit.anatomy.femur import femur_landmarks
    from osteokit.anatomy.fibula import fibula_landmarks
    from osteokit.anatomy.patella import patella_landmarks
    from osteokit.anatomy.tibia import tibia_landmarks
    from osteokit.anatomy.torsion import with_torsion_points

    find = {
        "femur": femur_landmarks,
        "tibia": tibia_landmarks,
        "fibula": fibula_landmarks,
        "patella": patella_landmarks,
    }[bone]
    found = find(mesh, side, progress)
    return with_torsion_points(mesh, found) if bone == "femur" else found
