"""All that is measured and analysed of one leg whose landmarks are known: angles, hip socket, pelvis, deformities."""

from collections.abc import Mapping
from dataclasses import replace

from osteokit.anatomy.deformity import BoneDeformity, analyse_bone, frame_and_length
from osteokit.anatomy.deformity_shaft import shaft_centerline
from osteokit.anatomy.hip_measures import hip_measures
from osteokit.anatomy.landmark import BoneLandmarks
from osteokit.anatomy.leg import Leg, measure_leg
from osteokit.anatomy.measurement import Measurements
from osteokit.anatomy.spine_measures import spinopelvic_measures
from osteokit.base.errors import OsteoError
from osteokit.surface.mesh import Mesh

ANALYSED = ("femur", "tibia")


def measure_all(leg: Leg, sacrum: BoneLandmarks | None = None) -> Measurements:
    """The leg's numbers (:func:`measure_leg`) with those of its hip socket and of the pelvis, as far as in view."""
    measured = measure_leg(leg)
    if leg.pelvis is None:
        return measured
    more = [hip_measures(leg.pelvis, leg.side)]
    if sacrum is not None:
        more.append(spinopelvic_measures(leg.pelvis, sacrum))
    values, impossible = dict(measured.values), dict(measured.not_measurable)
    for one in more:
        values |= one.values
        impossible |= one.not_measurable
    return replace(measured, values=values, not_measurable=impossible)


def analyse_leg(
    leg: Leg, meshes: Mapping[str, Mesh], healthy: Mapping[str, float] | None = None
) -> dict[str, BoneDeformity]:
    """CORA, oblique plane, translation of femur and tibia, by bone; one that is not whole enough is left out.

    Parameters
    ----------
    meshes
        By bone, RAS mm: the shaft's centre line comes from them; without one only the joint angles are analysed.
    healthy
        Joint angles of the other, healthy side in the place of Paley's means.
    """
    found = {}
    for name in ANALYSED:
        bone = leg.bones.get(name)
        if bone is None:
            continue
        try:
            frame_and_length(bone, "coronal")
        except OsteoError:
            continue  # a part of a bone: what it lacks is in the measurements' not_measurable
        line = shaft_centerline(meshes[name], bone) if name in meshes else None
        found[name] = analyse_bone(bone, line, healthy)
    return found
