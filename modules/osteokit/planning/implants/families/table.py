"""All families, by key."""

from collections.abc import Mapping
from types import MappingProxyType

from osteokit.planning.implants.families import knee, nails
from osteokit.planning.implants.families.head_plates import DISTAL_FEMUR, L_PLATE, PROXIMAL_TIBIA, T_PLATE
from osteokit.planning.implants.families.hip import CUP, HEAD, LINER
from osteokit.planning.implants.families.pedicle import PEDICLE
from osteokit.planning.implants.families.screws import CANCELLOUS, CANNULATED, CORTICAL, LOCKING
from osteokit.planning.implants.families.spacers import CAGE, WEDGE
from osteokit.planning.implants.families.stem import STEM
from osteokit.planning.implants.families.straight_plate import RECONSTRUCTION, STRAIGHT
from osteokit.planning.implants.families.values import Family
from osteokit.planning.implants.families.wire import WIRE

_ALL = (
    CORTICAL, CANCELLOUS, LOCKING, CANNULATED, PEDICLE, WIRE,
    STRAIGHT, RECONSTRUCTION,
    L_PLATE, T_PLATE, PROXIMAL_TIBIA, DISTAL_FEMUR,
    nails.FEMORAL, nails.TIBIAL,
    STEM, CUP, LINER, HEAD,
    knee.FEMORAL, knee.TIBIAL, knee.INSERT,
    WEDGE, CAGE,
)  # fmt: skip

FAMILIES: Mapping[str, Family] = MappingProxyType({family.key: family for family in _ALL})
"""Every family that is generated, in the order in which people are shown them."""
