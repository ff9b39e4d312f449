"""A ledger's key is renewed without breaking what was signed; a lost one is told and never replaced in silence."""

import pytest

from osteohub.hub import open_hub
from osteohub.ledger import service
from osteohub.ledger.keys import ledger_file, ledger_signer
from osteohub.ledger.renew import renew
from osteokit.base.errors import OsteoError
from osteokit.ledger.bundle import prove, read_proof
from osteokit.ledger.notes import open_note


def test_a_new_key_vouches_for_the_same_log(hub):
    file, old = ledger_file(hub.settings), hub.signer.verifier
    with pytest.raises(OsteoError, match="no key to renew"):
        renew(hub.settings, hub.database)
    with hub.database.write() as session:
        service.append(session, "test", "", [{"number": number} for number in range(3)])
        service.checkpoint_note(session, hub.signer)
        service.append(session, "test", "", [{"number": 3}])
        before = service.proof(session, 1)
    new = renew(hub.settings, hub.database)
    signer = ledger_signer(hub.settings)
    assert new == signer.verifier != old and new.name == old.name and file.stat().st_mode & 0o077 == 0
    with hub.database.write() as session:
        note = service.checkpoint_note(session, signer)
        raw, proof = service.entry(session, 1).content, service.proof(session, 1)
    assert len(open_note(note, [old, new]).signatures) == 2  # whoever has the old key can follow to the new one
    for key, kept in ((old, before), (old, proof), (new, proof)):
        assert prove(raw, read_proof(kept), [key]).index == 1


def test_a_lost_key_is_told_and_can_be_given_up(hub):
    with hub.database.write() as session:
        service.append(session, "test", "", [{"number": 1}])
        service.checkpoint_note(session, hub.signer)
    ledger_file(hub.settings).unlink()
    with pytest.raises(OsteoError, match="is missing, and this hub has signed with it"):
        open_hub(hub.settings)
    assert not ledger_file(hub.settings).exists()
    new = renew(hub.settings, hub.database)
    again = open_hub(hub.settings)
    with again.database.write() as session:
        service.append(session, "test", "", [{"number": 2}])
        assert open_note(service.checkpoint_note(session, again.signer), [new])
    again.close()
