"""Draws lists of items with grades."""

from statistics import NormalDist

import numpy as np

from nndesigner.catalog.sources.ranking import Ranking
from nndesigner.data.samples import Inputs, Samples, Targets, reads
from nndesigner.data.sources.drawing import HIDDEN, drawn, generator


@reads("ranking")
def read(ranking: Ranking) -> Samples:
    """Items with normally distributed features; the grades cut their noisy utility into equally likely parts."""
    weights = generator(ranking.seed, HIDDEN).standard_normal(ranking.features)
    weights /= np.linalg.norm(weights)
    utility = NormalDist(sigma=(1 + ranking.noise**2) ** 0.5)
    limits = [utility.inv_cdf(grade / ranking.grades) for grade in range(1, ranking.grades)]

    def draw(number: int, random: np.random.Generator) -> tuple[Inputs, Targets]:
        items = random.standard_normal((number, *ranking.sample_shape()), dtype=np.float32)
        noise = ranking.noise * random.standard_normal((number, ranking.items))
        return items, np.digitize(items @ weights + noise, limits).astype(np.float32)

    return drawn(ranking, draw)
