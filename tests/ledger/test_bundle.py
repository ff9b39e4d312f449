"""Notes, checkpoints, tiles and proofs that stand alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.base.errors import OsteoError
from osteokit.ledger.bundle import Proof, prove, read_proof, write_proof
from osteokit.ledger.checkpoints import Checkpoint, read_checkpoint
from osteokit.ledger.merkle import completed, inclusion_path, leaf_hash, root
from osteokit.ledger.notes import COSIGNATURE, Signer, Verifier, open_note, read_verifier, signed_note
from osteokit.ledger.tiles import nodes_of_tile, parse_tile_path, tile_path, tile_width

pytest.importorskip("cryptography")

# C2SP signed-note: the example of golang.org/x/mod/sumdb/note, whose key and signature everybody may check.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_signed_elsewhere_is_believed():
    note = open_note(PETERS_NOTE, [read_verifier(PETER)])
    assert note.text.startswith("If you think") and note.signatures[0].verifier.name == "PeterNeumann"
    assert str(read_verifier(PETER)) == PETER


def test_a_changed_note_is_not():
    with pytest.raises(OsteoError, match="was changed"):
        open_note(PETERS_NOTE.replace("answer", "Answer"), [read_verifier(PETER)])
    with pytest.raises(OsteoError, match="not signed by me"):
        open_note(PETERS_NOTE, [Signer.new("me").verifier])
    for wrong in ("", "text\n", "text\n\nnot a signature\n", PETERS_NOTE[:-1]):
        with pytest.raises(OsteoError, match="no signed note"):
            open_note(wrong, [read_verifier(PETER)])


def test_a_damaged_key_is_refused():
    for wrong in ("", "a+b", PETER[:-4], PETER + "A"):
        with pytest.raises(OsteoError, match="no key"):
            read_verifier(wrong)
    with pytest.raises(OsteoError, match="damaged"):
        read_verifier(PETER.replace("PeterN", "PeterM"))
    with pytest.raises(OsteoError, match="plus sign"):
        Signer.new("two words")


def test_a_witness_says_when_it_saw_a_checkpoint():
    log, witness = Signer.new("hub.example/ledger"), Signer.new("county.example", COSIGNATURE)
    text = Checkpoint("hub.example/ledger", 3, bytes(32)).text
    note = signed_note(text, [log]) + witness.line(text, now=lambda: 1_800_000_000)
    opened = open_note(note, [log.verifier, witness.verifier])
    assert [one.time_s for one in opened.signatures] == [None, 1_800_000_000]
    assert read_checkpoint(opened.text) == Checkpoint("hub.example/ledger", 3, bytes(32))
    as_log = Verifier(witness.name, 1, witness.verifier.public)  # the same key must not count as another algorithm
    with pytest.raises(OsteoError, match="not signed"):
        open_note(note, [as_log])


@pytest.mark.parametrize(
    "text", ["", "a\n", "a\n01\nAAAA\n", "a\n-1\n" + "A" * 43 + "=\n", "a\n1\nAAAA\n", "\n1\n" + "A" * 43 + "=\n"]
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(OsteoError, match="no checkpoint"):
        read_checkpoint(text)


def bundle(entries, index, signer):
    nodes = {}

    def hashes(wanted):
        return [nodes[one] for one in wanted]

    for place, entry in enumerate(entries):
        nodes.update(completed(place, leaf_hash(entry), hashes))
    checkpoint = Checkpoint(signer.name, len(entries), root(len(entries), hashes))
    path = tuple(inclusion_path(index, len(entries), hashes))
    return Proof(index, path, signed_note(checkpoint.text, [signer]))


@given(st.integers(1, 60), st.data())
def test_a_proof_goes_through_its_text_and_convinces(size, data):
    signer, entries = Signer.new("log"), [bytes([one]) for one in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = read_proof(write_proof(bundle(entries, index, signer)))
    assert prove(entries[index], proof, [signer.verifier]).checkpoint.size == size
    with pytest.raises(OsteoError, match="was changed"):
        prove(b"another", proof, [signer.verifier])


@given(st.text())
def test_whatever_is_no_proof_is_refused(text):
    with pytest.raises(OsteoError, match="no proof"):
        read_proof(text)


def test_tiles_are_named_as_the_standard_says():
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"  # the example of tlog-tiles
    assert tile_path("entries", 0, 5) == "tile/entries/000.p/5"
    assert parse_tile_path("0/x001/x234/067") == (0, 1234067, 256)
    assert parse_tile_path("entries/000.p/5") == ("entries", 0, 5)
    for wrong in ("0/67", "0/x000/067", "64/000", "0/000.p/256", "0/000.p/0", "../000", "0/000/"):
        assert parse_tile_path(wrong) is None, wrong


@given(st.integers(0, 62), st.integers(0, 10**9), st.integers(1, 256))
def test_tile_paths_are_read_back(level, number, width):
    assert parse_tile_path(tile_path(level, number, width).removeprefix("tile/")) == (level, number, width)


def test_a_tile_grows_until_it_is_full():
    assert [tile_width(size, 0, 0) for size in (0, 1, 255, 256, 257)] == [0, 1, 255, 256, 256]
    assert tile_width(70_000, 1, 1) == 17 and tile_width(70_000, 2, 0) == 1
    assert nodes_of_tile(1, 2, 2) == [(8, 512), (8, 513)]
