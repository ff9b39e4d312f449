"""The hip figure's words in English and Chinese."""

from osteokit.report.leg_figure_words import usable_language

WORDS: dict[str, tuple[str, str]] = {
    "left": ("Left hip", "左髋"),
    "right": ("Right hip", "右髋"),
    "before": ("as scanned", "术前"),
    "after": ("planned", "计划"),
    "leg_length_mm": ("leg length (teardrop line to lesser trochanter)", "下肢长度（泪滴线至小转子）"),
    "hip_offset_mm": ("hip offset (teardrop to shaft axis)", "髋偏心距（泪滴至股骨干轴线）"),
    "femoral_offset_mm": ("femoral offset", "股骨偏心距"),
    "acetabular_offset_mm": ("acetabular offset", "髋臼偏心距"),
    "columns": ("mm|before|planned|change|other side", "毫米|术前|计划|变化|对侧"),
    "cup": ("cup", "髋臼杯"),
    "liner": ("liner", "内衬"),
    "stem": ("stem", "股骨柄"),
    "head": ("head", "球头"),
    "none": ("not planned", "未计划"),
    "inclination": ("inclination", "外展角"),
    "anteversion": ("anteversion", "前倾角"),
    "radiographic": ("radiographic", "影像学"),
    "anatomic": ("anatomic", "解剖学"),
    "operative": ("operative", "手术"),
    "coverage": ("cup under bone", "骨覆盖率"),
    "motion": ("range of motion to impingement", "撞击前活动度"),
    "implant-implant": ("implants", "假体间"),
    "bone-bone": ("bones", "骨间"),
    "bone-implant": ("bone on implant", "骨与假体"),
    "free": ("free", "无撞击"),
    "zone": ("Lewinnek's zone, shown only", "Lewinnek 区（仅供参考）"),
    "zone_note": (
        "No universal safe zone exists (Meermans 2022); the zone decides nothing.",
        "不存在通用安全区（Meermans 2022）；该区不作判定。",
    ),
    "note": (
        "Drawn from the bones' surfaces, parallel rays, millimetres true in this plane; not a radiograph. Implants are "
        "outlines of their solids. R, L: the patient's right and left.",
        "由骨表面平行投影绘制，平面内尺寸真实；并非X线片。假体为实体轮廓。R、L：患者的右、左。",
    ),
}


def word(key: str, language: str) -> str:
    return WORDS[key][1 if usable_language(language) == "zh" else 0]
