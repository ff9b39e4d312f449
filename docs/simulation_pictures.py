"""Draw the picture of docs/simulation.md: forces of drilling, a patient who bleeds, a wound that is sewn.

python docs/simulation_pictures.py [FOLDER]
"""

import sys
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "modules"))

TICK_S = 0.005


def main(folder: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False})
    figure, (forces, course, wound) = pyplot.subplots(1, 3, figsize=(12, 3.4), width_ratios=(1, 1.1, 1.1))
    draw_forces(forces)
    draw_course(course)
    draw_wound(wound)
    figure.tight_layout()
    figure.savefig(folder / "simulation.png", dpi=110, pil_kwargs={"optimize": True})


def draw_forces(axes) -> None:
    from osteokit.simulation.contact.resistance import Cut
    from osteokit.simulation.forces.drilling import ARTIFICIAL_FEMUR, HUMAN_FEMUR, fitted

    feeds = np.linspace(0.01, 0.16, 100)
    for name, table, colour in (("human femur", HUMAN_FEMUR, "#1f5a99"), ("artificial", ARTIFICIAL_FEMUR, "#b5651d")):
        model = fitted(table)
        felt = [model.reaction(20 * feed, Cut(1.85, 1.0, 3.2, 20.0)).thrust_n for feed in feeds]
        axes.plot(feeds, felt, color=colour, label=f"{name}, model")
        axes.plot([120 / speed for speed in table], [thrust for thrust, _ in table.values()], "o", color=colour,
                  label=f"{name}, measured")  # fmt: skip
    axes.set(title="Thrust of a 3.2 mm drill", xlabel="feed per turn, mm", ylabel="N", ylim=(0, 230))
    axes.legend(frameon=False, fontsize=7)


def draw_course(axes) -> None:
    from osteokit.simulation.patient.answers import answer
    from osteokit.simulation.patient.course import advance, begin
    from osteokit.simulation.patient.injuries import injure
    from osteokit.simulation.scenario import Risk, VirtualPatient

    artery = Risk("artery", "Artery", "动脉", "artery", ((0.0, 0.0, 0.0),), 4.0, 450.0)
    for answered, style in ((True, "-"), (False, ":")):
        state, _ = injure(begin(VirtualPatient()), artery)
        rows = []
        for second in range(480):
            for at, key in ((90, "pack"), (150, "ligate"), (180, "fluids"), (180, "blood")):
                if answered and second == at:
                    state, _ = answer(state, key)
            state, _ = advance(state, 1.0)
            rows.append((second / 60, state.pulse_bpm, state.pressure_mmhg, state.blood_lost_ml / 20))
        minutes, pulse, pressure, lost = np.array(rows).T
        words = "answered" if answered else "not answered"
        axes.plot(minutes, pulse, style, color="#b02a2a", label=f"pulse, {words}")
        axes.plot(minutes, pressure, style, color="#1f5a99", label=f"mean pressure, {words}")
        axes.plot(minutes, lost, style, color="#777777", label=f"blood lost / 20 mL, {words}")
    axes.set(title="An artery of 450 mL/min; packed at 1.5 min, tied at 2.5", xlabel="min", ylim=(0, 190))
    axes.legend(frameon=False, fontsize=6, ncols=2, loc="upper left")


def draw_wound(axes) -> None:
    from osteokit.simulation.soft_tissue.suturing import wounded_skin

    sewing = wounded_skin((-25.0, 0.0, 0.0), (25.0, 0.0, 0.0))
    for x in (-20.0, -10.0, 0.0):
        for start, end in (((x, -7, 8), (x, -7, -7)), ((x, -7, -7), (x, 7, -7)), ((x, 7, -7), (x, 7, 8))):
            for share in np.linspace(0, 1, 120):
                sewing.tick((1 - share) * np.array(start) + share * np.array(end), 0.0, TICK_S)
        for n in range(160):
            sewing.tick(np.array([x, 7.0, 8.0]), 0.4 if n < 100 else 0.0, TICK_S)
    body = sewing.body
    axes.triplot(body.points[:, 0], body.points[:, 1], body.sheet.triangles, lw=0.4, color="#c08a72")
    for thread in sewing.threads:
        if thread.throws:
            places = thread.places(body)
            axes.plot(places[:, 0], places[:, 1], "o-", color="#16325c", ms=3)
    axes.set(title="Three of five stitches", xlabel="mm", aspect="equal")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "docs" / "pictures")
