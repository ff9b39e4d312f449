"""Minimum cuts against an independent max-flow (scipy's Dinic) on small grids."""

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import maximum_flow

from osteokit.base.errors import Cancelled
from osteokit.segmentation.maxflow import INSIDE, OUTSIDE, minimum_cut

SCALE = 100  # capacities with two decimals as integers


def _problem(seed, unary_share):
    rng = np.random.default_rng(seed)
    shape = (5, 6, 7)
    cost = rng.normal(size=shape).round(2) * (rng.random(shape) < unary_share)
    forward, backward = rng.random((2, 3, *shape)).round(2)
    fixed = np.zeros(shape, np.uint8)
    fixed[0, 0, :3] = INSIDE
    fixed[-1, -1, 2:] = OUTSIDE
    return cost, forward, backward, fixed


def _edges(forward, backward, shape):
    index = np.arange(np.prod(shape)).reshape(shape)
    for axis in range(3):
        here = np.take(index, range(shape[axis] - 1), axis).ravel()
        there = np.take(index, range(1, shape[axis]), axis).ravel()
        yield here, there, forward[axis].ravel()[here]
        yield there, here, backward[axis].ravel()[here]


def _cut_value(inside, cost, forward, backward, fixed):
    """Capacity of a cut on the whole graph, fixed voxels' own costs left out."""
    flat = inside.ravel()
    value = cost[inside & (fixed == 0)].sum()
    for a, b, capacity in _edges(forward, backward, inside.shape):
        value += capacity[flat[a] & ~flat[b]].sum()
    return value


def _scipy_flow(cost, forward, backward, fixed):
    n = cost.size
    unary = np.where(fixed == 0, cost, 0).ravel()
    source, sink = np.maximum(-unary, 0), np.maximum(unary, 0)
    source[(fixed == INSIDE).ravel()] = 1e4
    sink[(fixed == OUTSIDE).ravel()] = 1e4
    a, b, c = map(np.concatenate, zip(*_edges(forward, backward, cost.shape), strict=True))
    every = np.arange(n)
    rows = np.concatenate([a, np.full(n, n), every])
    columns = np.concatenate([b, every, np.full(n, n + 1)])
    capacity = np.round(np.concatenate([c, source, sink]) * SCALE).astype(np.int64)
    graph = coo_matrix((capacity, (rows, columns)), shape=(n + 2, n + 2)).tocsr()
    return maximum_flow(graph, n, n + 1).flow_value / SCALE + unary[unary < 0].sum()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("unary_share", [1.0, 0.3, 0.05])
def test_the_cut_is_as_small_as_the_maximum_flow(seed, unary_share):
    problem = _problem(seed, unary_share)
    cut = minimum_cut(*problem, tolerance=1e-5, max_iterations=5000)
    assert _cut_value(cut.inside, *problem) == pytest.approx(_scipy_flow(*problem), rel=2e-3, abs=0.02)
    assert cut.flow <= cut.energy + 1e-3
    assert cut.energy - cut.flow <= 0.02


def test_a_guess_does_not_change_the_minimum():
    problem = _problem(7, 0.5)
    guess = np.random.default_rng(1).random(problem[0].shape) < 0.5
    cut = minimum_cut(*problem, start=guess, tolerance=1e-5, max_iterations=5000)
    assert _cut_value(cut.inside, *problem) == pytest.approx(_scipy_flow(*problem), rel=2e-3, abs=0.02)


def test_directed_capacities_are_not_exchanged():
    cost = np.array([[[-1.0, 0.0, 0.0]]])
    fixed = np.array([[[0, 0, OUTSIDE]]], np.uint8)
    forward = np.zeros((3, 1, 1, 3))
    forward[2, 0, 0] = [0.2, 0.9, 0.0]
    backward = np.full((3, 1, 1, 3), 5.0)
    cut = minimum_cut(cost, forward, backward, fixed, tolerance=1e-6)
    assert cut.inside.ravel().tolist() == [True, False, False]
    assert cut.energy == pytest.approx(-0.8, abs=1e-3)


def test_everything_fixed_is_given_back():
    fixed = np.array([[[INSIDE, OUTSIDE]]], np.uint8)
    cut = minimum_cut(np.zeros((1, 1, 2)), np.ones((3, 1, 1, 2)), np.ones((3, 1, 1, 2)), fixed)
    assert cut.inside.ravel().tolist() == [True, False]


def test_a_person_can_stop_it():
    def stop(fraction, message):
        raise Cancelled

    with pytest.raises(Cancelled):
        minimum_cut(*_problem(0, 1.0), progress=stop)
