"""Fragments in a person's hand: how long the checks take for each place of the mouse (goal: 100 ms)."""

import time

import numpy as np


def main() -> None:
    print("Fragments in the hand, processor time for each place")
    for what, times in (("osteotomy: gap, contact, overlap", _cut()), ("reduction: fit of a fragment", _fragment())):
        print(f"  {what}: median {1000 * np.median(times):.0f} ms, most {1000 * max(times):.0f}")


def _cut() -> list[float]:
    from osteokit.planning.osteotomy.after import MoveChecks
    from osteokit.planning.osteotomy.blades import SawBlade
    from osteokit.planning.osteotomy.cut_bone import cut_bone
    from osteokit.planning.osteotomy.cuts import WedgeCut
    from osteokit.planning.osteotomy.moves import hinge_rotation
    from planning.osteotomy.solids import generated_bone

    axes = ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    cut = WedgeCut("opening", (-8.0, 0.0, -60.0), *axes, 10.0, blade=SawBlade(120.0, 20.0, 1.0))
    checks = MoveChecks(cut_bone(generated_bone(), cut))
    poses = [hinge_rotation(cut.hinge_point, cut.hinge_axis, angle) for angle in np.linspace(1, 12, 12)]
    return [_timed(lambda pose=pose: checks.report(pose)) for pose in poses][1:]


def _fragment() -> list[float]:
    from osteokit.planning.reduction.refine import FitMeter
    from planning.reduction.test_refine import FRAGMENTS, at
    from planning.reduction.test_register import lump

    meter = FitMeter(FRAGMENTS, lump())
    return [_timed(lambda shift=shift: meter.refine("upper", at(shift))) for shift in np.linspace(-1, 1, 10)][1:]


def _timed(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
