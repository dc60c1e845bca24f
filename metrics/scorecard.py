"""How well a department sends: a few counted shares, each turned into points by one rule. It scores no department's work.

The rule is that of a city's published department scorecard (accepted over provided, full marks from 95 per cent,
below in proportion). The dimensions stand side by side: a sum would need weights, and nobody has agreed on any.
"""

from __future__ import annotations

import polars as pl

DIMENSIONS = ("completeness", "timeliness", "readable", "validity", "codes", "agreement")
FULL = 100.0
FULL_FROM = 0.95
BLANKS = {
    "completeness": "nothing_due",
    "timeliness": "nothing_received",
    "readable": "nothing_received",
    "validity": "nothing_received",
}
SCORED = ["quarter", "department_code", "dimension", "position", "n_ok", "n_required", "rate", "points", "blank"]


def score(counts: pl.DataFrame) -> pl.DataFrame:
    """Points for every quarter, department and dimension at once.

    counts: quarter, department_code, dimension (one of DIMENSIONS), n_ok and n_required (null or 0 required: nothing to
    score), has_calendar (is anything ever due of this department?).
    Returns the columns of stat_scorecard; rate is 0-1, points 0-100, and a row has either points or a blank.
    Example: 4,700 of 5,000 rows kept is a rate of 0.94, and 100 * 0.94 / 0.95 = 98.95 points.
    Raises ValueError where n_ok exceeds n_required or a dimension is unknown.
    """
    wrong = counts.filter(
        (pl.col("n_ok") > pl.col("n_required")) | (pl.col("n_ok") < 0) | ~pl.col("dimension").is_in(DIMENSIONS)
    )
    if not wrong.is_empty():
        raise ValueError(f"not a count of a dimension: {wrong.row(0, named=True)}")
    required = pl.col("n_required").fill_null(0)
    rate = pl.when(required > 0).then(pl.col("n_ok") / required)
    of_calendar = pl.col("dimension").is_in(["completeness", "timeliness"])
    why = (
        pl.when(of_calendar & ~pl.col("has_calendar"))
        .then(pl.lit("no_calendar"))
        .otherwise(pl.col("dimension").replace_strict(BLANKS, default="nothing_to_count", return_dtype=pl.String))
    )
    return counts.with_columns(
        position=pl.col("dimension").replace_strict(
            list(DIMENSIONS), list(range(1, len(DIMENSIONS) + 1)), return_dtype=pl.Int32
        ),
        n_ok=pl.col("n_ok").fill_null(0),
        n_required=required,
        rate=rate,
        points=FULL * (rate / FULL_FROM).clip(upper_bound=1.0),
        blank=pl.when(required == 0).then(why),
    ).select(SCORED)
