"""The leg figure's words in English and Chinese, and a font that has them."""

from functools import cache

WORDS: dict[str, tuple[str, str]] = {
    "left": ("Left leg", "左下肢"),
    "right": ("Right leg", "右下肢"),
    "coronal": ("from the front", "前面观"),
    "sagittal": ("from the outer side", "外侧面观"),
    "knee": ("knee, from the front", "膝关节前面观"),
    "measure": ("measure", "测量"),
    "value": ("value ± 1 sd", "数值 ± 1 标准差"),
    "normal": ("normal", "正常"),
    "varus": ("varus", "内翻"),
    "valgus": ("valgus", "外翻"),
    "procurvatum": ("procurvatum", "前弓"),
    "recurvatum": ("recurvatum", "后弓"),
    "note": (
        "From CT, not weight-bearing: standing HKA, MAD and JLCA may differ. Angles of one bone are measured in its "
        "own plane;\nthe picture shows the leg's. Green: normal, amber and red: outside. R, L, A, P: the patient's "
        "right, left, front, back.",
        "由 CT 得出，非负重位：站立位的 HKA、MAD、JLCA 可能不同。单骨角度在其自身平面内测量；\n图示为下肢平面。"
        "绿色：正常；橙色、红色：超出范围。R、L、A、P：患者的右、左、前、后。",
    ),
    "legend_axis": ("mechanical axis", "机械轴"),
    "legend_load": ("load-bearing line", "负重线"),
    "legend_joint": ("joint line", "关节线"),
    "legend_shaft": ("anatomical axis", "解剖轴"),
}

CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "Noto Sans CJK JP",
    "Noto Serif CJK JP",
    "SimSun",
    "Songti SC",
)


@cache
def chinese_font() -> str | None:
    """A font of this machine that has Chinese letters; None where there is none."""
    from matplotlib import font_manager

    names = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in names), None)


def usable_language(language: str) -> str:
    """``"zh"`` where it is asked for and a font has its letters, else ``"en"``: nobody can read boxes."""
    return "zh" if language.startswith("zh") and chinese_font() is not None else "en"


def say(key: str, language: str) -> str:
    """The words of ``key``."""
    return WORDS[key][1 if language == "zh" else 0]
