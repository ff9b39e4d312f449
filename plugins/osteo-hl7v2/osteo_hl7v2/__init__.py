"""HL7 v2 between a hospital's information system and the hub; see README.md.

A process beside the HIS is the usual way (``osteo-hl7v2 serve``). Where the hub itself stands in the hospital, it may
ask this plugin: ``OSTEO_HL7V2_HOSPITAL`` names the hospital's file then.
"""

import logging
import os
from datetime import UTC, datetime
from pathlib import Path

from osteokit.plugins import hookimpl
from osteokit.plugins.hub_his import HisAdapter, HisMessage, HisOutcome, HisRequest

log = logging.getLogger(__name__)

VARIABLE = "OSTEO_HL7V2_HOSPITAL"


@hookimpl
def hub_his_adapters() -> list[HisAdapter]:
    named = os.environ.get(VARIABLE)
    return [_adapter(Path(named))] if named else []


def _adapter(file: Path) -> HisAdapter:
    from osteo_hl7v2.acknowledge import accepted, refused
    from osteo_hl7v2.errors import Hl7Error
    from osteo_hl7v2.hospital import read_hospital
    from osteo_hl7v2.incoming import requests_of
    from osteo_hl7v2.outgoing import Known, messages_of
    from osteo_hl7v2.sender import Refused, Sender
    from osteo_hl7v2.syntax import parse

    hospital = read_hospital(file)
    senders: list[Sender] = []

    def outgoing(event, case) -> tuple[HisMessage, ...]:
        return messages_of(event, case, Known(), hospital)

    def deliver(message: HisMessage) -> None:
        if hospital.his is None:
            return
        if not senders:
            tls = hospital.his.tls.context(False) if hospital.his.tls else None
            senders.append(Sender(hospital.his.host, hospital.his.port, hospital.charset, tls))
        try:
            senders[0].send(message.content, message.key)
        except Refused as error:  # it would be refused for ever; the events after it are not held back
            log.warning("%s: %s", message.key, error)

    def incoming(content: bytes) -> tuple[HisRequest, ...]:
        return requests_of(parse(content, hospital.charset), hospital)

    def answer(content: bytes, outcome: HisOutcome) -> bytes:
        message = None
        try:
            message = parse(content, hospital.charset)
            if outcome.accepted:
                return accepted(message, outcome.referral, datetime.now(UTC), hospital)
            error = Hl7Error(outcome.trouble)
        except Hl7Error as found:
            error = found
        return refused(content, message, error, datetime.now(UTC), hospital)

    title = f"HL7 v2, {hospital.code}"
    return HisAdapter("hl7v2", title, (hospital.institution,), outgoing, deliver, incoming, answer)
