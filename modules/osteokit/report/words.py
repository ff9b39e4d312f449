"""The report's words in English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Bone segmentation report", "骨骼分割报告"),
    "patient": ("Patient, as the image names them", "患者（依图像所载）"),
    "name": ("Name", "姓名"),
    "id": ("Patient ID", "患者编号"),
    "birth_date": ("Born", "出生日期"),
    "sex": ("Sex", "性别"),
    "study_date": ("Study date", "检查日期"),
    "series": ("Series", "序列"),
    "not_given": ("not given", "未提供"),
    "sex_M": ("male", "男"),
    "sex_F": ("female", "女"),
    "sex_O": ("other", "其他"),
    "image": ("Image and how it was read", "图像及读取方式"),
    "file": ("Input", "输入"),
    "modality": ("Modality", "模态"),
    "size": ("Voxels", "体素数"),
    "spacing": ("Spacing", "体素间距"),
    "hash": ("SHA-256", "SHA-256"),
    "to_check": ("To check", "需要核对"),
    "nothing_to_check": ("No warnings.", "无警告。"),
    "figures": ("Bones in three dimensions", "骨骼三维图"),
    "anterior": ("Anterior", "前面观"),
    "posterior": ("Posterior", "后面观"),
    "left": ("From the left", "左侧观"),
    "three-quarter": ("From the left front", "左前斜观"),
    "legend": ("Colours", "图例"),
    "more": ("and {count} smaller ones, in the table below", "其余 {count} 个较小者见下表"),
    "slices": ("Bones on the CT", "CT 断面上的骨骼"),
    "slices_note": (
        "Bone window (level 500, width 1500 HU), true proportions, radiological convention: the patient's right is on "
        "the left of axial and coronal slices. Positions are in the scanner's coordinates. Each outline is one bone.",
        "骨窗（窗位 500，窗宽 1500 HU），比例真实，放射学惯例：横断面与冠状面图像的左侧为患者右侧。"
        "位置以扫描坐标表示，每条轮廓线对应一块骨骼。",
    ),
    "axial": ("Axial", "横断面"),
    "coronal": ("Coronal", "冠状面"),
    "sagittal": ("Sagittal", "矢状面"),
    "bones": ("Bones", "骨骼列表"),
    "no_bones": ("No bone was found in this image.", "该图像中未发现骨骼。"),
    "metal": ("Metal", "金属"),
    "metal_note": (
        "Metal is a segment of its own and is not counted in any bone.",
        "金属作为独立分段，不计入任何骨骼。",
    ),
    "metal_view": (
        "Metal (red) seen through the bones, from the front.",
        "透过骨骼所见的金属（红色），前面观。",
    ),
    "side": ("Side", "侧别"),
    "side_left": ("left", "左"),
    "side_right": ("right", "右"),
    "snomed": ("SNOMED CT", "SNOMED CT"),
    "volume": ("Volume (mL)", "体积（mL）"),
    "confidence": ("Name certain", "名称置信度"),
    "remarks": ("Remarks", "备注"),
    "unnamed": ("Not recognised: please name it.", "未能识别：请命名。"),
    "method": ("Method and its limits", "方法与局限"),
    "signature": ("Checked and released by", "审核并签发"),
    "signed_name": ("Name", "姓名"),
    "signed_date": ("Date", "日期"),
    "signed": ("Signature", "签名"),
    "written": ("Written", "生成时间"),
    "page": ("Page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
    "disclaimer": (
        "For planning, research and teaching. Not a cleared medical device; a physician checks and decides.",
        "用于手术规划、科研与教学。未经医疗器械审批；须由医师核对并决定。",
    ),
}

LIMITS: tuple[tuple[str, str], ...] = (
    (
        "An edge cannot be placed better than about half a voxel; bone thinner than the voxel spacing may be missing "
        "and joints narrower than it may be joined.",
        "边界精度约为半个体素；比体素间距更薄的骨质可能缺失，更窄的关节间隙可能未分开。",
    ),
    (
        "Volumes are voxel counts times the voxel's volume, marrow included. A bone that the field of view cuts is "
        "measured as far as it was scanned.",
        "体积为体素数乘以单个体素体积，包含髓腔。被视野截断的骨骼仅计扫描到的部分。",
    ),
    (
        "Levels of vertebrae and ribs are counted from what the image shows; with a transitional vertebra, or neither "
        "skull nor sacrum in view, they can be off by one.",
        "椎骨和肋骨的序号依图像所见计数；存在移行椎，或视野中既无颅骨也无骶骨时，序号可能相差一节。",
    ),
    (
        "Left and right follow the orientation that the image file records.",
        "左右依据图像文件记录的方位。",
    ),
    (
        "Streaks around metal can thicken or break the bone beside it.",
        "金属周围的伪影可能使邻近骨质的轮廓变厚或中断。",
    ),
)


def is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def say(key: str, language: str, **values: object) -> str:
    """The word of ``key`` in ``language`` (``"zh..."`` is Chinese, anything else English)."""
    return WORDS[key][is_chinese(language)].format(**values)
