"""The state of a virtual patient at one instant."""

from dataclasses import dataclass, field

from osteokit.simulation.scenario import VirtualPatient
from osteokit.simulation.values import Vector


@dataclass(frozen=True)
class Wound:
    """Something that bleeds.

    Attributes
    ----------
    name : str
        Of the structure (``Risk.name``), or ``"bone"`` for all cut bone together.
    kind : str
        ``"artery"``, ``"vein"`` or ``"bone"``.
    ml_min : float
        At the patient's usual pressure, with nothing done.
    open_share : float
        1 fully open to 0 closed.
    packed : bool
        Whether something presses on it now.
    closing_s : float
        Until what is being done about it (coagulation, ligature) is finished; 0 where nothing is.
    place : Vector, optional
        RAS mm.
    """

    name: str
    kind: str
    ml_min: float
    open_share: float = 1.0
    packed: bool = False
    closing_s: float = 0.0
    place: Vector | None = None


@dataclass(frozen=True)
class PatientState:
    """The patient at one instant.

    Attributes
    ----------
    patient : VirtualPatient
        As it was at the start.
    bleeding : float
        Factor of the level on every bleeding.
    time_s : float
    usual_ml : float
        Blood volume at the start.
    volume_ml : float
        What circulates now, blood and what stays of the fluids.
    red_ml : float
        Of it, as whole blood of the start: ``red_ml / volume_ml`` is how far the blood is diluted.
    blood_lost_ml, bleeding_ml_min : float
        So far, and now.
    pulse_bpm, pressure_mmhg : float
        The pressure is the mean arterial one.
    haemoglobin_g_dl : float
    wounds : tuple of Wound
    infusing_ml, transfusing_ml : float
        Fluid and blood that is still to run in.
    low_pressure_s : float
        Time below 55 mmHg so far.
    said : frozenset of str
        Complications that were told, each once.
    alive : bool
    """

    patient: VirtualPatient
    bleeding: float
    time_s: float
    usual_ml: float
    volume_ml: float
    red_ml: float
    blood_lost_ml: float
    bleeding_ml_min: float
    pulse_bpm: float
    pressure_mmhg: float
    haemoglobin_g_dl: float
    wounds: tuple[Wound, ...] = ()
    infusing_ml: float = 0.0
    transfusing_ml: float = 0.0
    low_pressure_s: float = 0.0
    said: frozenset[str] = field(default_factory=frozenset)
    alive: bool = True

    @property
    def missing_share(self) -> float:
        """Share of the blood volume that is missing now; 0 and more."""
        return max(0.0, 1.0 - self.volume_ml / self.usual_ml)
