"""Label tables of TotalSegmentator version 2 (its class maps ``total`` and ``appendicular_bones``).

Its names of bones are the keys of our terminology. The structures of ``total`` that are no bone become background.
"""

from osteokit.segmentation.names import totalsegmentator_names

TOTAL: dict[int, str] = totalsegmentator_names()

APPENDICULAR: dict[int, str] = dict(
    enumerate(
        ["patella", "tibia", "fibula", "tarsal", "metatarsal", "phalanges_feet",
         "ulna", "radius", "carpal", "metacarpal", "phalanges_hand"],
        start=1,
    )
)  # fmt: skip
"""Without sides: both legs carry one label."""
