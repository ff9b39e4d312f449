"""What an implant is: one standard for screws, plates, nails and prostheses, whoever makes them.

Every implant has a frame of its own, in mm, right-handed:

- screws, wires: the origin is where it enters the bone (the underside of a head), **z** points to the tip;
- plates: the origin is the middle of the surface that lies on the bone, **z** points into the bone, **x** along it
  to the proximal end;
- nails: the origin is the middle of the top, **z** runs along the nail to its tip, **x** points anterior;
- stems: the origin is the centre of the head (with a +0 head), **z** points down the stem to its tip, **x** medial;
- cups, liners: the origin is the centre of the sphere, **z** points from the opening into the pelvis;
- heads: the origin is the centre of the sphere, **z** points into the taper's opening, to the neck;
- femoral knee components: the origin is the middle of the distal bearing surface, **z** proximal, **x** the patient's
  right, **y** anterior; tibial ones: the origin is the middle of the resection, axes likewise;
- wedges and cages: the origin is the middle of the solid, **z** the way in which it is pushed in.

``z`` is thus the insertion axis of whatever is pushed or screwed in; a pose moves this frame to RAS mm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from osteokit.base.errors import OsteoError

Vector = tuple[float, float, float]

_STRICT = {"extra": "forbid"}
"""Read by the validator of ``package``: a field that we do not know is refused, never dropped in silence."""


@dataclass(frozen=True)
class ConnectionPoint:
    """Where another part joins: the hole of a plate, the locking hole of a nail, the taper of a stem.

    Attributes
    ----------
    name : str
        Unique in its implant (``"hole 3"``).
    kind : str
        ``"screw"`` (a hole for a free screw), ``"locking"`` (the screw locks in it), ``"taper"`` or ``"bearing"``.
    point, axis : Vector
        In the implant's frame, mm; ``axis`` is the unit vector along which the other part goes in.
    diameter_mm : float
        Of the thread or taper that it takes.
    largest_angle_deg : float
        By how much the other part may lean away from ``axis``; 0 for a fixed angle.
    accepts : tuple of str
        Keys of the families that fit (``"cortical_screw"``).
    """

    __pydantic_config__ = _STRICT
    name: str
    kind: Literal["screw", "locking", "taper", "bearing"]
    point: Vector
    axis: Vector
    diameter_mm: float
    largest_angle_deg: float = 0.0
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Implant:
    """One article of a catalogue: a family with its sizes, or a maker's mesh.

    Attributes
    ----------
    reference : str
        The article's number, unique in its catalogue.
    family : str
        Key of its family (``"pedicle_screw"``); what it may be used for is asked by this key.
    english, chinese : str
        Name for people.
    sizes : mapping of str to float
        By names with their unit (``"diameter_mm"``, ``"length_mm"``); from these a family's solid is generated.
    material : str
        Key such as ``"Ti-6Al-4V"``, ``"316L"``, ``"CoCrMo"``, ``"UHMWPE"``.
    side : str
        ``"left"``, ``"right"``, or empty where it fits both.
    mesh : str
        File relative to the package's folder with ``/``, in the implant's frame and mm; empty where the solid is
        generated.
    connections : tuple of ConnectionPoint
        Of a mesh; those of a generated solid come from its family.
    maker, licence, source : str
        Who makes it, under which terms the data may be used (SPDX where there is one), where the data came from.
    """

    __pydantic_config__ = _STRICT
    reference: str
    family: str
    english: str
    chinese: str
    sizes: Mapping[str, float] = field(default_factory=dict)
    material: str = ""
    side: Literal["left", "right", ""] = ""
    mesh: str = ""
    connections: tuple[ConnectionPoint, ...] = ()
    maker: str = ""
    licence: str = ""
    source: str = ""

    def size(self, name: str) -> float:
        """A size by its name.

        Raises
        ------
        OsteoError
            The article does not say it.
        """
        if name not in self.sizes:
            raise OsteoError(f"{self.reference} ({self.english}) has no {name}; add this size to its catalogue.")
        return float(self.sizes[name])


@dataclass(frozen=True)
class Catalogue:
    """Articles of one origin and version; see :mod:`osteokit.planning.implants.package`.

    Attributes
    ----------
    name : str
        Key of letters, digits, ``-``, ``_`` and ``.``, by which plans name it.
    english, chinese : str
        Name for people.
    version : str
        Of the catalogue; a plan keeps the one that it was made with.
    licence, maker, source : str
        As those of :class:`Implant`, for all articles that do not say otherwise.
    articles : mapping of str to Implant
        By reference.
    folder : str
        Where its mesh files lie; empty where every solid is generated.
    """

    name: str
    english: str
    chinese: str
    version: str
    articles: Mapping[str, Implant]
    licence: str = ""
    maker: str = ""
    source: str = ""
    folder: str = ""
