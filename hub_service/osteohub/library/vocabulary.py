"""Words that a resource is described with: key, English, Chinese."""

KINDS = {
    "anatomy": ("anatomical model", "解剖模型"),
    "procedure": ("procedure", "手术操作"),
    "complication": ("complication", "并发症"),
}

BODY_SYSTEMS = {
    "spine": ("spine", "脊柱"),
    "pelvis": ("pelvis and hip", "骨盆与髋"),
    "lower_limb": ("lower limb", "下肢"),
    "upper_limb": ("upper limb", "上肢"),
    "head_neck": ("head and neck", "头颈"),
    "thorax": ("thorax", "胸廓"),
}

SPECIALTIES = {
    "trauma": ("trauma", "创伤骨科"),
    "joint": ("joint surgery", "关节外科"),
    "spine": ("spine surgery", "脊柱外科"),
    "sports": ("sports medicine", "运动医学"),
    "paediatric": ("paediatric orthopaedics", "小儿骨科"),
    "tumour": ("bone tumours", "骨肿瘤"),
    "deformity": ("deformity correction", "畸形矫正"),
    "hand_foot": ("hand and foot", "手足外科"),
}

DIFFICULTIES = {"basic": ("basic", "基础"), "intermediate": ("intermediate", "中级"), "advanced": ("advanced", "高级")}

PANELS = {
    "clinical": ("clinical truth", "临床真实性"),
    "teaching": ("teaching fitness", "教学适用性"),
    "technical": ("technical soundness", "技术可靠性"),
}

LICENCES = {
    "CC0-1.0": ("CC0 1.0 (no rights kept)", "CC0 1.0（放弃权利）"),
    "CC-BY-4.0": ("CC BY 4.0 (name the authors)", "CC BY 4.0（署名）"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0 (name, share alike)", "CC BY-SA 4.0（署名、相同方式共享）"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0 (name, not for profit)", "CC BY-NC 4.0（署名、非商业）"),
    "CC-BY-NC-SA-4.0": ("CC BY-NC-SA 4.0 (name, not for profit, alike)", "CC BY-NC-SA 4.0（署名、非商业、相同方式）"),
    "LicenseRef-Region-Internal": ("inside the region only", "仅限区域内使用"),
}
"""SPDX identifiers."""

SUFFIXES = (".dcm", ".zip", ".stl", ".obj", ".ply", ".3mf", ".glb", ".mrb", ".json", ".nrrd", ".nii.gz", ".png", ".pdf")
"""Of files that a resource may have."""
