"""All families, by key."""

from collections.abc import Mapping
from types import MappingProxyType

from osteokit.planning.implants.families.hip import CUP, HEAD, LINER
from osteokit.planning.implants.families.pedicle import PEDICLE
from osteokit.planning.implants.families.screws import CANCELLOUS, CANNULATED, CORTICAL, LOCKING
from osteokit.planning.implants.families.stem import STEM
from osteokit.planning.implants.families.straight_plate import RECONSTRUCTION, STRAIGHT
from osteokit.planning.implants.families.values import Family
from osteokit.planning.implants.families.wire import WIRE

_ALL = (
    CORTICAL, CANCELLOUS, LOCKING, CANNULATED, PEDICLE, WIRE,
    STRAIGHT, RECONSTRUCTION,
    STEM, CUP, LINER, HEAD,
)  # fmt: skip

FAMILIES: Mapping[str, Family] = MappingProxyType({family.key: family for family in _ALL})
"""Every family that is generated, in the order in which people are shown them."""
