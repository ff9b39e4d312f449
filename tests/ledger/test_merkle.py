"""Against the recursive definition of RFC 9162 written out plainly, and the known roots of certificate transparency."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteokit.ledger.merkle import completed, consistency_path, inclusion_path, leaf_hash, root
from osteokit.ledger.proofs import proves_consistency, proves_inclusion

ENTRIES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {  # certificate-transparency, merkletree tests: the roots of the first n of ENTRIES
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


class Kept:
    """A log in a dict."""

    def __init__(self, entries):
        self.nodes = {}
        for index, entry in enumerate(entries):
            self.nodes.update(completed(index, leaf_hash(entry), self))

    def __call__(self, nodes):
        return [self.nodes[node] for node in nodes]


def mth(entries):
    """RFC 9162, 2.1.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path_of(m, entries):
    """RFC 9162, 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if m < k:
        return [*path_of(m, entries[:k]), mth(entries[k:])]
    return [*path_of(m - k, entries[k:]), mth(entries[:k])]


def subproof(m, entries, whole):
    """RFC 9162, 2.1.4.1."""
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if m <= k:
        return [*subproof(m, entries[:k], whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], False), mth(entries[:k])]


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_of_certificate_transparency(size):
    assert root(size, Kept(ENTRIES)).hex() == ROOTS[size]


@given(st.integers(0, 40), st.data())
def test_roots_and_proofs_are_those_of_the_definition(size, data):
    entries = [bytes([one]) for one in range(size)]
    log = Kept(entries)
    assert root(size, log) == mth(entries)
    if size:
        index = data.draw(st.integers(0, size - 1))
        old = data.draw(st.integers(1, size))
        assert inclusion_path(index, size, log) == path_of(index, entries)
        assert consistency_path(old, size, log) == subproof(old, entries, True)


@given(st.integers(1, 300), st.data())
def test_proofs_are_believed_and_anything_else_is_not(size, data):
    entries = [index.to_bytes(2, "big") for index in range(size)]
    log = Kept(entries)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, log)
    whole = root(size, log)
    assert proves_inclusion(leaf_hash(entries[index]), index, size, path, whole)
    assert not proves_inclusion(leaf_hash(b"other"), index, size, path, whole)
    assert not proves_inclusion(leaf_hash(entries[index]), index, size, [*path, whole], whole)
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index)) if size > 1 else size
    assert not proves_inclusion(leaf_hash(entries[index]), other, size, path, whole)


@given(st.integers(1, 200), st.data())
def test_consistency_is_believed_and_a_rewritten_past_is_not(size, data):
    entries = [index.to_bytes(2, "big") for index in range(size)]
    old = data.draw(st.integers(1, size))
    log = Kept(entries)
    path = consistency_path(old, size, log)
    assert proves_consistency(old, root(old, log), size, root(size, log), path)
    forged = Kept([b"forged", *entries[1:]])
    assert not proves_consistency(old, root(old, log), size, root(size, forged), consistency_path(old, size, forged))
    if path:
        assert not proves_consistency(old, root(old, log), size, root(size, log), path[:-1])


def test_a_tree_never_holds_a_leaf_beyond_its_end():
    with pytest.raises(ValueError, match="leaf 3"):
        inclusion_path(3, 3, Kept(ENTRIES[:3]))
    with pytest.raises(ValueError, match="from 0"):
        consistency_path(0, 3, Kept(ENTRIES[:3]))
    assert not proves_inclusion(b"", 5, 3, [], b"")
    assert not proves_consistency(4, b"", 3, b"", [])
