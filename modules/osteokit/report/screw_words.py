"""The words of a screw's figure in English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "along": ("along the screw", "沿螺钉"),
    "turned": ("turned by 90°", "旋转 90°"),
    "probe": ("probe's eye", "探针视角"),
    "axial": ("axial", "横断面"),
    "coronal": ("coronal", "冠状面"),
    "sagittal": ("sagittal", "矢状面"),
    "behind": ("mm behind the entry", "距入点（mm）"),
    "at": ("{mm} mm behind the entry", "距入点 {mm} mm"),
    "cortical": ("cortical from 600 HU", "皮质骨 ≥600 HU"),
    "loosening": ("loosening below 153.5 HU", "低于 153.5 HU 易松动"),
    "mean": ("mean", "平均"),
    "size": ("size", "规格"),
    "holds": ("bones", "骨骼"),
    "grade": ("Gertzbein-Robbins", "Gertzbein-Robbins 分级"),
    "breach": ("stands out by", "穿出皮质"),
    "left": ("bone left around it", "周围剩余骨质"),
    "tip": ("tip to cortex", "钉尖至皮质"),
    "in_bone": ("length in bone", "骨内长度"),
    "density": ("mean HU", "平均 HU"),
    "share": ("cortical share", "皮质骨比例"),
    "pull_out": ("pull-out (estimate)", "拔出力（估计）"),
    "screw": ("next screw", "相邻螺钉"),
    "bone": ("next bone", "相邻骨骼"),
    "joint": ("joint", "关节"),
    "canal": ("spinal canal", "椎管"),
    "tip_apex": ("tip-apex distance", "尖顶距"),
    "no_ct": ("no CT: outlines only, no density", "无 CT：仅轮廓，无密度"),
    "narrowest": ("narrowest place", "最窄处"),
    "note": (
        "Slices pass through the narrowest place. Screw: outline in the colour of its grade; bones: thin lines. "
        "R, L, A, P, S, I: the patient's right, left, front, back, head, feet.",
        "断面经过最窄处。螺钉轮廓颜色表示分级；细线为骨骼。R、L、A、P、S、I：患者的右、左、前、后、头、足。",
    ),
}


def say(key: str, language: str) -> str:
    """The words of ``key``."""
    return WORDS[key][1 if language == "zh" else 0]
