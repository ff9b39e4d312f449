"""The log on both databases; against pymerkle, an implementation by others, and against its own promises."""

import threading

import pytest
from pymerkle import InmemoryTree

from osteohub.ledger import service
from osteohub.ledger.models import LedgerNode
from osteohub.refusals import Conflict, Invalid, NotFound
from osteokit.ledger.bundle import prove, read_proof
from osteokit.ledger.checkpoints import read_checkpoint
from osteokit.ledger.merkle import leaf_hash
from osteokit.ledger.notes import COSIGNATURE, Signer, open_note
from osteokit.ledger.proofs import proves_consistency

SIZES = (1, 2, 3, 7, 8, 33)


def grown(hub, size: int) -> None:
    with hub.database.write() as session:
        service.append(session, "test", "", [{"number": number} for number in range(service.size(session), size)])


def test_roots_are_those_of_another_implementation(hub):
    tree = InmemoryTree(algorithm="sha256")
    for size in SIZES:
        while tree.get_size() < size:
            tree.append_entry(service.canonical({"kind": "test", "number": tree.get_size()}))
        grown(hub, size)
        with hub.database.write() as session:
            note = open_note(service.checkpoint_note(session, hub.signer), [hub.signer.verifier])
        assert read_checkpoint(note.text).root == tree.get_root()


def test_every_entry_has_a_proof_that_stands_alone(hub):
    grown(hub, 33)
    with hub.database.write() as session:
        service.checkpoint_note(session, hub.signer)
        for number in range(33):
            raw = service.entry(session, number).content
            proved = prove(raw, read_proof(service.proof(session, number)), [hub.signer.verifier])
            assert (proved.index, proved.checkpoint.size) == (number, 33)
        with pytest.raises(NotFound, match="33 entries"):
            service.proof(session, 33)


def test_the_past_is_proved_to_be_unchanged(hub):
    roots = {}
    for size in SIZES:
        grown(hub, size)
        with hub.database.write() as session:
            note = open_note(service.checkpoint_note(session, hub.signer), [hub.signer.verifier])
        roots[size] = read_checkpoint(note.text).root
    with hub.database.read() as session:
        for old in SIZES:
            for new in (size for size in SIZES if size >= old):
                path = service.consistency(session, old, new)
                assert proves_consistency(old, roots[old], new, roots[new], path)
        with pytest.raises(Invalid):
            service.consistency(session, 5, 34)


def test_what_is_undone_leaves_no_trace(hub):
    grown(hub, 5)
    with pytest.raises(RuntimeError), hub.database.write() as session:
        service.append(session, "test", "", [{"number": 99}])
        raise RuntimeError
    with hub.database.read() as session:
        assert service.size(session) == 5 and session.get(LedgerNode, (0, 5)) is None
    grown(hub, 6)


def test_many_who_append_at_once_wait_for_each_other(hub):
    def append(number: int) -> None:
        for _ in range(5):
            with hub.database.write() as session:
                service.append(session, "test", "", [{"by": number}])

    threads = [threading.Thread(target=append, args=(number,)) for number in range(4)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    with hub.database.write() as session:
        assert service.size(session) == 20
        service.checkpoint_note(session, hub.signer)
        for number in range(20):
            prove(
                service.entry(session, number).content,
                read_proof(service.proof(session, number)),
                [hub.signer.verifier],
            )


def test_a_witness_signs_and_others_do_not(hub):
    grown(hub, 3)
    county, stranger = Signer.new("county.example", COSIGNATURE), Signer.new("stranger", COSIGNATURE)
    with hub.database.write() as session:
        service.add_witness(session, str(county.verifier))
        note = service.checkpoint_note(session, hub.signer)
    text = note.partition("\n\n")[0] + "\n"
    forged = f"— county.example {stranger.line(text).split()[-1]}\n"
    with hub.database.write() as session:
        signed = service.cosign(session, hub.signer, note + county.line(text) + stranger.line(text) + forged)
        with pytest.raises(Invalid):
            service.cosign(session, hub.signer, note + stranger.line(text))
        with pytest.raises(Invalid):
            service.cosign(session, hub.signer, note.replace("\n3\n", "\n4\n") + county.line(text))
        with pytest.raises(Conflict):
            service.add_witness(session, str(county.verifier))
        with pytest.raises(Invalid, match="cosignatures"):
            service.add_witness(session, str(hub.signer.verifier))
    assert "stranger" not in signed and signed.count("county.example") == 1
    opened = open_note(signed, [hub.signer.verifier, county.verifier])
    assert {one.verifier.name for one in opened.signatures} == {hub.signer.name, "county.example"}


def test_tiles_hold_what_everybody_needs_to_check(region, browser):
    hub, anybody = region.hub, browser(None)
    grown(hub, 300)
    anybody.get("/ledger/checkpoint")
    first, rest = anybody.get("/ledger/tile/0/000").content, anybody.get("/ledger/tile/0/001.p/44").content
    above = anybody.get("/ledger/tile/1/000.p/1").content
    with hub.database.read() as session:
        leaves = [leaf_hash(service.entry(session, number).content) for number in range(300)]
    assert first + rest == b"".join(leaves)
    tree = InmemoryTree(algorithm="sha256")
    for number in range(256):
        tree.append_entry(service.canonical({"kind": "test", "number": number}))
    assert above == tree.get_root()
    entries = anybody.get("/ledger/tile/entries/001.p/44").content
    assert entries[2 : 2 + int.from_bytes(entries[:2], "big")] == b'{"kind":"test","number":256}'
    for wrong in ("0/001", "0/001.p/45", "0/2", "9/000", "x", "entries/002.p/1"):
        assert anybody.get(f"/ledger/tile/{wrong}").status_code == 404


def test_numbers_beyond_any_ledger_are_refused_or_not_there(small_browser):
    anybody = small_browser(None)
    for number, status in (("9" * 30, 400), (str(2**62), 404), ("-1", 400)):
        assert anybody.get(f"/ledger/entry/{number}").status_code == status
        assert anybody.get(f"/ledger/proof/{number}").status_code == status
    assert anybody.get(f"/ledger/consistency?old=1&new={2**70}").status_code == 400
