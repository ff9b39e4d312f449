"""Draw the picture of docs/arthroplasty.md: a generated pelvis and femur whose canal is that of a stem of 11 mm.

python docs/arthroplasty_pictures.py [FOLDER]
"""

import sys
from pathlib import Path

from PIL import Image

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPOSITORY / "modules"), str(REPOSITORY / "tests")]


def main(folder: Path) -> None:
    from osteokit.jobs.hip import catalogues_of, hip_articles
    from osteokit.planning.arthroplasty.hip import HipBones, plan_hip
    from osteokit.planning.arthroplasty.hip_joint import planned_joint
    from osteokit.planning.arthroplasty.range_of_motion import range_of_motion
    from osteokit.report.hip_figure import write_hip_figure
    from planning.arthroplasty.known_hips import femur_of, pelvis

    articles, found = hip_articles("generic")
    left, right, marks = pelvis()
    femora = {side: femur_of(found["ST-S-11"].implant, side=side) for side in ("left", "right")}
    own, other = femora["right"], femora["left"]
    bones = HipBones("right", right, own.mesh, marks, own.landmarks, None, other.mesh, other.landmarks)
    plan = plan_hip(bones, articles)
    limits = range_of_motion(planned_joint(bones, plan, catalogues_of(found)))
    shown = {"hip_left": left, "hip_right": right, "femur_left": other.mesh, "femur_right": own.mesh}
    path = write_hip_figure(folder / "hip.png", bones, plan, limits, shown)
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((1404, 749)).quantize(160)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "docs" / "pictures")
