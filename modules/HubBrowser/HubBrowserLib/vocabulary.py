"""The words that the hub describes resources, referrals and admissions with, by key, for people."""

from collections.abc import Mapping

from slicer.i18n import tr as _


def kinds() -> Mapping[str, str]:
    return {"anatomy": _("anatomical model"), "procedure": _("procedure"), "complication": _("complication")}


def body_systems() -> Mapping[str, str]:
    return {
        "spine": _("spine"),
        "pelvis": _("pelvis and hip"),
        "lower_limb": _("lower limb"),
        "upper_limb": _("upper limb"),
        "head_neck": _("head and neck"),
        "thorax": _("thorax"),
    }


def specialties() -> Mapping[str, str]:
    return {
        "trauma": _("trauma"),
        "joint": _("joint surgery"),
        "spine": _("spine surgery"),
        "sports": _("sports medicine"),
        "paediatric": _("paediatric orthopaedics"),
        "tumour": _("bone tumours"),
        "deformity": _("deformity correction"),
        "hand_foot": _("hand and foot"),
    }


def difficulties() -> Mapping[str, str]:
    return {"basic": _("basic"), "intermediate": _("intermediate"), "advanced": _("advanced")}


def orders() -> Mapping[str, str]:
    """What comes first."""
    return {"newest": _("newest first"), "stars": _("best rated first"), "downloads": _("most fetched first")}


def licences() -> Mapping[str, str]:
    """SPDX identifiers."""
    return {
        "CC-BY-4.0": _("CC BY 4.0 (name the authors)"),
        "CC-BY-SA-4.0": _("CC BY-SA 4.0 (name, share alike)"),
        "CC-BY-NC-4.0": _("CC BY-NC 4.0 (name, not for profit)"),
        "CC-BY-NC-SA-4.0": _("CC BY-NC-SA 4.0 (name, not for profit, alike)"),
        "CC0-1.0": _("CC0 1.0 (no rights kept)"),
        "LicenseRef-Region-Internal": _("inside the region only"),
    }


def urgencies() -> Mapping[str, str]:
    return {"emergency": _("emergency"), "urgent": _("urgent"), "routine": _("routine")}


def sexes() -> Mapping[str, str]:
    return {"female": _("female"), "male": _("male"), "other": _("other"), "unknown": _("unknown")}


def steps() -> Mapping[str, str]:
    """What may be done with a referral."""
    return {
        "send": _("Send"),
        "send_first": _("Send at once, approval afterwards"),
        "send_out": _("Ask for transfer out"),
        "approve": _("Approve the transfer"),
        "refuse": _("Refuse the transfer"),
        "accept": _("Accept"),
        "decline": _("Decline"),
        "book": _("Book"),
        "arrive": _("Arrived"),
        "treat": _("Treated"),
        "return": _("Return with summary"),
        "close": _("Close"),
        "cancel": _("Cancel it"),
    }


def referral_states() -> Mapping[str, str]:
    return {
        "draft": _("draft"),
        "sent": _("sent"),
        "awaiting_approval": _("awaits the centre"),
        "transferred": _("transferred out"),
        "refused": _("transfer refused"),
        "accepted": _("accepted"),
        "declined": _("declined"),
        "booked": _("booked"),
        "arrived": _("arrived"),
        "treated": _("treated"),
        "returned": _("returned with summary"),
        "closed": _("closed"),
        "cancelled": _("cancelled"),
    }


def admission_states() -> Mapping[str, str]:
    return {
        "draft": _("draft"),
        "applied": _("applied"),
        "assessed": _("assessed"),
        "granted": _("granted"),
        "declined": _("declined"),
        "suspended": _("suspended"),
        "revoked": _("revoked"),
        "expired": _("expired"),
    }


def events() -> Mapping[str, str]:
    """What happened, by the kind of the event; of others nothing is shown."""
    return {
        **{f"referral.{key}": _("Referral: {step}").format(step=text) for key, text in steps().items()},
        "version.publish": _("A resource was published"),
        "version.withdraw": _("A resource was withdrawn"),
        "version.checked": _("A draft was checked"),
        "version.begin_review": _("A review began"),
        "version.return": _("A draft came back"),
        "admission.grant": _("An admission was granted"),
        "admission.decline": _("An admission was declined"),
        "admission.suspend": _("An admission was suspended"),
        "admission.reinstate": _("An admission was reinstated"),
        "admission.revoke": _("An admission was revoked"),
        "override.make": _("An emergency override was made"),
        "override.review": _("An emergency override was reviewed"),
    }
