"""Peers: the nearest by all figures but the one in question, and groups that a reader can name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cultivation.core.analysis.consistency.figures import Figures, Floats

NEAREST = 15
FARTHEST = 4.0  # a figure counts in distances no more than this, or one wild figure would hide the others
PEERS_RANGE = (10, 90)  # per cent; what lies between is as with peers
LEAST_SPREAD = 0.25  # robust units; where peers are all alike, a small distance is not yet odd
MOST_GROUPS, SAMPLE = 6, 2000
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class PeerComparison:
    """How far each figure lies from what the nearest peers have, in robust deviations, and who they are."""

    deviations: Floats
    peers: dict[str, Rows]


def beside_peers(figures: Figures) -> PeerComparison:
    """Compare each figure with those of the firms nearest in all others."""
    clipped = np.clip(figures.scaled, -FARTHEST, FARTHEST)
    deviations, peers = np.zeros_like(figures.scaled), {}
    for place, name in enumerate(figures.names):
        others = np.delete(clipped, place, axis=1)
        near = nearest(others)
        usual = np.median(figures.scaled[:, place][near], axis=1)
        deviations[:, place] = deviations_of(figures.scaled[:, place] - usual)
        if name in figures.counts:
            deviations[:, place] = _beyond_chance(deviations[:, place], figures.raw[:, place], near)
        low, high = np.percentile(figures.scaled[:, place][near], PEERS_RANGE, axis=1)
        as_peers = (figures.scaled[:, place] >= low) & (figures.scaled[:, place] <= high)
        deviations[as_peers, place] = 0
        peers[name] = near
    deviations[~figures.known] = 0
    return PeerComparison(deviations, peers)


def _beyond_chance(deviations: Floats, counts: Floats, near: Rows) -> Floats:
    """Bound the deviations of counts by those from chance alone (Poisson): two talents where peers have none
    are no surprise, however seldom two are.
    """
    filled: Floats = np.where(np.isnan(counts), np.nanmedian(counts), counts)
    usual: Floats = np.median(filled[near], axis=1).astype(np.float64)
    most: Floats = np.abs(filled - usual) / np.sqrt(usual + 1)
    bounded: Floats = np.clip(deviations, -most, most)
    return np.round(bounded, 6)


def nearest(points: Floats) -> Rows:
    """Return the rows of the nearest of each row, itself left out; of equally near ones, the first by id."""
    from sklearn.neighbors import NearestNeighbors

    count = min(NEAREST, len(points) - 1)
    finder = NearestNeighbors(n_neighbors=count, algorithm="kd_tree").fit(points)
    found: Rows = finder.kneighbors(return_distance=False)
    return found


def deviations_of(distances: Floats) -> Floats:
    """Return distances in units of their own usual size (median absolute deviation)."""
    centred = distances - np.median(distances)
    usual = max(1.4826 * float(np.median(np.abs(centred))), LEAST_SPREAD)
    return np.round(centred / usual, 6)


@dataclass(frozen=True, slots=True)
class Group:
    """Firms that are alike: how many, and the two figures that mark them most (+1 high, -1 low)."""

    size: int
    marks: tuple[tuple[str, int], ...]


def groups_of(figures: Figures) -> tuple[tuple[Group, ...], NDArray[np.intp]]:
    """Return groups by k-means, as many as the silhouette finds most distinct, and the group of each row.

    The largest comes first. Starts are fixed and rows come by id, so the answer depends on the figures alone.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    points = np.clip(figures.scaled, -FARTHEST, FARTHEST)
    distinct = len(np.unique(points, axis=0))
    best, labels = -1.0, np.zeros(len(points), np.intp)
    for count in range(2, min(MOST_GROUPS, distinct - 1) + 1):
        found = KMeans(count, n_init=10, random_state=0).fit_predict(points)
        sample = SAMPLE if len(points) > SAMPLE else None
        score = round(float(silhouette_score(points, found, sample_size=sample, random_state=0)), 6)
        if score > best:
            best, labels = score, found.astype(np.intp)
    sizes = np.bincount(labels)
    order = sorted(range(len(sizes)), key=lambda each: (-sizes[each], int(np.argmax(labels == each))))
    renamed = np.array([order.index(each) for each in range(len(sizes))])[labels]
    return tuple(_group(points[renamed == each], figures.names) for each in range(len(sizes))), renamed


def _group(points: Floats, names: tuple[str, ...]) -> Group:
    middle = np.round(np.median(points, axis=0), 6)
    most = np.argsort(-np.abs(middle), kind="stable")[:2]
    marks = tuple(
        (names[each], 1 if middle[each] > 0 else -1) for each in most if abs(middle[each]) > LEAST_SPREAD
    )
    return Group(len(points), marks)
