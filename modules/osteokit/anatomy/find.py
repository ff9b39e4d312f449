"""Landmarks of any bone by its key, and of all bones of a scan."""

from collections.abc import Iterable, Mapping

from osteokit.anatomy.landmark import BoneLandmarks, Side
from osteokit.anatomy.spine import UP_RAS
from osteokit.base.errors import OsteoError
from osteokit.base.progress import Progress, part, silent
from osteokit.segmentation.terminology import fragment_of
from osteokit.surface.mesh import Mesh

HIPS = ("hip_left", "hip_right")


def landmarks_of_all(
    meshes: Mapping[str, Mesh], progress: Progress = silent
) -> tuple[dict[str, BoneLandmarks], dict[str, str]]:
    """Landmarks of every bone of a scan by its key, and for each that was refused the reason.

    Hip bones and sacrum are looked at together: the pelvis's landmarks stand under the key of the first hip bone.
    Fragments of a broken bone have none.
    """
    hips = [key for key in HIPS if key in meshes]
    wanted = [key for key in meshes if fragment_of(key) is None and key not in hips[1:]]
    found: dict[str, BoneLandmarks] = {}
    refused: dict[str, str] = {}
    for number, key in enumerate(wanted):
        inner = part(progress, number / len(wanted), (number + 1) / len(wanted))
        inner(0.0, f"landmarks of {key}")
        try:
            found[key] = landmarks_in(key, meshes, inner)
        except OsteoError as refusal:
            refused[key] = str(refusal)
    return found, refused


def landmarks_in(key: str, meshes: Mapping[str, Mesh], progress: Progress = silent) -> BoneLandmarks:
    """Landmarks of one of the bones ``meshes``: of a hip bone those of the pelvis, as far as it is there.

    Raises
    ------
    OsteoError
        As :func:`landmarks_of`.
    """
    if key not in HIPS:
        return landmarks_of(key, meshes[key], progress)
    from osteokit.anatomy.pelvis import pelvis_landmarks

    return pelvis_landmarks(*(meshes.get(one) for one in (*HIPS, "sacrum")), progress=progress)


def landmarked(keys: Iterable[str]) -> tuple[str, ...]:
    """Those of ``keys`` that have a finder; of two hip bones the first, with which both are found."""
    bones = ("femur", "tibia", "fibula", "patella", "hip", "sacrum", "vertebrae")
    known = [key for key in keys if key.partition("_")[0] in bones and fragment_of(key) is None]
    hips = [key for key in HIPS if key in known]
    return tuple(key for key in known if key not in hips[1:])


def landmarks_of(bone_key: str, mesh: Mesh, progress: Progress = silent) -> BoneLandmarks:
    """Find the landmarks of a bone named as in the table of bones (``femur_left``, ``hip_right``, ``vertebrae_L4``).

    Of a vertebra, up is toward the head of the scan where its shape alone does not tell.

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

        return vertebra_landmarks(mesh, UP_RAS)
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
