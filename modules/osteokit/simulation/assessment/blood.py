"""The virtual patient in the session: blood lost, circulation, and how fast complications were answered."""

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.simulation.scenario import VirtualPatient
from osteokit.simulation.values import Recording

BLOOD_ML_KG = 70.0
"""Blood volume of an adult (ATLS)."""


def lost_ml(recording: Recording) -> float:
    return float(np.asarray(recording.blood_lost_ml).max())


def lost_percent(recording: Recording, patient: VirtualPatient) -> float:
    """Of the patient's blood volume, 70 mL per kg.

    Raises
    ------
    OsteoError
        The patient has no weight.
    """
    if not patient.weight_kg > 0:
        raise OsteoError(f"The virtual patient weighs {patient.weight_kg} kg; give the scenario a weight above 0.")
    return 100.0 * lost_ml(recording) / (BLOOD_ML_KG * patient.weight_kg)


def answer_s(recording: Recording) -> float:
    """The longest time from a bleeding or a complication to the next answer; to the end where none came.

    Raises
    ------
    OsteoError
        There was none to answer.
    """
    asked = [event.time_s for event in recording.events if event.kind in ("bleeding", "complication")]
    if not asked:
        raise OsteoError("There was no bleeding and no complication; there was none to answer.")
    answers = [event.time_s for event in recording.events if event.kind == "answer"]
    end = float(recording.time_s[-1])
    return max(min([at for at in answers if at >= begun], default=end) - begun for begun in asked)
