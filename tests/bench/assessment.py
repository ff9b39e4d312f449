"""The assessment: its figures against closed forms, and the time that it takes."""

import time
from pathlib import Path

import numpy as np

from osteokit.simulation.assessment.assess import assess
from osteokit.simulation.assessment.smoothness import ldlj, sparc
from osteokit.simulation.assessment.tremor import tremor_power
from simulation.assessment.made_session import drilled_hole, drilling_level, drilling_scenario, recording_along


def minimum_jerk_speed(duration_s: float, rate_hz: float) -> np.ndarray:
    share = np.arange(round(duration_s * rate_hz) + 1) / (duration_s * rate_hz)
    return 30 * share**2 * (1 - share) ** 2 / duration_s


def main(data: Path | None) -> None:
    print("\nassessment")
    for duration, rate, truth in ((1.0, 100.0, -1.40583), (2.0, 1000.0, -1.40243)):
        found = sparc(minimum_jerk_speed(duration, rate), rate)
        print(f"  SPARC of a minimum jerk of {duration:g} s at {rate:g} Hz: {found:.5f} (truth {truth})")
        found = ldlj(minimum_jerk_speed(duration, rate), rate)
        print(f"  LDLJ of the same: {found:.4f} (truth {-np.log(204.8):.4f})")
    clock = np.arange(10_000) / 1000.0
    shaken = np.column_stack([0.05 * np.sin(20 * np.pi * clock), 0 * clock, 0 * clock])
    print(f"  tremor of 0.05 mm at 10 Hz: {tremor_power(shaken, 1000.0):.0f} (truth 19482)")
    for plunge in (2.0, 7.0):
        found = assess(drilled_hole(plunge), drilling_scenario(), drilling_level()).value("plunge_mm")
        print(f"  plunge of {plunge:g} mm: {found:.3f}")
    along = np.linspace(-30.0, 15.0, 120_000)
    session = recording_along(along, np.maximum(along, 0.0), np.where(along > 0, 0.02, 0.0), rate_hz=1000.0)
    spent = []
    for _ in range(5):
        begun = time.process_time()
        assess(session, drilling_scenario(), drilling_level())
        spent.append(time.process_time() - begun)
    print(f"  a session of two minutes at 1 kHz: {1000 * np.median(spent):.0f} ms of processor time")
