"""What is wrong with a message, and where: enough for ERR and for a person."""

from osteokit.base.errors import OsteoError

REQUIRED, DATA_TYPE, TABLE = "101", "102", "103"
MESSAGE_TYPE, EVENT, PROCESSING_ID, VERSION = "200", "201", "202", "203"
UNKNOWN_KEY, DUPLICATE_KEY, LOCKED, INTERNAL = "204", "205", "206", "207"

WORDS = {
    "100": "Segment sequence error",
    REQUIRED: "Required field missing",
    DATA_TYPE: "Data type error",
    TABLE: "Table value not found",
    MESSAGE_TYPE: "Unsupported message type",
    EVENT: "Unsupported event code",
    PROCESSING_ID: "Unsupported processing id",
    VERSION: "Unsupported version id",
    UNKNOWN_KEY: "Unknown key identifier",
    DUPLICATE_KEY: "Duplicate key identifier",
    LOCKED: "Application record locked",
    INTERNAL: "Application internal error",
}
"""HL7 table 0357."""


class Hl7Error(OsteoError):
    """A message that is not done. The sentence names the place first: ``PID-7: ...``.

    ``code`` is of table 0357. AR is answered where the message was not looked into (its header is at fault, or the hub
    is away: send it again); AE where its content is at fault.
    """

    def __init__(self, words: str, segment: str = "", field: int = 0, code: str = DATA_TYPE, reject: bool = False):
        self.segment, self.field, self.code = segment, field, code
        self.reject = reject or code in (MESSAGE_TYPE, EVENT, PROCESSING_ID, VERSION, INTERNAL)
        place = f"{segment}-{field}" if field else segment
        sentence = f"{place}: {words}" if place else words
        super().__init__(sentence if sentence.endswith((".", "。")) else f"{sentence}.")
