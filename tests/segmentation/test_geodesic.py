"""Competing fronts against Dijkstra on an explicit graph."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from osteokit.segmentation.geodesic import spread

SPACING = (1.5, 0.8, 1.0)


def reference(sources, cost, allowed):
    """Price from each source alone, (source, k, j, i)."""
    n, index = cost.size, np.arange(cost.size).reshape(cost.shape)
    rows, columns, weights = [], [], []
    for step in itertools.product((-1, 0, 1), repeat=3):
        if not any(step):
            continue
        a = tuple(slice(max(-s, 0), size - max(s, 0)) for s, size in zip(step, cost.shape, strict=True))
        b = tuple(slice(max(s, 0), size - max(-s, 0)) for s, size in zip(step, cost.shape, strict=True))
        length = np.linalg.norm(np.array(step) * SPACING)
        open_ = allowed[b]
        rows.append(index[a][open_])
        columns.append(index[b][open_])
        weights.append(np.maximum(1, np.floor(0.5 * (cost[a] + cost[b]) * 20 * length + 0.5))[open_] / 20)
    graph = coo_matrix((np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), shape=(n, n)).tocsr()
    return dijkstra(graph, indices=[index[s] for s in sources]).reshape(len(sources), *cost.shape)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_each_voxel_goes_to_the_cheapest_seed(seed):
    rng = np.random.default_rng(seed)
    shape = (5, 6, 7)
    cost = rng.integers(1, 30, shape) / 2.0
    allowed = rng.random(shape) < 0.8
    places = rng.permutation(np.prod(shape))[:3]
    sources = [np.unravel_index(p, shape) for p in places]
    seeds = np.zeros(shape, np.int32)
    for n, s in enumerate(sources, 1):
        seeds[s] = n
        allowed[s] = True
    labels, price = spread(seeds, cost, allowed, SPACING)
    expected = reference(sources, cost, allowed)
    assert np.allclose(price, expected.min(axis=0), atol=1e-3)
    reached = np.isfinite(price)
    assert np.array_equal(labels > 0, reached)
    chosen = np.take_along_axis(expected, np.maximum(labels - 1, 0)[None], axis=0)[0]
    assert np.allclose(chosen[reached], price[reached], atol=1e-3)


def test_fronts_stop_at_the_limit_and_meet_half_way():
    seeds = np.zeros((1, 1, 41), np.int32)
    seeds[0, 0, 0], seeds[0, 0, 40] = 1, 2
    labels, _ = spread(seeds, np.ones(seeds.shape), np.ones(seeds.shape, bool), (1, 1, 1), limit=10)
    assert labels.ravel().tolist() == [1] * 11 + [0] * 19 + [2] * 11
    labels, _ = spread(seeds, np.ones(seeds.shape), np.ones(seeds.shape, bool), (1, 1, 1))
    assert (labels == 1).sum() in (20, 21)


def test_what_is_given_is_not_changed():
    seeds = np.zeros((3, 3, 3), np.int32)
    seeds[1, 1, 1] = 5
    before = seeds.copy()
    spread(seeds, np.ones(seeds.shape), np.ones(seeds.shape, bool), (1, 1, 1))
    assert np.array_equal(seeds, before)
