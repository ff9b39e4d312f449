"""What the facade reads of resources that are sent to it: slim models of R4. What the hub would not keep is refused, so
that nobody believes it kept; whoever says ``Prefer: handling=lenient`` has it passed over instead."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from osteohub.refusals import Invalid

_UNREAD = ("id", "meta", "text", "language")
"""Elements of every resource that change nothing when they are left aside."""

_NEVER = ("modifierExtension", "implicitRules", "doNotPerform")
"""Elements that turn the meaning of the others: never passed over."""


class Part(BaseModel):
    """An element whose other parts do not matter here."""

    model_config = ConfigDict(extra="ignore")


class Whole(BaseModel):
    """A resource, element by element."""

    model_config = ConfigDict(extra="forbid")

    resourceType: str


class Identifier(Part):
    system: Annotated[str, StringConstraints(max_length=200)] = ""
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Reference(Part):
    reference: Annotated[str, StringConstraints(max_length=300)] = ""
    display: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class Coding(Part):
    system: str = ""
    code: str = ""


class Codeable(Part):
    coding: list[Coding] = []
    text: str = ""

    def word(self) -> str:
        return self.text or next((one.code for one in self.coding if one.code), "")


class Name(Part):
    text: str = ""
    family: str = ""
    given: list[str] = []

    def whole(self) -> str:
        return self.text or f"{self.family}{' ' if self.family.isascii() else ''}{' '.join(self.given)}".strip()


class Telecom(Part):
    system: str = ""
    value: str = ""


class Annotation(Part):
    text: str


class Patient(Whole):
    identifier: Annotated[list[Identifier], Field(min_length=1)]
    name: Annotated[list[Name], Field(min_length=1)]
    gender: Literal["", "female", "male", "other", "unknown"] = ""
    birthDate: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    telecom: list[Telecom] = []
    active: Literal[True] = True


class ServiceRequest(Whole):
    contained: list[dict[str, Any]] = []
    identifier: Annotated[list[Identifier], Field(max_length=5)] = []
    status: Literal["draft", "active", "on-hold"]
    intent: Literal["order"]
    priority: Literal["routine", "urgent", "asap", "stat"] = "routine"
    category: Any = None
    code: Any = None
    subject: Reference
    authoredOn: Any = None
    requester: Reference = Reference()
    performer: Annotated[list[Reference], Field(min_length=1, max_length=1)]
    reasonCode: Annotated[list[Codeable], Field(min_length=1, max_length=1)]
    note: Annotated[list[Annotation], Field(min_length=1, max_length=1)]


class Endpoint(Part):
    id: str
    address: Annotated[str, StringConstraints(max_length=300)]


class ImagingStudy(Whole):
    contained: Annotated[list[Endpoint], Field(min_length=1, max_length=1)]
    identifier: Annotated[list[Identifier], Field(min_length=1, max_length=1)]
    status: Literal["available"]
    modality: Annotated[list[Coding], Field(max_length=10)] = []
    subject: Reference = Reference()
    started: AwareDatetime | None = None
    basedOn: Annotated[list[Reference], Field(min_length=1, max_length=1)]
    endpoint: Any = None
    description: Annotated[str, StringConstraints(max_length=300)] = ""


class Sealed(Part):
    contentType: Literal["application/age"]
    data: str
    title: Annotated[str, StringConstraints(max_length=200)] = ""


class Content(Part):
    attachment: Sealed


class Context(Part):
    related: Annotated[list[Reference], Field(min_length=1, max_length=1)]


class DocumentReference(Whole):
    status: Literal["current"]
    type: Any = None
    subject: Reference = Reference()
    date: Any = None
    content: Annotated[list[Content], Field(min_length=1, max_length=1)]
    context: Context


class Output(Part):
    type: Codeable
    valueString: Annotated[str, StringConstraints(max_length=10_000)] = ""


class Task(Whole):
    """``focus`` and the like are what they were: only status, words and output change."""

    id: str
    meta: Any = None
    text: Any = None
    language: Any = None
    identifier: Any = None
    basedOn: list[Reference] = []
    partOf: list[Reference] = []
    status: str
    statusReason: Codeable = Codeable()
    businessStatus: Codeable = Codeable()
    intent: Literal["order"]
    priority: str = ""
    code: Codeable = Codeable()
    focus: Reference = Reference()
    for_: Annotated[Reference, Field(alias="for")] = Reference()
    authoredOn: Any = None
    lastModified: Any = None
    requester: Reference = Reference()
    owner: Reference = Reference()
    note: list[Annotation] = []
    restriction: Any = None
    output: list[Output] = []


Model = TypeVar("Model", bound=Whole)


def read_as(model: type[Model], told: dict[str, Any], lenient: bool) -> Model:
    """
    Raises
    ------
    Invalid
        It names the element.
    """
    kind = model.__name__
    if told.get("resourceType") != kind:
        raise Invalid(f"A {kind} was expected here.")
    for name in _NEVER:
        if name in told:
            raise Invalid(f"The hub cannot do what {kind}.{name} says; leave it out.")
    known = {field.alias or name for name, field in model.model_fields.items()}
    kept = {name: value for name, value in told.items() if name in known or (name not in _UNREAD and not lenient)}
    try:
        return model.model_validate(kept)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join([kind, *(str(one) for one in first["loc"])])
        if first["type"] == "extra_forbidden":
            raise Invalid(f"The hub does not keep {place}; leave it out, or say Prefer: handling=lenient.") from error
        raise Invalid(f"{place} cannot be used: {first['msg']}.") from error
