"""Forces of tools, heat and soft tissue against what was measured or follows from a formula:
python -m tests.bench.forces."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from osteokit.planning.screws.pull_out import DENSITY_LINES
from osteokit.simulation.contact.resistance import Cut
from osteokit.simulation.contact.solve import Coupling
from osteokit.simulation.engine import Engine
from osteokit.simulation.forces.drilling import ARTIFICIAL_FEMUR, HUMAN_FEMUR, MEASURED_FEED_MM_S, fitted
from osteokit.simulation.forces.heat import BODY_C, TipHeat
from osteokit.simulation.forces.material import CORTICAL_G_CM3
from osteokit.simulation.forces.screw import Screw
from osteokit.simulation.soft_tissue.body import Body
from osteokit.simulation.soft_tissue.incision import incise
from osteokit.simulation.soft_tissue.suturing import wounded_skin
from osteokit.simulation.soft_tissue.values import Sheet, Tissue, flat_sheet
from osteokit.simulation.tools.catalogue import tool
from osteokit.simulation.values import HandState
from simulation.made_bone import plate, pose_at

MACHINE_N_MM = 1000.0


def main(data: Path | None) -> None:
    """Print the figures; real data is not needed."""
    print("Forces of tools")
    for name, table in (("human femur", HUMAN_FEMUR), ("artificial femur", ARTIFICIAL_FEMUR)):
        _table(name, table)
    _through_the_engine()
    _heat()
    _screw()
    _calls()
    print("Soft tissue")
    _strip()
    _gape()
    _steps()


def _table(name: str, table) -> None:
    model = fitted(table)
    rows = []
    for speed, (thrust, torque) in table.items():
        felt = model.reaction(MEASURED_FEED_MM_S, Cut(CORTICAL_G_CM3, 1.0, 3.2, speed / 60))
        rows.append((100 * (felt.thrust_n / thrust - 1), 100 * (felt.torque_nmm / torque - 1)))
    worst = np.abs(rows).max(axis=0)
    print(f"  {name}: model against MacAvelia's table, worst: thrust {worst[0]:.1f} %, torque {worst[1]:.1f} %")


def _through_the_engine() -> None:
    """A machine's stiff feed of 120 mm/min through a plate of 8 mm; means over the middle of it, all ticks in."""
    for speed, (thrust, torque) in HUMAN_FEMUR.items():
        drill = replace(tool("drill_3_2"), speed_hz=speed / 60)
        engine = Engine(
            plate(8.0, density=CORTICAL_G_CM3),
            {drill.key: drill},
            {"drill": fitted(HUMAN_FEMUR)},
            coupling=Coupling(stiffness_n_mm=MACHINE_N_MM),
        )
        felt = []
        for n in range(4500):
            asked = -1.5 + MEASURED_FEED_MM_S * n / 1000
            touch = engine.touch(HandState(n / 1000, pose_at([0, 0, asked]), 1.0, drill.key))
            felt.append([touch.tool_to_ras[2, 3], -touch.force_n[2], -touch.torque_nmm[2]])
        at, push, turn = np.array(felt).T
        deep = (at > 2.5) & (at < 6.5)
        print(
            f"  {speed} turns/min through the engine: thrust {push[deep].mean():.1f} N (measured {thrust}), torque "
            f"{turn[deep].mean():.1f} N mm (measured {torque}), {deep.sum()} ticks"
        )


def _heat() -> None:
    model, rises = fitted(HUMAN_FEMUR), []
    for diameter in (2.5, 3.2, 4.5):
        for speed in (188, 462, 1140, 1820):
            for feed in (24 / 60, 56 / 60, 84 / 60, 196 / 60):
                heat = TipHeat(diameter)
                power = model.reaction(feed, Cut(CORTICAL_G_CM3, 1.0, diameter, speed / 60)).power_w
                for _ in range(100):
                    heat.step(power, feed, 5 / feed / 100)
                rises.append(heat.temperature_c - BODY_C)
    print(f"  heat over 5 mm of cortex: rises of {min(rises):.1f} to {max(rises):.1f} C (measured 5.4 to 29.5)")


def _screw() -> None:
    density = sum(base + slope * 136 for base, slope in DENSITY_LINES) / 2
    cut = Cut(density, 1.0, 6.5, 0.5, depth_mm=40.0)
    screw = Screw(2.8, 1.2)
    print(
        f"  pedicle screw 6.5 x 40 mm at 136 HU: {screw.reaction(1.4, cut).torque_nmm / 1000:.2f} N m "
        f"(measured 0.76 +- 0.41 and 1.06 +- 0.58), strips at {screw.strips_at_nmm(cut) / 1000:.2f} more"
    )


def _calls() -> None:
    model, cut, count = fitted(HUMAN_FEMUR), Cut(1.2, 0.7, 3.2, 20.0, 5.0, 12.0), 20_000
    began = time.process_time()
    for _ in range(count):
        model.reaction(model.feed_mm_s(60.0, cut), cut)
    print(f"  feed and reaction: {1e6 * (time.process_time() - began) / count:.1f} us of processor")


def _strip() -> None:
    sheet = flat_sheet(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), (60.0, 20.0), 2.5)
    right = sheet.points[:, 0] > 30 - 1e-6
    tissue = Tissue(youngs_mpa=0.3, poisson=0.0, bed_n_mm3=0.0, bed_press_n_mm3=0.0, stretch=0.0)
    body = Body(Sheet(sheet.points, sheet.triangles, np.abs(sheet.points[:, 0]) > 30 - 1e-6), tissue)
    body.points[:, 0] *= 1.3
    body.step(0.5)
    force, formula = -body.forces_n()[right, 0].sum(), 1.3 * 0.3 * (1.3**2 - 1) / 2 * 2 * 20
    print(f"  strip stretched by 30 %: {force:.4f} N, formula {formula:.4f}")


def _gape() -> None:
    sheet = flat_sheet(np.zeros(3), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), (160.0, 12.0), 1.6)
    tissue = Tissue(poisson=0.0, stretch=0.02)
    body = Body(Sheet(sheet.points, sheet.triangles, np.abs(sheet.points[:, 0]) > 80 - 1e-6), tissue)
    wound = incise(body, np.array([[0.3, -19.0, 0], [0.3, 19.0, 0]]))
    body.step(1.5)
    decay = np.sqrt(tissue.youngs_mpa * tissue.thickness_mm / tissue.bed_n_mm3)
    formula = 2 * 0.02 * decay * np.tanh(80 / decay)
    print(f"  strip cut through gapes {wound.gaps_mm(body.points).mean():.3f} mm, formula {formula:.3f}")


def _steps() -> None:
    suturing = wounded_skin((-25.0, 0, 0), (25.0, 0, 0))
    body = suturing.body
    times = []
    for _ in range(200):
        began = time.process_time()
        suturing.tick(np.array([0.0, -7.0, 10.0]), 0.0, 1e-3)
        times.append(time.process_time() - began)
    print(
        f"  a wound of 50 mm ({len(body.sheet.triangles)} triangles) gapes {suturing.closure().gaps_mm.max():.1f} mm; "
        f"one tick {1e6 * np.median(times):.0f} us of processor"
    )


if __name__ == "__main__":
    main(None)
