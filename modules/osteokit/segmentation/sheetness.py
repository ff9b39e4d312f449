"""How much a place in a CT looks like a bright sheet (cortex) or a dark one (a joint gap).

Eigenvalues of the Hessian, |l1| <= |l2| <= |l3|, after Descoteaux et al. (MICCAI workshop 2006) in the form that
Krcah, Szekely and Blanc (ISBI 2011) use for bone: with R_sheet = |l2| / |l3|, R_tube = |l1| / (|l2| |l3|) made free of
units by the noise scale T, R_noise = (|l1| + |l2| + |l3|) / T,

    S = -sign(l3) exp(-R_sheet^2 / a^2) exp(-R_tube^2 / b^2) (1 - exp(-R_noise^2 / g^2)),   a = b = 1/2, g = 1/4,

so that S lies in [-1, 1]: near 1 in cortex, near -1 in a gap between two cortices, near 0 in flat tissue. Derivatives
are taken per millimetre, whatever the voxels' shape.
"""

import math

import numba as nb
import numpy as np

_ALPHA2, _BETA2, _GAMMA2 = 0.25, 0.25, 0.0625


@nb.njit(cache=True, parallel=True, nogil=True)
def _blur_last(volume, weights, out):
    nk, nj, ni = volume.shape
    radius = weights.size // 2
    for k in nb.prange(nk):
        for j in range(nj):
            for i in range(ni):
                total = np.float32(0.0)
                for t in range(-radius, radius + 1):
                    total += weights[t + radius] * volume[k, j, min(max(i + t, 0), ni - 1)]
                out[k, j, i] = total


@nb.njit(cache=True, parallel=True, nogil=True)
def _blur_middle(volume, weights, out):
    nk, nj, ni = volume.shape
    radius = weights.size // 2
    for k in nb.prange(nk):
        for j in range(nj):
            out[k, j, :] = 0
            for t in range(-radius, radius + 1):
                source = min(max(j + t, 0), nj - 1)
                for i in range(ni):
                    out[k, j, i] += weights[t + radius] * volume[k, source, i]


@nb.njit(cache=True, parallel=True, nogil=True)
def _blur_first(volume, weights, out):
    nk, nj, ni = volume.shape
    radius = weights.size // 2
    for k in nb.prange(nk):
        out[k] = 0
        for t in range(-radius, radius + 1):
            source = min(max(k + t, 0), nk - 1)
            for j in range(nj):
                for i in range(ni):
                    out[k, j, i] += weights[t + radius] * volume[source, j, i]


def _gaussian(sigma_voxels: float) -> np.ndarray:
    radius = math.ceil(3.0 * sigma_voxels)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma_voxels) ** 2)
    return (weights / weights.sum()).astype(np.float32)


def smooth(volume: np.ndarray, sigma_mm: float, spacing_kji: tuple[float, float, float]) -> np.ndarray:
    """Gaussian blur of a float32 array; an axis on which sigma is below 0.3 voxel stays as it is; edges repeat."""
    current = np.ascontiguousarray(volume, np.float32)
    for axis, blur in enumerate((_blur_first, _blur_middle, _blur_last)):
        sigma = sigma_mm / spacing_kji[axis]
        if sigma < 0.3 or volume.shape[axis] == 1:
            continue
        out = np.empty_like(current)
        blur(current, _gaussian(sigma), out)
        current = out
    return current.copy() if current is volume else current


@nb.njit(cache=True, inline="always")
def _eigenvalues(a, b, c, d, e, f):
    """Of the symmetric matrix [[a, d, e], [d, b, f], [e, f, c]], descending (Smith, CACM 1961)."""
    off = d * d + e * e + f * f
    mean = (a + b + c) / 3.0
    spread = (a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2 + 2.0 * off
    if spread < 1e-12:
        return mean, mean, mean
    p = math.sqrt(spread / 6.0)
    a, b, c, d, e, f = (a - mean) / p, (b - mean) / p, (c - mean) / p, d / p, e / p, f / p
    half = 0.5 * (a * (b * c - f * f) - d * (d * c - f * e) + e * (d * f - b * e))
    phi = math.acos(min(max(half, -1.0), 1.0)) / 3.0
    first = mean + 2.0 * p * math.cos(phi)
    last = mean + 2.0 * p * math.cos(phi + 2.0943951023931953)
    return first, 3.0 * mean - first - last, last


@nb.njit(cache=True, inline="always")
def _sheet(first, second, third, noise):
    l1, l2, l3 = first, second, third
    if abs(l1) > abs(l2):
        l1, l2 = l2, l1
    if abs(l2) > abs(l3):
        l2, l3 = l3, l2
    if abs(l1) > abs(l2):
        l1, l2 = l2, l1
    if l3 == 0.0:
        return 0.0
    sheet = abs(l2) / abs(l3)
    tube = abs(l1) * noise / max(abs(l2) * abs(l3), 1e-6)
    strength = (abs(l1) + abs(l2) + abs(l3)) / noise
    s = math.exp(-sheet * sheet / _ALPHA2) * math.exp(-min(tube * tube / _BETA2, 50.0))
    s *= 1.0 - math.exp(-strength * strength / _GAMMA2)
    return -s if l3 > 0 else s


@nb.njit(cache=True, parallel=True, nogil=True)
def _hessian_sheetness(volume, where, hk, hj, hi, noise, out):
    nk, nj, ni = volume.shape
    for k in nb.prange(nk):
        kl, kh = max(k - 1, 0), min(k + 1, nk - 1)
        for j in range(nj):
            jl, jh = max(j - 1, 0), min(j + 1, nj - 1)
            for i in range(ni):
                if not where[k, j, i]:
                    continue
                il, ih = max(i - 1, 0), min(i + 1, ni - 1)
                centre = 2.0 * volume[k, j, i]
                kk = (volume[kl, j, i] + volume[kh, j, i] - centre) / (hk * hk)
                jj = (volume[k, jl, i] + volume[k, jh, i] - centre) / (hj * hj)
                ii = (volume[k, j, il] + volume[k, j, ih] - centre) / (hi * hi)
                kj = (volume[kh, jh, i] - volume[kh, jl, i] - volume[kl, jh, i] + volume[kl, jl, i]) / (4 * hk * hj)
                ki = (volume[kh, j, ih] - volume[kh, j, il] - volume[kl, j, ih] + volume[kl, j, il]) / (4 * hk * hi)
                ji = (volume[k, jh, ih] - volume[k, jh, il] - volume[k, jl, ih] + volume[k, jl, il]) / (4 * hj * hi)
                first, second, third = _eigenvalues(kk, jj, ii, kj, ki, ji)
                s = _sheet(first, second, third, noise)
                if abs(s) > abs(out[k, j, i]):
                    out[k, j, i] = s


def sheetness(
    volume: np.ndarray,
    spacing_kji: tuple[float, float, float],
    where: np.ndarray,
    sigmas_mm: tuple[float, ...] = (0.75, 1.0),
    contrast_hu: float = 250.0,
) -> np.ndarray:
    """Sheetness in [-1, 1], float32; of several scales the strongest answer; 0 outside ``where``.

    Parameters
    ----------
    volume : float32, shape (k, j, i)
        Hounsfield units (unsharp-masked or not).
    where : bool, shape (k, j, i)
        Where to compute it.
    contrast_hu : float
        A sheet of this contrast counts as fully visible: the noise scale is ``contrast_hu / sigma^2`` per mm^2.
    """
    out = np.zeros(volume.shape, np.float32)
    hk, hj, hi = (float(s) for s in spacing_kji)
    for sigma in sigmas_mm:
        scale = max(sigma, 0.6 * max(spacing_kji))
        blurred = smooth(volume, sigma, spacing_kji)
        _hessian_sheetness(blurred, where, hk, hj, hi, contrast_hu / (scale * scale), out)
    return out
