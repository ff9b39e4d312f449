"""Cortical, cancellous, locking and cannulated screws."""

from collections.abc import Callable

from osteokit.planning.implants.families.drives import Drive
from osteokit.planning.implants.families.heads import ConicalHead, spherical_head
from osteokit.planning.implants.families.holes import FREE_ANGLE_DEG, LOCKING_HEAD
from osteokit.planning.implants.families.screw_body import ScrewBody
from osteokit.planning.implants.families.threads import measures_for, threaded_shaft
from osteokit.planning.implants.families.values import Family, SizeRange, Sizes
from osteokit.planning.implants.values import ConnectionPoint


def screw_ranges(thinnest: float, thickest: float, longest: float) -> tuple[SizeRange, ...]:
    """The sizes of every screw. ``length_mm`` is what lies in plate and bone: from the underside of the head (z = 0)
    to the tip."""
    return (
        SizeRange("diameter_mm", "thread diameter", "螺纹外径", thinnest, thickest),
        SizeRange("length_mm", "length below the head", "头下长度", 5.0, longest),
        SizeRange("core_mm", "core diameter", "螺纹内径", 0.5, thickest),
        SizeRange("pitch_mm", "pitch", "螺距", 0.3, 6.0),
        SizeRange("crest_mm", "width of the crest", "牙顶宽度", 0.05, 1.0),
        SizeRange("leading_deg", "leading flank", "前侧牙型角", 10.0, 45.0),
        SizeRange("trailing_deg", "trailing flank", "后侧牙型角", 1.0, 30.0),
        SizeRange("shank_mm", "shank diameter", "螺杆直径", 0.5, thickest),
        SizeRange("head_mm", "head diameter", "头部直径", 1.5, 20.0),
        SizeRange("drive_mm", "width of the drive", "驱动槽宽度", 0.8, 8.0),
    )


def measured(kind: str) -> Callable[[Sizes], dict[str, float]]:
    """The measures that follow from the diameter, by the table of threads."""
    return lambda sizes: measures_for(kind, float(sizes["diameter_mm"]))


def entry(kind: str) -> Callable[[Sizes], tuple[ConnectionPoint, ...]]:
    """Where the head sits in a hole: the origin, pushed along z."""

    def joins(sizes: Sizes) -> tuple[ConnectionPoint, ...]:
        fixed = kind == "locking"
        return (
            ConnectionPoint(
                "head", "locking" if fixed else "screw", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), sizes["diameter_mm"],
                0.0 if fixed else FREE_ANGLE_DEG,
            ),
        )  # fmt: skip

    return joins


def cortical(sizes: Sizes) -> ScrewBody:
    """ISO 5835 with the shallow thread HA: threaded up to the head."""
    shaft = threaded_shaft(dict(sizes) | {"shank_mm": sizes["core_mm"]}, 0.2 * sizes["pitch_mm"])
    head = spherical_head(sizes["head_mm"], sizes["core_mm"])
    drive = Drive("hexagon", sizes["drive_mm"], 0.55 * head.height_mm)
    return ScrewBody(head, drive, shaft, sizes["length_mm"], sizes["head_mm"]).checked()


def cancellous(sizes: Sizes) -> ScrewBody:
    """ISO 5835 with the deep thread HB: a smooth shank, then ``thread_length_mm`` of thread."""
    shaft = threaded_shaft(sizes, max(sizes["length_mm"] - sizes["thread_length_mm"], 0.2 * sizes["pitch_mm"]))
    head = spherical_head(sizes["head_mm"], sizes["shank_mm"])
    drive = Drive("hexagon", sizes["drive_mm"], 0.55 * head.height_mm)
    return ScrewBody(head, drive, shaft, sizes["length_mm"], sizes["head_mm"]).checked()


def cannulated(sizes: Sizes) -> ScrewBody:
    """As a cancellous screw, around the bore for a wire."""
    shaft = threaded_shaft(sizes, max(sizes["length_mm"] - sizes["thread_length_mm"], 0.2 * sizes["pitch_mm"]))
    head = spherical_head(sizes["head_mm"], sizes["shank_mm"])
    drive = Drive("hexagon", sizes["drive_mm"], 0.55 * head.height_mm)
    return ScrewBody(head, drive, shaft, sizes["length_mm"], sizes["head_mm"], sizes["bore_mm"]).checked()


def locking(sizes: Sizes) -> ScrewBody:
    """A conical threaded head that turns into the plate's hole, a star drive, a shallow thread."""
    width, pitch = sizes["head_mm"], 0.8 * sizes["pitch_mm"]
    ridge = 0.35 * pitch
    head = ConicalHead(
        width / 2, 0.88 * width / 2, sizes["core_mm"] / 2, max(LOCKING_HEAD * width, 5 * pitch), ridge, pitch
    )
    shaft = threaded_shaft(dict(sizes) | {"shank_mm": sizes["core_mm"]}, 0.2 * sizes["pitch_mm"])
    drive = Drive("star", sizes["drive_mm"], 0.55 * head.height_mm)
    return ScrewBody(head, drive, shaft, sizes["length_mm"], width - 2 * ridge - 0.6 * pitch).checked()


def screw_family(
    key: str, english: str, chinese: str, body: Callable[[Sizes], ScrewBody], ranges: tuple[SizeRange, ...],
    derived: Callable[[Sizes], dict[str, float]], joint: str = "screw",
) -> Family:  # fmt: skip
    return Family(
        key, english, chinese, "screw", ranges,
        solid=lambda sizes: body(sizes).mesh(),
        joins=entry(joint),
        volume=lambda sizes: body(sizes).volume_mm3,
        derived=derived,
        check=lambda sizes: _drop(body(sizes)),
    )  # fmt: skip


def _drop(_body: ScrewBody) -> None:
    """A body that could be put together has been checked."""


def _partly_threaded(kind: str) -> Callable[[Sizes], dict[str, float]]:
    def derived(sizes: Sizes) -> dict[str, float]:
        length = float(sizes["length_mm"])
        follows = measures_for(kind, float(sizes["diameter_mm"])) | {
            "thread_length_mm": min(length, max(16.0, 0.4 * length))
        }
        return follows

    return derived


def _cannulated(sizes: Sizes) -> dict[str, float]:
    follows = _partly_threaded("cannulated")(sizes)
    return follows | {"bore_mm": 0.4 * float(sizes["diameter_mm"]) - 0.1}


THREAD_LENGTH = SizeRange("thread_length_mm", "length of the thread", "螺纹长度", 5.0, 200.0)
BORE = SizeRange("bore_mm", "bore for the wire", "空心直径", 0.6, 5.0)

CORTICAL = screw_family(
    "cortical_screw", "cortical screw", "皮质骨螺钉", cortical, screw_ranges(1.0, 6.0, 150.0), measured("cortical")
)
CANCELLOUS = screw_family(
    "cancellous_screw", "cancellous screw", "松质骨螺钉", cancellous,
    (*screw_ranges(3.0, 8.0, 150.0), THREAD_LENGTH), _partly_threaded("cancellous"),
)  # fmt: skip
LOCKING = screw_family(
    "locking_screw", "locking screw", "锁定螺钉", locking, screw_ranges(1.5, 7.5, 150.0), measured("locking"), "locking"
)
CANNULATED = screw_family(
    "cannulated_screw", "cannulated screw", "空心螺钉", cannulated,
    (*screw_ranges(2.5, 8.0, 180.0), THREAD_LENGTH, BORE), _cannulated,
)  # fmt: skip
