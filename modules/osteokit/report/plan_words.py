"""The words of a plan's report, in English and Chinese."""

from osteokit.report.words import is_chinese
from osteokit.report.words import say as say_any
from osteokit.segmentation.terminology import term

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Surgical plan", "手术计划"),
    "side": ("Side", "侧别"),
    "left": ("LEFT", "左侧"),
    "right": ("RIGHT", "右侧"),
    "": ("midline", "中线"),
    "plan": ("Plan", "计划"),
    "chosen": ("Variant to be done", "采用方案"),
    "none_chosen": ("none chosen yet", "尚未选定"),
    "findings": ("To look at before signing", "签字前须核对"),
    "no_findings": ("The checks found nothing to report.", "各项检查未见异常。"),
    "stop": ("STOP", "禁止"),
    "warning": ("Warning", "警告"),
    "note": ("Note", "提示"),
    "angles": ("Angles and lengths", "角度与长度"),
    "angles_note": (
        "Before, and measured again on the moved bones of each variant. ± is one standard deviation from the spread "
        "of the landmarks. Outside the normal range: amber.",
        "术前值，以及在各方案移动后的骨骼上重新测量的值。± 为由标志点离散程度得出的一个标准差。"
        "超出正常范围者以琥珀色标出。",
    ),
    "measurement": ("Measurement", "测量项"),
    "before": ("Before", "术前"),
    "normal": ("Normal", "正常范围"),
    "not_measurable": ("Not measurable with the bones in view", "因视野内骨骼所限无法测量"),
    "steps": ("What is done", "手术步骤"),
    "no_steps": ("No steps yet.", "尚无步骤。"),
    "osteotomy": ("Osteotomy", "截骨"),
    "reduction": ("Reduction", "复位"),
    "guide": ("Guide", "导板"),
    "implant": ("Implant", "植入物"),
    "intent": ("Asked for", "设定"),
    "cut": ("Cut", "截骨方式"),
    "figures": ("Figures", "图"),
    "inputs": ("Bones it was made on", "所用骨骼模型"),
    "bone": ("Bone", "骨骼"),
    "file": ("File", "文件"),
    "volume": ("Volume, cm³", "体积，cm³"),
    "landmarks": ("Landmarks to check", "待核对标志点"),
    "landmarks_note": (
        "Placed by hand, or found with low confidence. All others were found automatically.",
        "以下为手工放置或置信度较低者，其余均为自动识别。",
    ),
    "by_hand": ("placed by hand", "手工放置"),
    "doubtful": ("found with confidence {confidence:.0f} %", "自动识别，置信度 {confidence:.0f} %"),
    "figure_before": ("Before: from the front and from the side", "术前：前面观与侧面观"),
    "figure_after": (
        "Variant {name}: from the front and from the side; what was moved is darker",
        "方案 {name}：前面观与侧面观；移动的部分颜色较深",
    ),
    "figure_guide": (
        "{name} on the bone before the cut: from where it goes on, and from its side",
        "{name}（截骨前置于骨面）：安装方向与侧面观",
    ),
    "figure_implants": (
        "Implants of variant {name}, numbered as in the bill of materials; what lies in bone shines through",
        "方案 {name} 的植入物，编号同材料清单；骨内部分透视显示",
    ),
    "bill": ("Bill of materials", "材料清单"),
    "bill_note": (
        "Every implant with the sizes with which it was planned. Amber: the catalogue here does not have the "
        "article in these sizes.",
        "列出计划所用的全部植入物及其尺寸。本机目录中没有相同尺寸的型号以琥珀色标出。",
    ),
    "bill_number": ("No.", "编号"),
    "bill_quantity": ("Pieces", "数量"),
    "bill_article": ("Article", "型号"),
    "bill_name": ("Name", "名称"),
    "bill_sizes": ("Sizes", "尺寸"),
    "bill_for": ("For", "用于"),
    "bill_not_chosen": ("not chosen yet", "尚未选择"),
    "bill_version": ("version {version}", "版本 {version}"),
    "methods": ("Methods and sources", "方法与来源"),
}

GAP_OF = "_residual_mm"
"""After the key of a fragment: the gap that is left there."""

VALUES: dict[str, tuple[str, str]] = {
    "gap_mm": ("Gap at the cortex", "皮质处撑开高度"),
    "opening_gap_mm": ("Opening gap", "撑开高度"),
    "wedge_volume_mm3": ("Wedge volume", "楔形体积"),
    "wedge_mm3": ("Wedge volume", "楔形体积"),
    "graft_mm3": ("Graft volume", "植骨体积"),
    "graft_volume_mm3": ("Graft volume", "植骨体积"),
    "removed_mm3": ("Bone removed in all", "移除骨量合计"),
    "contact_area_mm2": ("Contact area", "接触面积"),
    "cortical_contact_mm2": ("Cortical contact area", "皮质接触面积"),
    "angle_deg": ("Correction angle", "矫正角度"),
    "hinge_width_mm": ("Hinge width", "铰链宽度"),
    "kerf_mm3": ("Saw kerf", "锯缝体积"),
    "saw_depth_mm": ("Depth of the saw", "锯入深度"),
    "bridge_area_mm2": ("Area of the bridge", "骨桥面积"),
    "bridge_overlap_mm3": ("Crushed at the hinge", "铰链处压缩骨量"),
    "overlap_mm3": ("Overlap of the fragments", "骨块重叠体积"),
    "screw_in_bone_mm": ("Screw in bone", "螺钉骨内长度"),
    "tip_beyond_mm": ("Tip out of the bone", "尖端超出骨面"),
    "residual_mm": ("Largest gap left", "最大残余间隙"),
    "fracture_area_mm2": ("Fracture surface that faces", "断面对合面积"),
    "fracture_overlap_mm3": ("Overlap of the fragments", "骨块重叠体积"),
    "penetration_mm": ("Deepest overlap", "最大嵌入深度"),
    "template_mm": ("Off the mirrored side, at most", "与镜像侧最大偏差"),
}


def say(key: str, language: str, **values: object) -> str:
    """The word of ``key``; words that all reports share are found too."""
    if key not in WORDS:
        return say_any(key, language, **values)
    return WORDS[key][is_chinese(language)].format(**values)


def value_name(key: str, language: str) -> str:
    """What a number of a step's report is called; the key in words where the table has none."""
    names = VALUES.get(key)
    fragment = key.removesuffix(GAP_OF)
    if fragment != key:
        named = term(fragment)
        return f"{named.chinese}残余间隙" if is_chinese(language) else f"Gap left: {named.english}"
    if names is None:
        for unit in ("_mm3", "_mm2", "_mm", "_deg", "_percent"):
            key = key.removesuffix(unit)
        return key.replace("_", " ")
    return names[is_chinese(language)]


def value_text(key: str, value: float) -> str:
    """The number with the unit that its key names; volumes in cm3."""
    if key.endswith("_mm3"):
        return f"{value / 1000:.2f} cm³"
    for ending, unit in (("_mm2", " mm²"), ("_mm", " mm"), ("_deg", "°"), ("_percent", " %")):
        if key.endswith(ending):
            return f"{value:.1f}{unit}".replace("-0.0", "0.0")
    return f"{value:g}"
