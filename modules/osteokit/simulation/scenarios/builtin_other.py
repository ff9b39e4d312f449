"""Built-in scenarios that are not along a line: the cut of a tibia, burring, suturing."""

import numpy as np

from osteokit.simulation.scenario import Step, Target
from osteokit.simulation.scenarios import knee, skin, temporal
from osteokit.simulation.scenarios.assemble import Parts, Words, assembled
from osteokit.simulation.scenarios.generated_bone import vector
from osteokit.simulation.scenarios.levels import three_levels


def hto_cut():
    """A wire to the hinge, then the cut of a medial opening wedge."""
    entry, end = knee.cut_line()
    way = np.subtract(end, entry)
    depth = float(np.linalg.norm(way))
    normal = vector(np.cross(way / depth, (0.0, 1.0, 0.0)))
    wire_entry = vector(np.add(entry, 4.0 * np.array(normal) * (1.0 if normal[2] < 0 else -1.0)))
    wire_end = vector(np.add(wire_entry, way))
    steps = (
        Step(
            "wire", "Drill the guide wire", "钻入导针", "drill", "wire_2",
            Target("path", wire_entry, wire_end, 2.0, name="guide_wire"),
            "From the medial cortex toward the tip of the fibula; end 10 mm inside the lateral cortex.",
            "自内侧皮质指向腓骨头尖；止于外侧皮质内 10 mm。",
        ),
        Step(
            "cut", "Saw to the hinge", "锯至合页处", "cut", "saw_20",
            Target(
                "plane", entry, end, width_mm=44.0, depth_mm=round(depth, 2), normal=normal, name="opening_wedge",
            ),
            "Above the wire, blade flat on the plane. Let the saw work, cool it; the back cortex last and gently. The "
            "lateral hinge stays whole.",
            "在导针上方，锯片与截骨面平行。让锯自行切削并冷却；最后轻柔锯断后方皮质。外侧合页须保持完整。",
        ),
    )  # fmt: skip
    words = Words(
        ("High tibial osteotomy: the cut", "胫骨高位截骨：截骨"),
        ("Drill a guide wire and saw the plane of a medial opening wedge. The popliteal artery lies behind, the joint "
         "above, and a broken hinge loses the correction.",
         "钻入导针并完成内侧开放楔形截骨面。后方为腘动脉，上方为关节面；合页断裂将丧失矫正。"),
        (("Hold the plane", "保持截骨平面"), ("Spare hinge and vessels", "保护合页与血管")),
    )  # fmt: skip
    levels = three_levels(
        360.0,
        {"plane_error_mm": 2.0, "risks_touched": 0.0, ">removed_in_plan_percent": 50.0},
        {"plane_error_mm": 1.0, "risks_touched": 0.0, ">removed_in_plan_percent": 75.0},
    )
    return assembled("hto-cut", words, Parts(steps, knee.risks(), levels), knee.bone())


def burring():
    """A cavity of 18 mm in a block of temporal bone."""
    target = Target(
        "region",
        temporal.CAVITY_CENTER,
        temporal.CAVITY_CENTER,
        temporal.CAVITY_DIAMETER_MM,
        normal=(1.0, 0.0, 0.0),
        name="cavity",
    )
    steps = (
        Step(
            "open", "Burr the cavity", "磨除骨腔", "burr", "burr_6", target,
            "Long light strokes, from the surface into the depth, wide before deep. Thin bone over sinus and dura "
            "changes its sound: stop there.",
            "由浅入深，先宽后深，长而轻的往复磨削。乙状窦与硬脑膜表面骨质变薄时声音改变，应停止。",
        ),
    )  # fmt: skip
    words = Words(
        ("Burring a cavity, temporal bone", "颞骨磨削成腔"),
        ("Open the air cells of a generated temporal bone to a round cavity. Behind lies the sigmoid sinus, deep the "
         "facial nerve, above the dura.",
         "在计算机生成的颞骨中磨除气房形成圆形骨腔。后方为乙状窦，深部为面神经，上方为硬脑膜。"),
        (("Remove what is planned", "按计划磨除"), ("Spare what lies behind thin bone", "保护薄骨后的结构")),
    )  # fmt: skip
    levels = three_levels(
        300.0,
        {">removed_in_plan_percent": 60.0, "risks_touched": 0.0},
        {">removed_in_plan_percent": 85.0, "risks_touched": 0.0, "overheated_s": 30.0},
    )
    return assembled("burring", words, Parts(steps, temporal.risks(), levels), temporal.bone())


def suturing():
    """An incision of 50 mm, and five stitches that close it."""
    target = Target("patch", skin.WOUND[0], skin.WOUND[1], diameter_mm=skin.BITE_MM, name="skin")
    steps = (
        Step(
            "open", "Open the skin", "切开皮肤", "incise", "scalpel", target,
            "Blade upright, at one stroke along the line, through the skin and no deeper: a vein lies below.",
            "刀刃垂直皮面，沿标记线一刀切开皮肤，勿过深：皮下有静脉。",
        ),
        Step(
            "close", "Close the wound", "缝合切口", "suture", "needle", target,
            "Enter 5 mm from the edge, square to it; come out as far on the other side. One stitch a centimetre, edges "
            "just touching: a stitch that is pulled blanches and cuts out.",
            "距切口缘 5 mm 垂直进针，对侧等距出针；每厘米一针，边缘恰好对合，过紧会缺血并割裂组织。",
        ),
    )  # fmt: skip
    words = Words(
        ("Opening and closing skin", "皮肤切开与缝合"),
        ("Open a patch of skin over 50 mm with the scalpel, and close it with five stitches of even bites.",
         "用手术刀在一块皮肤上切开 50 mm，再以五针等距缝线缝合。"),
        (("One straight cut of one depth", "一刀切开，切口平直、深浅一致"),
         ("Even bites and spacing", "边距与针距均匀"),
         ("Tension that closes but does not cut", "张力适当，对合而不割裂")),
    )  # fmt: skip
    levels = three_levels(
        300.0,
        {">steps_done_percent": 100.0, "force_peak_n": 6.0, "wound_gap_mm": 3.0, "incision_error_mm": 3.0},
        {
            ">steps_done_percent": 100.0, "force_peak_n": 3.0, "wound_gap_mm": 1.0, "bite_error_mm": 2.0,
            "incision_error_mm": 1.5,
        },
    )  # fmt: skip
    return assembled(
        "suturing", words, Parts(steps, skin.risks(), levels, extras={"stitches": str(skin.STITCHES)}), skin.bone()
    )
