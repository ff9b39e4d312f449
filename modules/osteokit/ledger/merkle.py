"""The Merkle tree of a log (RFC 9162, section 2.1): roots and proofs, made from the hashes of its complete subtrees.

A complete subtree of ``2 ** level`` leaves never changes once it is full. It is named ``(level, index)``: it covers
the leaves ``index << level`` to ``((index + 1) << level) - 1``. Whoever keeps those hashes can make every proof.
"""

import hashlib
from collections.abc import Callable, Sequence

Node = tuple[int, int]
Hashes = Callable[[Sequence[Node]], Sequence[bytes]]
"""Gives the hashes of complete subtrees, in the order asked for; asked once for each proof."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def completed(index: int, leaf: bytes, hashes: Hashes) -> list[tuple[Node, bytes]]:
    """What adding leaf number ``index`` completes: the leaf itself and each subtree that it fills."""
    siblings = [(level, (index >> level) - 1) for level in range(_trailing_ones(index))]
    known = hashes(siblings) if siblings else ()
    made: list[tuple[Node, bytes]] = [((0, index), leaf)]
    for level, left in enumerate(known):
        made.append(((level + 1, index >> (level + 1)), node_hash(left, made[-1][1])))
    return made


def root(size: int, hashes: Hashes) -> bytes:
    """Of the first ``size`` leaves."""
    return EMPTY_ROOT if size == 0 else _folded([(0, size)], hashes)[0]


def inclusion_path(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """PATH(index, D[size]): proves that leaf ``index`` is in the tree of ``size`` leaves, nearest sibling first.

    Raises
    ------
    ValueError
        ``index`` is not in such a tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    start, end = 0, size
    ranges: list[tuple[int, int]] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return _folded(ranges[::-1], hashes)


def consistency_path(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """PROOF(old, D[new]): proves that the tree of ``new`` leaves begins with the tree of ``old``.

    Raises
    ------
    ValueError
        Not ``0 < old <= new``.
    """
    if not 0 < old <= new:
        raise ValueError(f"no proof leads from {old} to {new} leaves")
    if old == new:
        return []
    start, end, whole = 0, new, True
    ranges: list[tuple[int, int]] = []
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:  # otherwise the verifier knows this hash: it is the old root
        ranges.append((start, end))
    return _folded(ranges[::-1], hashes)


def _folded(ranges: Sequence[tuple[int, int]], hashes: Hashes) -> list[bytes]:
    """The hash of each range of leaves, all asked for at once."""
    nodes = [_complete_subtrees(start, end) for start, end in ranges]
    wanted = [node for one in nodes for node in one]
    known = iter(hashes(wanted)) if wanted else iter(())
    found: list[bytes] = []
    for one in nodes:
        parts = [next(known) for _ in one]
        digest = parts.pop()
        while parts:
            digest = node_hash(parts.pop(), digest)
        found.append(digest)
    return found


def _complete_subtrees(start: int, end: int) -> list[Node]:
    """A range whose start is a multiple of its largest part, as complete subtrees from left to right."""
    nodes: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _trailing_ones(number: int) -> int:
    return (~number & (number + 1)).bit_length() - 1
