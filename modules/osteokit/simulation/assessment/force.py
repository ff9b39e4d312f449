"""Force and torque on the hand, and heat in the bone."""

import numpy as np

from osteokit.simulation.assessment.signals import CONTACT_N, intervals, low_passed, runs
from osteokit.simulation.values import Recording

NECROSIS_C = 47.0
"""Held for 60 s, bone dies (Eriksson and Albrektsson, J Prosthet Dent 1983;50:101-107)."""


def force_sizes(recording: Recording) -> np.ndarray:
    """Size of the force in each sample, (n,), N."""
    return np.linalg.norm(recording.force_n, axis=1)


def peak_force_n(recording: Recording) -> float:
    return float(force_sizes(recording).max())


def mean_force_n(recording: Recording) -> float:
    """While it is above 0.5 N; 0 where it never is."""
    force = force_sizes(recording)
    touching = force > CONTACT_N
    return float(np.average(force[touching], weights=intervals(recording)[touching])) if touching.any() else 0.0


def peak_rate_n_s(recording: Recording) -> float:
    """The steepest slope of the force, up or down, below 20 Hz."""
    force, steepest = force_sizes(recording), 0.0
    for run in runs(recording):
        smooth = low_passed(force[run], recording.rate_hz)
        if len(smooth) >= 2:
            steepest = max(steepest, float(np.abs(np.diff(smooth)).max()) * recording.rate_hz)
    return steepest


def peak_torque_nmm(recording: Recording) -> float:
    return float(np.linalg.norm(recording.torque_nmm, axis=1).max())


def peak_temperature_c(recording: Recording) -> float:
    return float(np.asarray(recording.temperature_c).max())


def overheated_s(recording: Recording) -> float:
    """Time in which the bone at the tip is above 47 C."""
    return float(intervals(recording)[np.asarray(recording.temperature_c) > NECROSIS_C].sum())
