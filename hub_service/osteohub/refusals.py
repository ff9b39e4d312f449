"""Why the hub does not do what it was asked: one sentence each, and the status that says it over HTTP."""

from osteokit.base.errors import OsteoError


class Refusal(OsteoError):
    """``code`` is a word for programs."""

    status, code = 400, "invalid"


class Invalid(Refusal):
    """What was sent cannot be used."""


class SignInNeeded(Refusal):
    """Nobody is signed in, or name and password do not belong together."""

    status, code = 401, "sign_in_needed"


class Forbidden(Refusal):
    """This person may not do this."""

    status, code = 403, "forbidden"


class NotFound(Refusal):
    """It is not there, or this person may not know that it is."""

    status, code = 404, "not_found"


class Conflict(Refusal):
    """Somebody else was faster, or its state does not allow it any more."""

    status, code = 409, "conflict"


class TooMany(Refusal):
    """Too many requests; ``after_s`` says when to come back."""

    status, code = 429, "too_many"

    def __init__(self, sentence: str, after_s: int) -> None:
        super().__init__(sentence)
        self.after_s = after_s
