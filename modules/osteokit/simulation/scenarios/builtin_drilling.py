"""Built-in scenarios along a line: pedicle drilling, screw insertion, the holes of a plate."""

from functools import partial

import numpy as np

from osteokit.simulation.scenario import Step, Target, VirtualPatient
from osteokit.simulation.scenarios import forearm, lumbar
from osteokit.simulation.scenarios.assemble import Parts, Words, assembled, with_holes
from osteokit.simulation.scenarios.generated_bone import vector
from osteokit.simulation.scenarios.levels import three_levels
from osteokit.simulation.scenarios.shapes import SOFT_HU

_SIDES = (("left", "左", -1.0), ("right", "右", 1.0))
_PILOT_MM = 3.2
_SCREW_PILOT_MM = 4.5
"""For the core of 4.3 mm of the screw."""


def pedicle_drilling():
    """Both pedicles of L3: drilled, then felt with the probe."""
    steps = []
    for side, chinese, sign in _SIDES:
        entry, end = lumbar.pedicle_line(sign)
        target = Target("path", entry, end, _PILOT_MM, name=f"pedicle_{side}")
        steps.append(Step(
            f"drill_{side}", f"Drill the {side} pedicle", f"钻{chinese}侧椎弓根", "drill", "drill_3_2", target,
            "Start where the superior facet meets the transverse process; aim 15 degrees to the middle, level with the "
            "end plate. After the soft middle of the pedicle stop at the planned depth: the front cortex stays whole.",
            "进针点在上关节突与横突交界处；内倾约 15°，与终板平行。穿过椎弓根松质骨后到计划深度即停，勿穿透前方皮质。",
        ))  # fmt: skip
        steps.append(Step(
            f"probe_{side}", f"Feel the {side} hole", f"探查{chinese}侧钉道", "probe", "probe", target,
            "Without power: slide the ball tip to the bottom; walls and floor must be bone.",
            "不启动动力：将球头探针滑至孔底，四壁及孔底均应为骨质。",
        ))  # fmt: skip
    words = Words(
        ("Pedicle drilling, L3", "L3 椎弓根钻孔"),
        ("Drill a pilot hole through each pedicle of the third lumbar vertebra and feel its walls. The dural sac lies "
         "medially, the nerve roots below, aorta and vena cava before the body.",
         "在第三腰椎两侧椎弓根各钻一导孔并探查孔壁。内侧为硬膜囊，下方为神经根，椎体前方为腹主动脉与下腔静脉。"),
        (("Find entry and direction", "掌握进针点与方向"),
         ("Feel cortex and cancellous bone", "感受皮质骨与松质骨的阻力"),
         ("Stop before the front cortex", "在前方皮质之前停止")),
    )  # fmt: skip
    levels = three_levels(
        240.0,
        {"breach_mm": 4.0, "tip_error_mm": 4.0, "risks_touched": 0.0, "overheated_s": 60.0},
        {"breach_mm": 0.0, "tip_error_mm": 2.0, "risks_touched": 0.0, "overheated_s": 30.0},
    )
    return assembled("pedicle-drilling", words, Parts(tuple(steps), lumbar.risks(), levels), lumbar.bone())


def screw_insertion():
    """A 6.5 x 45 mm screw into each pedicle of L3, whose pilot holes are there."""
    lines = [lumbar.pedicle_line(sign) for _, _, sign in _SIDES]
    steps = tuple(
        Step(
            f"screw_{side}", f"Insert the {side} screw", f"拧入{chinese}侧螺钉", "insert", "screw:PS-6.5-45",
            Target("path", line[0], _at(line, 45.0), 6.5, name=f"screw_{side}"),
            "Set the tip in the pilot hole, in line with it; turn slowly under light pressure and stop when the head "
            "meets bone: a screw that is overturned has lost its hold.",
            "将钉尖对准导孔并与其同轴；轻压缓慢旋入，钉头触骨即停，过度旋转会失去把持力。",
        )
        for (side, chinese, _), line in zip(_SIDES, lines, strict=True)
    )  # fmt: skip
    words = Words(
        ("Pedicle screws, L3", "L3 椎弓根螺钉置入"),
        ("Insert a screw of 6.5 x 45 mm into each pedicle; the pilot holes are drilled.",
         "在两侧椎弓根各置入一枚 6.5 x 45 mm 螺钉；导孔已钻好。"),
        (("Follow the pilot hole", "沿导孔方向置钉"), ("Stop before the thread strips", "在滑丝之前停止")),
    )  # fmt: skip
    levels = three_levels(
        180.0,
        {"breach_mm": 4.0, "angle_error_deg": 10.0, "risks_touched": 0.0},
        {"breach_mm": 2.0, "angle_error_deg": 5.0, "risks_touched": 0.0},
    )
    change = partial(with_holes, lines=lines, diameter_mm=_SCREW_PILOT_MM, hounsfield=SOFT_HU)
    return assembled("screw-insertion", words, Parts(steps, lumbar.risks(), levels), lumbar.bone(), change)


def plate_drilling():
    """Four holes through both cortices of a radius beside a fracture."""
    steps = tuple(
        Step(
            f"hole_{number}", f"Drill hole {number} of the plate", f"钻接骨板第 {number} 孔", "drill", "drill_2_5",
            Target("path", *forearm.hole_line(z), forearm.HOLE_MM, name=f"hole_{number}"),
            "Square to the bone, through both cortices. Press less before the far cortex gives way, and stop at once.",
            "垂直骨面，钻透双侧皮质。将要穿透对侧皮质时减小压力，一旦突破立即停止。",
        )
        for number, z in enumerate(forearm.HOLES_Z, 1)
    )  # fmt: skip
    words = Words(
        ("Holes of a plate, radius", "桡骨接骨板钻孔"),
        ("Drill four bicortical holes of 2.5 mm for a plate. Vessel and nerve lie a few millimetres behind the far "
         "cortex: who plunges meets them.",
         "为接骨板钻四个 2.5 mm 双皮质孔。对侧皮质后方数毫米即有血管和神经，钻头突入过深将造成损伤。"),
        (("Stop behind the far cortex", "穿透对侧皮质后立即停止"), ("Keep the drill cool", "避免骨过热")),
    )  # fmt: skip
    levels = three_levels(
        180.0,
        {"plunge_mm": 7.0, "angle_error_deg": 10.0, "risks_touched": 0.0},
        {"plunge_mm": 4.0, "angle_error_deg": 5.0, "risks_touched": 0.0, "overheated_s": 30.0},
    )
    patient = VirtualPatient(62.0, 76.0, 88.0)
    parts = Parts(steps, forearm.risks(), levels, patient, {"plate": "10 3"})
    return assembled("plate-drilling", words, parts, forearm.bone())


def _at(line, depth_mm: float):
    """The point at ``depth_mm`` along a line."""
    entry, end = np.array(line[0]), np.array(line[1])
    return vector(entry + depth_mm * (end - entry) / np.linalg.norm(end - entry))
