"""How a resource is described: checked where it comes in."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from osteohub.library.vocabulary import BODY_SYSTEMS, DIFFICULTIES, KINDS, LICENCES, SPECIALTIES

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Clinical(_Strict):
    """Whose anatomy, in words that name nobody."""

    age_band: Literal["", "0-17", "18-39", "40-59", "60-79", "80+"] = ""
    diagnosis: Line = ""
    procedure: Line = ""


class Model(_Strict):
    """What the model is made of and how true it is."""

    size_mm: Line = ""
    accuracy_mm: Annotated[float, Field(ge=0, le=50)] | None = None
    material: Line = ""


class Teaching(_Strict):
    """For whom, what they learn, how it is assessed."""

    audience: Line = ""
    goals: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    assessment: Line = ""


class Step(_Strict):
    """One step of a procedure; ``file`` names a file of the version that shows it."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    english: Line = ""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    file: Line = ""


class Share(_Strict):
    """Who made it; ``share`` in hundredths of a percent."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    person_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")] | None = None
    share: Annotated[int, Field(ge=0, le=10_000)]


class Description(_Strict):
    """All that an author says; what may still be missing in a draft is asked for when it is submitted."""

    title: Title
    english: Line = ""
    about: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)] = ""
    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    body_system: Literal[tuple(BODY_SYSTEMS)]  # type: ignore[valid-type]
    organ: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    pathology: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    specialty: Literal[tuple(SPECIALTIES)]  # type: ignore[valid-type]
    difficulty: Literal[tuple(DIFFICULTIES)]  # type: ignore[valid-type]
    licence: Literal[("", *LICENCES)] = ""  # type: ignore[valid-type]
    clinical: Clinical = Clinical()
    model: Model = Model()
    teaching: Teaching = Teaching()
    steps: Annotated[list[Step], Field(max_length=60)] = []
    contributors: Annotated[list[Share], Field(max_length=50)] = []
