"""Minimum cuts of directed voxel graphs by a primal-dual max-flow, without a foreign licence.

The binary energy on the six-neighbourhood of a voxel grid

    E(u) = sum_p cost[p] u_p  +  sum_{p,q neighbours} w_pq max(0, u_p - u_q) ,   u_p in {0, 1}

is the capacity of a cut (u = 1 is the side called *inside*). Its relaxation to u in [0, 1] is tight (the constraint
matrix of a max-flow is totally unimodular), and the dual variables are flows bounded by the capacities: the continuous
max-flow view of Yuan, Bae and Tai (CVPR 2010) with directed capacities instead of a total-variation ball. It is solved
by the diagonally preconditioned primal-dual iteration of Pock and Chambolle (ICCV 2011): every voxel is updated on
its own, hence in parallel, and memory is linear in the number of *undecided* voxels only: whoever calls fixes what is
certain, and a band around a coarse cut keeps the problem small.
"""

from dataclasses import dataclass

import numba as nb
import numpy as np

from osteokit.base.progress import Progress, silent

UNDECIDED, OUTSIDE, INSIDE = np.uint8(0), np.uint8(1), np.uint8(2)
_STEP = 1.9  # product of the primal and the dual over-relaxation stays below the bound of the iteration


@dataclass(frozen=True, eq=False)
class Cut:
    """A minimum cut: ``inside`` (bool, grid shape), its ``energy`` and ``flow``, a lower bound of every cut's energy.

    Energies count terms of undecided voxels only (edges between two fixed voxels and fixed voxels' costs are constant).
    """

    inside: np.ndarray
    energy: float
    flow: float
    iterations: int


@dataclass(frozen=True, eq=False)
class _Graph:
    """Undecided voxels in raster order: unary cost, and per axis the next and former node (-1: none) and capacities."""

    cost: np.ndarray  # (n,) float32
    following: np.ndarray  # (3, n) int32
    former: np.ndarray  # (3, n) int32
    forward: np.ndarray  # (3, n) float32, capacity p -> following
    backward: np.ndarray  # (3, n) float32, capacity following -> p


@nb.njit(cache=True, nogil=True)
def _number(fixed, index):
    count = 0
    for v in range(fixed.size):
        if fixed[v] == 0:
            index[v] = count
            count += 1
        else:
            index[v] = -1
    return count


@nb.njit(cache=True, parallel=True, nogil=True)
def _assemble(index, fixed, shape, cost, forward, backward, out_cost, following, former, out_forward, out_backward):
    nk, nj, ni = shape
    strides = (nj * ni, ni, 1)
    for k in nb.prange(nk):
        for j in range(nj):
            for i in range(ni):
                v = (k * nj + j) * ni + i
                p = index[v]
                if p < 0:
                    continue
                total = cost[v]
                for axis in range(3):
                    place = k if axis == 0 else (j if axis == 1 else i)
                    following[axis, p] = -1
                    former[axis, p] = -1
                    out_forward[axis, p] = 0.0
                    out_backward[axis, p] = 0.0
                    if place + 1 < shape[axis]:
                        w = v + strides[axis]
                        if fixed[w] == 0:
                            following[axis, p] = index[w]
                            out_forward[axis, p] = forward[axis, v]
                            out_backward[axis, p] = backward[axis, v]
                        elif fixed[w] == 1:
                            total += forward[axis, v]
                        else:
                            total -= backward[axis, v]
                    if place > 0:
                        w = v - strides[axis]
                        if fixed[w] == 0:
                            former[axis, p] = index[w]
                        elif fixed[w] == 1:
                            total += backward[axis, w]
                        else:
                            total -= forward[axis, w]
                out_cost[p] = total


@nb.njit(cache=True, parallel=True, nogil=True)
def _iterate(u, ubar, flow, cost, following, former, forward, backward, rounds):
    n = u.size
    sigma = np.float32(0.5 * _STEP / 1.9)
    tau = np.float32(1.0 / 6.0)
    for _ in range(rounds):
        for p in nb.prange(n):
            for axis in range(3):
                q = following[axis, p]
                if q >= 0:
                    f = flow[axis, p] + sigma * (ubar[p] - ubar[q])
                    flow[axis, p] = min(max(f, -backward[axis, p]), forward[axis, p])
        for p in nb.prange(n):
            net = cost[p]
            for axis in range(3):
                net += flow[axis, p]
                q = former[axis, p]
                if q >= 0:
                    net -= flow[axis, q]
            old = u[p]
            new = min(max(old - tau * net, np.float32(0.0)), np.float32(1.0))
            u[p] = new
            ubar[p] = 2.0 * new - old


@nb.njit(cache=True, parallel=True, nogil=True)
def _energy(u, flow, cost, following, former, forward, backward):
    """Energy of the thresholded labelling, and the flow bound sum_p min(0, net cost)."""
    energy = 0.0
    bound = 0.0
    for p in nb.prange(u.size):
        a = u[p] > 0.5
        e = 0.0
        if a:
            e += cost[p]
        net = cost[p]
        for axis in range(3):
            net += flow[axis, p]
            q = following[axis, p]
            if q >= 0:
                b = u[q] > 0.5
                if a and not b:
                    e += forward[axis, p]
                elif b and not a:
                    e += backward[axis, p]
            q = former[axis, p]
            if q >= 0:
                net -= flow[axis, q]
        energy += e
        bound += min(np.float32(0.0), net)
    return energy, bound


def _graph_of(cost, forward, backward, fixed) -> _Graph:
    flat = fixed.ravel()
    index = np.empty(flat.size, np.int32)
    n = _number(flat, index)
    graph = _Graph(
        np.empty(n, np.float32), np.empty((3, n), np.int32), np.empty((3, n), np.int32),
        np.empty((3, n), np.float32), np.empty((3, n), np.float32),
    )  # fmt: skip
    _assemble(
        index, flat, fixed.shape, cost.ravel(), forward.reshape(3, -1), backward.reshape(3, -1),
        graph.cost, graph.following, graph.former, graph.forward, graph.backward,
    )  # fmt: skip
    return graph


def minimum_cut(
    cost: np.ndarray,
    forward: np.ndarray,
    backward: np.ndarray,
    fixed: np.ndarray,
    start: np.ndarray | None = None,
    tolerance: float = 1e-3,
    max_iterations: int = 1000,
    progress: Progress = silent,
) -> Cut:
    """Inside and outside of a directed voxel graph.

    Parameters
    ----------
    cost : float32, shape (k, j, i)
        What it costs to call a voxel inside rather than outside; negative where inside is cheaper.
    forward, backward : float32, shape (3, k, j, i)
        ``forward[a, v]``: capacity of the edge from voxel v to the next one along axis a, paid when v is inside and the
        next one is outside; ``backward[a, v]``: paid when the next one is inside and v is outside. Both >= 0; the last
        layer along a is ignored.
    fixed : uint8, shape (k, j, i)
        ``UNDECIDED`` (0), ``OUTSIDE`` (1) or ``INSIDE`` (2).
    start : bool, shape (k, j, i), optional
        A guess (a coarser cut); it saves iterations, and does not change the minimum.
    tolerance : float
        Stop when the energy is within this fraction of the flow's lower bound.
    """
    fixed = np.ascontiguousarray(fixed, np.uint8)
    undecided = fixed == UNDECIDED
    inside = fixed == INSIDE
    graph = _graph_of(
        np.ascontiguousarray(cost, np.float32), np.ascontiguousarray(forward, np.float32),
        np.ascontiguousarray(backward, np.float32), fixed,
    )  # fmt: skip
    n = graph.cost.size
    if n == 0:
        return Cut(inside, 0.0, 0.0, 0)
    u = (graph.cost < 0).astype(np.float32) if start is None else start[undecided].astype(np.float32)
    ubar = u.copy()
    flow = np.zeros((3, n), np.float32)
    links = (graph.cost, graph.following, graph.former, graph.forward, graph.backward)
    done, energy, bound = 0, np.inf, -np.inf
    best, best_energy = u > 0.5, np.inf
    while done < max_iterations:
        rounds = min(25, max_iterations - done)
        _iterate(u, ubar, flow, *links, rounds)
        done += rounds
        energy, bound = _energy(u, flow, *links)
        if energy < best_energy:
            best, best_energy = u > 0.5, energy
        progress(done / max_iterations, "Cutting bone from soft tissue")
        if best_energy - bound <= tolerance * max(abs(best_energy), abs(bound), 1e-6):
            break
    inside[undecided] = best
    return Cut(inside, float(best_energy), float(bound), done)
