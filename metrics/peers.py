"""Who is comparable? The nearest units by structure (population, registered entities, ...) within the same level and kind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from metrics.segments import Floats, group_codes, squares, total

MOST = 10


def nearest(
    rows: pl.DataFrame, by: Sequence[str], features: Sequence[str], *, unit: str = "region_code", k: int = MOST
) -> pl.DataFrame:
    """The k nearest other units of each unit of the same group (the columns of `by`, say level and kind).

    rows: one row a unit, `unit` and the numeric `features`. Each feature is standardised within its group (mean 0, standard
    deviation 1; one without any variation adds nothing), the distance is the root of the mean squared difference.
    A unit that lacks a feature has no peers and is nobody's; so has one alone in its group.
    Returns one row a pair: the columns of `by`, unit, peer, position (1 nearest; ties by order of rows), distance, rule
    (features and k in one line, to be shown). Plain Euclid on standardised features, as in the UK's CIPFA nearest neighbours.
    """
    values = np.column_stack([rows[f].cast(pl.Float64).fill_null(float("nan")).to_numpy() for f in features])
    whole = np.flatnonzero(np.isfinite(values).all(axis=1))
    group, n_groups = group_codes(rows[whole], by)
    scaled = _standardised(values[whole], group, n_groups)
    pairs = []
    for places, there in squares(group, n_groups):
        at = scaled[places]
        apart = np.sqrt(((at[:, :, None, :] - at[:, None, :, :]) ** 2).mean(axis=-1))
        other = there[:, :, None] & there[:, None, :] & ~np.eye(places.shape[1], dtype=bool)
        apart = np.where(other, apart, np.inf)
        order = np.argsort(apart, axis=2, kind="stable")[:, :, :k]
        distance = np.take_along_axis(apart, order, axis=2)
        line, who, position = np.nonzero(np.isfinite(distance))
        pairs.append(
            pl.DataFrame(
                {
                    "_unit": whole[places[line, who]],
                    "_peer": whole[places[line, order[line, who, position]]],
                    "position": position + 1,
                    "distance": distance[line, who, position],
                }
            )
        )
    schema = {"_unit": pl.Int64, "_peer": pl.Int64, "position": pl.Int64, "distance": pl.Float64}
    found = pl.concat([pl.DataFrame(schema=schema), *pairs]).sort("_unit", "position")
    units = rows[found["_unit"].to_numpy()].select(*by, unit)
    rule = f"{','.join(features)}; {'+'.join(by)}; k={k}"
    return units.with_columns(
        rows[unit].gather(found["_peer"]).alias("peer"),
        found["position"].cast(pl.Int32),
        found["distance"],
        rule=pl.lit(rule),
    )


def _standardised(values: Floats, group: np.ndarray, n_groups: int) -> Floats:
    count = np.maximum(total(np.ones(group.size), group, n_groups), 1)
    for j in range(values.shape[1]):
        centred = values[:, j] - (total(values[:, j], group, n_groups) / count)[group]
        spread = np.sqrt(total(centred**2, group, n_groups) / count)[group]
        values[:, j] = np.divide(centred, spread, out=np.zeros(group.size), where=spread > 1e-12)
    return values
