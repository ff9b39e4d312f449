"""The kernels of the sheet: extended position-based dynamics (XPBD) on membrane elements.

Each triangle is a finite element of constant strain: its three components of Green strain are one XPBD constraint with
the compliance of plane stress, so that Young's modulus and Poisson's ratio are those of the material, not of the mesh
(Macklin, Mueller and Chentanez, XPBD, MIG 2016). One pass over all constraints in each of many small steps (Macklin et
al., Small steps in physics simulation, SCA 2019).

One pass alone leaves a stiff sheet too soft. So the forces that the sheet has at the start of a step act first, and the
pass holds only the change of strain within the step: where nothing moves there is no change, and the equilibrium is
that of the finite elements to rounding. Threads, needles and forceps act between the two, so that the force that they
feel is the whole one. A triangle that is stretched so far (about twice its length) that its forces would outrun the
step gives only a share of them beforehand and the rest in the pass: it is softer than its material then, but no pull,
however mad, blows the sheet up. Units: mm, s, N, tonnes.
"""

import numba
import numpy as np

LARGEST_MM_S = 1000.0
"""Of a point before the pass: 1 mm in a millisecond; hands are slower."""


@numba.njit(cache=True, nogil=True)
def predict(points, velocities, inverse_mass, forces, damping_hz, seconds):
    """Points where they would go under ``forces`` (n, 3); returns where they were."""
    before = points.copy()
    keep = np.exp(-damping_hz * seconds)
    for i in range(len(points)):
        if inverse_mass[i] > 0:
            fast = 0.0
            for k in range(3):
                velocities[i, k] = velocities[i, k] * keep + seconds * forces[i, k] * inverse_mass[i]
                fast += velocities[i, k] ** 2
            slower = min(1.0, LARGEST_MM_S / max(np.sqrt(fast), 1e-9))
            for k in range(3):
                velocities[i, k] *= slower
                points[i, k] += seconds * velocities[i, k]
    return before


@numba.njit(cache=True, nogil=True)
def finish(points, before, velocities, seconds):
    """Velocities from what the points have done."""
    for i in range(len(points)):
        for k in range(3):
            velocities[i, k] = (points[i, k] - before[i, k]) / seconds


@numba.njit(cache=True, nogil=True)
def bed_forces(points, anchors, bed, bed_press, normals, forces):
    """Add the force of the bed to ``forces``; ``bed`` and ``bed_press`` are N/mm of each point, along and square to
    the sheet. Returns the energy in N mm."""
    energy = 0.0
    for i in range(len(points)):
        out, total = 0.0, 0.0
        for k in range(3):
            away = points[i, k] - anchors[i, k]
            out += away * normals[i, k]
            total += away * away
        for k in range(3):
            aside = points[i, k] - anchors[i, k] - out * normals[i, k]
            forces[i, k] -= bed[i] * aside + bed_press[i] * out * normals[i, k]
        energy += 0.5 * (bed[i] * (total - out * out) + bed_press[i] * out * out)
    return energy


@numba.njit(cache=True, nogil=True)
def hold_by_bed(points, before, bed, bed_press, normals, inverse_mass, seconds):
    """Hold every point back toward where it was, as softly as the bed."""
    for i in range(len(points)):
        w = inverse_mass[i] * seconds * seconds
        along, square = w * bed[i] / (1.0 + w * bed[i]), w * bed_press[i] / (1.0 + w * bed_press[i])
        out = 0.0
        for k in range(3):
            out += (points[i, k] - before[i, k]) * normals[i, k]
        for k in range(3):
            aside = points[i, k] - before[i, k] - out * normals[i, k]
            points[i, k] -= along * aside + square * out * normals[i, k]


@numba.njit(cache=True, nogil=True)
def hold_strain(points, triangles, slopes, strains, compliance, softness, inverse_mass, seconds):
    """Project every triangle toward ``strains`` (m, 3), those that its forces beforehand have answered.

    ``slopes`` (m, 3, 2) are the gradients of the shape functions in the triangle's plane, ``compliance`` (3, 3) is that
    of plane stress in 1/MPa, ``softness`` (m,) is 1 / (area thickness) in 1/mm3.
    """
    for t in range(len(triangles)):
        slope = slopes[t]
        ax = ay = az = bx = by = bz = 0.0
        sxx = sxy = syy = 0.0
        for c in range(3):
            i = triangles[t, c]
            gx, gy, w = slope[c, 0], slope[c, 1], inverse_mass[i]
            ax += points[i, 0] * gx
            ay += points[i, 1] * gx
            az += points[i, 2] * gx
            bx += points[i, 0] * gy
            by += points[i, 1] * gy
            bz += points[i, 2] * gy
            sxx += w * gx * gx
            sxy += w * gx * gy
            syy += w * gy * gy
        aa = ax * ax + ay * ay + az * az
        bb = bx * bx + by * by + bz * bz
        ab = ax * bx + ay * by + az * bz
        soft = softness[t] / (seconds * seconds)
        m00 = aa * sxx + soft * compliance[0, 0]
        m11 = bb * syy + soft * compliance[1, 1]
        m22 = aa * syy + 2 * ab * sxy + bb * sxx + soft * compliance[2, 2]
        m01 = ab * sxy + soft * compliance[0, 1]
        m02 = aa * sxy + ab * sxx
        m12 = ab * syy + bb * sxy
        r0 = strains[t, 0] - 0.5 * (aa - 1.0)
        r1 = strains[t, 1] - 0.5 * (bb - 1.0)
        r2 = strains[t, 2] - ab
        c00 = m11 * m22 - m12 * m12
        c01 = m02 * m12 - m01 * m22
        c02 = m01 * m12 - m02 * m11
        det = m00 * c00 + m01 * c01 + m02 * c02
        if det <= 0.0:
            continue
        l0 = (c00 * r0 + c01 * r1 + c02 * r2) / det
        l1 = (c01 * r0 + (m00 * m22 - m02 * m02) * r1 + (m01 * m02 - m00 * m12) * r2) / det
        l2 = (c02 * r0 + (m01 * m02 - m00 * m12) * r1 + (m00 * m11 - m01 * m01) * r2) / det
        for c in range(3):
            i = triangles[t, c]
            w = inverse_mass[i]
            if w > 0:
                along_a = w * (l0 * slope[c, 0] + l2 * slope[c, 1])
                along_b = w * (l1 * slope[c, 1] + l2 * slope[c, 0])
                points[i, 0] += along_a * ax + along_b * bx
                points[i, 1] += along_a * ay + along_b * by
                points[i, 2] += along_a * az + along_b * bz


@numba.njit(cache=True, nogil=True)
def hold_spot(points, corners, weights, inverse_mass, target, way, stiffness, seconds):
    """Pull a spot to ``target``, or keep it from lagging behind it along ``way`` where that is no zero vector.

    Returns the force on the sheet, N.
    """
    give = 1.0 / (stiffness * seconds * seconds)
    for c in range(3):
        give += weights[c] * weights[c] * inverse_mass[corners[c]]
    push = np.zeros(3)
    for k in range(3):
        place = 0.0
        for c in range(3):
            place += weights[c] * points[corners[c], k]
        push[k] = (target[k] - place) / give
    if way[0] * way[0] + way[1] * way[1] + way[2] * way[2] > 0:
        ahead = push[0] * way[0] + push[1] * way[1] + push[2] * way[2]
        for k in range(3):
            push[k] = max(ahead, 0.0) * way[k]
    for c in range(3):
        w = inverse_mass[corners[c]]
        for k in range(3):
            points[corners[c], k] += w * weights[c] * push[k]
    return push / (seconds * seconds)


@numba.njit(cache=True, nogil=True)
def hold_thread(points, corners, weights, inverse_mass, length, stiffness, seconds):
    """Keep a thread through the spots from being longer than ``length``; it pulls and never pushes.

    ``corners`` and ``weights`` are (k, 3), one row a hole. Returns the tension, N, and the force on each hole (k, 3).
    """
    count = len(corners)
    pulls = np.zeros((count, 3))
    way = np.zeros((count, 3))
    for h in range(count):
        for c in range(3):
            for k in range(3):
                way[h, k] += weights[h, c] * points[corners[h, c], k]
    total = 0.0
    for h in range(count - 1):
        gap = way[h + 1] - way[h]
        size = np.sqrt((gap * gap).sum())
        total += size
        if size > 1e-9:
            pulls[h] += gap / size
            pulls[h + 1] -= gap / size
    over = total - length
    if over <= 0:
        return 0.0, np.zeros((count, 3))
    give = 1.0 / (stiffness * seconds * seconds)
    for h in range(count):
        for c in range(3):
            give += inverse_mass[corners[h, c]] * weights[h, c] ** 2 * (pulls[h] * pulls[h]).sum()
    pull = over / give
    for h in range(count):
        for c in range(3):
            w = inverse_mass[corners[h, c]] * weights[h, c] * pull
            for k in range(3):
                points[corners[h, c], k] += w * pulls[h, k]
    tension = pull / (seconds * seconds)
    return tension, tension * pulls


@numba.njit(cache=True, nogil=True)
def safe_shares(points, triangles, slopes, youngs, volumes, inverse_mass, seconds):
    """The share of each triangle's forces that a step can bear beforehand, (m,): 1 unless it is stretched far."""
    shares = np.ones(len(triangles))
    for t in range(len(triangles)):
        pull = 0.0
        for k in range(3):
            a, b = 0.0, 0.0
            for c in range(3):
                a += points[triangles[t, c], k] * slopes[t, c, 0]
                b += points[triangles[t, c], k] * slopes[t, c, 1]
            pull += a * a + b * b
        weight = 0.0
        for c in range(3):
            weight += inverse_mass[triangles[t, c]] * (slopes[t, c, 0] ** 2 + slopes[t, c, 1] ** 2)
        ratio = 0.25 * pull * weight * youngs * volumes[t] * seconds * seconds
        if ratio > 1.0:
            shares[t] = 1.0 / (ratio * ratio)
    return shares


@numba.njit(cache=True, nogil=True)
def strain_forces(points, triangles, slopes, stiffness, volumes, shares):
    """Strains (m, 3), elastic energy in N mm, and the force of the sheet on each of its points, (n, 3) N.

    ``stiffness`` (3, 3) is that of plane stress in MPa, ``volumes`` (m,) of the triangles at rest in mm3, ``shares``
    (m,) by how much each triangle counts.
    """
    forces = np.zeros_like(points)
    strains = np.empty((len(triangles), 3))
    energy = 0.0
    for t in range(len(triangles)):
        ax = ay = az = bx = by = bz = 0.0
        for c in range(3):
            i, gx, gy = triangles[t, c], slopes[t, c, 0], slopes[t, c, 1]
            ax += points[i, 0] * gx
            ay += points[i, 1] * gx
            az += points[i, 2] * gx
            bx += points[i, 0] * gy
            by += points[i, 1] * gy
            bz += points[i, 2] * gy
        e0 = shares[t] * 0.5 * (ax * ax + ay * ay + az * az - 1.0)
        e1 = shares[t] * 0.5 * (bx * bx + by * by + bz * bz - 1.0)
        e2 = shares[t] * (ax * bx + ay * by + az * bz)
        s0 = stiffness[0, 0] * e0 + stiffness[0, 1] * e1
        s1 = stiffness[1, 0] * e0 + stiffness[1, 1] * e1
        s2 = stiffness[2, 2] * e2
        strains[t, 0], strains[t, 1], strains[t, 2] = e0, e1, e2
        energy += 0.5 * volumes[t] * (e0 * s0 + e1 * s1 + e2 * s2)
        for c in range(3):
            i, gx, gy = triangles[t, c], slopes[t, c, 0], slopes[t, c, 1]
            along_a = volumes[t] * (s0 * gx + s2 * gy)
            along_b = volumes[t] * (s1 * gy + s2 * gx)
            forces[i, 0] -= along_a * ax + along_b * bx
            forces[i, 1] -= along_a * ay + along_b * by
            forces[i, 2] -= along_a * az + along_b * bz
    return strains, energy, forces


@numba.njit(cache=True, nogil=True)
def pull_thread(points, corners, weights, inverse_mass, tension, seconds):
    """Move the points as a thread through the spots does that is pulled with ``tension``, N; returns its length, mm."""
    count = len(corners)
    places = np.zeros((count, 3))
    for h in range(count):
        for c in range(3):
            places[h] += weights[h, c] * points[corners[h, c]]
    total = 0.0
    pulls = np.zeros((count, 3))
    for h in range(count - 1):
        gap = places[h + 1] - places[h]
        size = np.sqrt((gap * gap).sum())
        total += size
        if size > 0.1:
            pulls[h] += gap / size
            pulls[h + 1] -= gap / size
    for h in range(count):
        for c in range(3):
            w = inverse_mass[corners[h, c]] * weights[h, c] * tension * seconds * seconds
            for k in range(3):
                points[corners[h, c], k] += w * pulls[h, k]
    return total


@numba.njit(cache=True, nogil=True)
def keep_apart(points, pairs, across, inverse_mass):
    """Keep the two sides of a wound from going through each other: left stays left of right."""
    for p in range(len(pairs)):
        left, right = pairs[p, 0], pairs[p, 1]
        both = inverse_mass[left] + inverse_mass[right]
        gap = 0.0
        for k in range(3):
            gap += (points[left, k] - points[right, k]) * across[p, k]
        if gap < 0 and both > 0:
            for k in range(3):
                points[left, k] -= inverse_mass[left] / both * gap * across[p, k]
                points[right, k] += inverse_mass[right] / both * gap * across[p, k]
