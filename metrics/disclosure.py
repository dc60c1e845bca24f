"""Small counts of natural persons are hidden, and as much beside them as keeps any total from giving them away.

Why it holds: for every small cell we pick offices whose counts could move, some up and some down by as much, so that
the totals above them stand still; every cell that would move is hidden. What is still shown therefore fits more than
one value of each hidden cell, and no adding or subtracting of shown figures can tell which. Hiding one sibling per
total, as is often done, can be undone by combining totals of regions and departments.
Source: rulings 12; on linked tables Hundepool et al., Handbook on Statistical Disclosure Control, secondary suppression.
"""

from __future__ import annotations

import polars as pl

THRESHOLD = 5  # persons; the setting suppression_threshold of rules.toml stands above it
OBSERVED, ROLLED = "agg_observation", "agg_rollup"
PLACE = ["indicator", "period_kind", "period", "region_code", "department_code"]
CELL = ["table", *PLACE]
SIZE = ["numerator", "denominator"]
COUNTS = [*SIZE, "value", "low", "high", "n_rows"]
# Of stat_judgement: what is said of one quarter, what rests on a whole series, and what rests on all units of an indicator.
SAID = ["signals", "change_mark", "assurance_mark", "process_rules", "change_code", "n_worse_of_three"]
OF_SERIES = [
    "process_centre", "process_low", "process_high", "p_met", "p_met_worse", "forecast", "forecast_low80",
    "forecast_high80", "forecast_low95", "forecast_high95", "change_units",
]  # fmt: skip
OF_PEERS = [
    "peer_centre", "peer_low", "peer_high", "peer_low998", "peer_high998", "peer_z", "peer_p", "peer_q", "p_named",
    "q_named", "n_short", "n_held_to_it",
]  # fmt: skip
# Directions in which counts add up: the column, the flag of leaves that do, and what two such leaves have in common.
ALONG = {
    "region_code": ("adds_regions", ["indicator", "period_kind", "period", "department_code", "in_quarter"]),
    "department_code": ("adds_departments", ["indicator", "period_kind", "period", "region_code", "in_quarter"]),
    "period": ("adds_months", ["indicator", "period_kind", "quarter", "region_code", "department_code"]),
}


def is_small(
    numerator: pl.Expr, denominator: pl.Expr, threshold: int = THRESHOLD, rate: pl.Expr | None = None
) -> pl.Expr:
    """Does a cell count 1 to threshold - 1 persons: with the trait, without it, or in all? Zero is no person.

    A numerator left out is worked out from the rate (0-1) as any reader would.
    """
    counted = numerator if rate is None else pl.coalesce(numerator, (rate * denominator).round())
    parts = (counted, denominator, denominator - counted)
    return pl.any_horizontal([((n > 0) & (n < threshold)).fill_null(False) for n in parts])


def hidden_cells(
    observed: pl.DataFrame, rolled: pl.DataFrame, ancestors: pl.DataFrame, cards: pl.DataFrame, threshold: int
) -> pl.DataFrame:
    """The cells to hide, one row each: table, indicator, period_kind, period, region_code, department_code.

    observed, rolled: rows of agg_observation and agg_rollup, of indicators that count persons; ancestors:
    ref_region_ancestor; cards: ref_indicator. No small count, no work.
    """
    small = is_small(pl.col("numerator"), pl.col("denominator"), threshold, pl.col("value"))
    tables = {OBSERVED: observed, ROLLED: rolled}
    target = pl.concat([f.filter(small).select(pl.lit(t).alias("table"), *PLACE) for t, f in tables.items()])
    if target.is_empty():
        return target
    concerned = observed.join(target, on="indicator", how="semi")
    leaves = _leaves(concerned, cards).with_columns(is_small=small)
    fed = _fed(leaves, ancestors, rolled)
    target = target.with_row_index("target")
    feeding = fed.join(target, on=CELL)
    corner = (
        feeding.select("target", "leaf").join(leaves, on="leaf").with_columns(sign=1)
        .sort("target", ~pl.col("is_small"), "denominator", "leaf").unique("target", keep="first", maintain_order=True)
    )  # fmt: skip
    for along in ALONG:
        corner = _mirrored(corner, leaves, along, feeding.select("target", "leaf"), ancestors, threshold)
    moved = (
        corner.select("target", "leaf", "sign").join(fed, on="leaf").group_by("target", *CELL).agg(pl.col("sign").sum())
    )
    return pl.concat([target.select(CELL), moved.filter(pl.col("sign") != 0).select(CELL)]).unique()


def _leaves(observed: pl.DataFrame, cards: pl.DataFrame) -> pl.DataFrame:
    """Observations with what the roll-up makes of them; mirrors queries/results/agg_rollup.sql."""
    year, month = pl.col("period").str.slice(0, 4), pl.col("period").str.slice(5, 2).cast(pl.Int32, strict=False)
    is_month, is_flow = pl.col("period_kind") == "month", pl.col("series") == "flow"
    last = pl.col("period").sort_by("period_end", "period").last()
    return (
        observed.join(cards.select("indicator", "unit", "series", "additive_over"), on="indicator")
        .with_row_index("leaf")
        .with_columns(
            quarter=pl.when(is_month).then(pl.format("{}Q{}", year, (month + 2) // 3))
            .when(pl.col("period_kind") == "year").then(year + "Q4").otherwise("period"),
            adds_regions=pl.col("additive_over").str.contains("region")
            & (pl.col("denominator").is_not_null() | pl.col("unit").is_in(["count", "amount"])),
            adds_departments=pl.col("additive_over").str.contains("department") & (pl.col("department_code") != "*"),
            adds_months=is_flow & is_month,
        )
        .with_columns(
            in_quarter=is_flow
            | (pl.col("period") == last.over("indicator", "quarter", "region_code", "department_code"))
        )
    )  # fmt: skip


def _fed(leaves: pl.DataFrame, ancestors: pl.DataFrame, rolled: pl.DataFrame) -> pl.DataFrame:
    """Which cells each leaf enters: its own, and every stored total above it."""
    placed = leaves.join(ancestors.select("region_code", "ancestor_code"), on="region_code")
    placed = placed.filter(pl.col("adds_regions") | (pl.col("ancestor_code") == pl.col("region_code")))
    placed = placed.with_columns(region_code="ancestor_code")
    quarters = placed.filter("in_quarter").with_columns(period_kind=pl.lit("quarter"), period="quarter")
    totals = pl.concat([placed.filter(pl.col("period_kind") == "month"), quarters])
    totals = pl.concat([totals, totals.filter("adds_departments").with_columns(department_code=pl.lit("*"))])
    totals = totals.select("leaf", *PLACE).join(rolled, on=PLACE, how="semi")
    shown = {OBSERVED: leaves.select("leaf", *PLACE), ROLLED: totals}
    return pl.concat([frame.with_columns(table=pl.lit(t)) for t, frame in shown.items()])


def _mirrored(
    corner: pl.DataFrame, leaves: pl.DataFrame, along: str, feeding: pl.DataFrame, ancestors: pl.DataFrame,
    threshold: int,
) -> pl.DataFrame:  # fmt: skip
    """Add to each target's corners their mirror image in one direction, counts moving the other way.

    The mirror is the nearest place (or another department, month) in which every corner has its image and none of
    them is part of the target itself. Where there is none the corners stay: the totals above will move and be hidden.
    """
    flag, shared = ALONG[along]
    image = (
        corner.filter(flag)
        .select("target", "sign", "numerator", "denominator", along, *shared)
        .join(leaves.filter(flag).select("leaf", "is_small", *SIZE, along, *shared), on=shared, suffix="_other")
        .filter((pl.col(along) != pl.col(f"{along}_other")) & pl.col("numerator_other").is_not_null())
        .join(feeding, on=["target", "leaf"], how="anti")
    )
    n, d = (pl.col(c) + pl.col(f"{c}_other") for c in SIZE)
    complete = (
        image.group_by("target", along, f"{along}_other")
        .agg(
            # Two hidden cells that together are still a small count would be told as one by the total.
            is_small_together=is_small(n, d, threshold).any(),
            is_new=~pl.col("is_small").all(),
            size=pl.coalesce("denominator_other", "numerator_other").sum(),
            found=pl.len(),
        )
        .join(corner.group_by("target").agg(wanted=pl.len()), on="target")
        .filter(pl.col("found") == pl.col("wanted"))
    )
    rank = ["is_small_together", "is_new", "size", f"{along}_other"]
    if along == "region_code":
        complete, rank = complete.join(_nearness(complete, ancestors), on=[along, f"{along}_other"]), ["far", *rank]
    chosen = complete.sort("target", *rank).unique("target", keep="first").select("target", f"{along}_other")
    added = image.join(chosen, on=["target", f"{along}_other"]).select("target", "leaf", sign=-pl.col("sign"))
    return pl.concat([corner, added.join(leaves, on="leaf").select(corner.columns)])


def _nearness(pairs: pl.DataFrame, ancestors: pl.DataFrame) -> pl.DataFrame:
    """How far apart two regions are: minus the number of regions both lie in."""
    above = ancestors.select("region_code", "ancestor_code")
    pairs = pairs.select("region_code", "region_code_other").unique()
    both = pairs.join(above, on="region_code").join(
        above.rename({"region_code": "region_code_other"}), on=["region_code_other", "ancestor_code"]
    )
    common = both.group_by("region_code", "region_code_other").agg(far=-pl.len().cast(pl.Int32))
    return pairs.join(common, on=["region_code", "region_code_other"], how="left").with_columns(
        pl.col("far").fill_null(0)
    )


def blanked(frame: pl.DataFrame, table: str, hidden: pl.DataFrame) -> pl.DataFrame:
    """Rows of agg_observation or agg_rollup with the counts of hidden cells taken out."""
    own = hidden.filter(pl.col("table") == table).select(*PLACE, is_hidden=True)
    marked = frame.join(own, on=PLACE, how="left", maintain_order="left")
    counts = [c for c in COUNTS if c in frame.columns]
    return marked.with_columns(_without(pl.col("is_hidden").is_not_null(), counts)).select(frame.columns)


def judged_without(judged: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_judgement with hidden cells as blank 'suppressed': no figure, no word, no grounds that tell it.

    A later quarter loses what it says of a hidden one: previous value and word, the pace since, the count of lags. Limits and
    forecasts of a series with a hidden quarter would give it away from one quarter to the next, and so would the centre of
    its peers: they go for the whole series, and for the whole indicator.
    A unit without a target stays without a word; that is no count of anybody.
    """
    key = ["plan", "indicator", "region_code", "department_code", "quarter"]
    own = hidden.filter((pl.col("table") == ROLLED) & (pl.col("period_kind") == "quarter"))
    own = own.select("indicator", "region_code", "department_code", quarter="period", is_hidden=True)
    rows = judged.join(own, on=key[1:], how="left").with_columns(
        pl.col("is_hidden").fill_null(False),
        index=pl.col("quarter").str.slice(0, 4).cast(pl.Int32) * 4 + pl.col("quarter").str.slice(5).cast(pl.Int32),
    )
    gone = rows.filter("is_hidden").select(*key[:4], "index", lagged=(pl.col("word") == "lagging").fill_null(False))
    for ago in (0, 1, 2, 4):
        past = gone.select(*key[:4], pl.col("index") + ago, pl.col("lagged").alias(f"lagged_{ago}"))
        rows = rows.join(past, on=[*key[:4], "index"], how="left", maintain_order="left")
    here, before, year_ago = (pl.col(f"lagged_{ago}").is_not_null() for ago in (0, 1, 4))
    n_lagged = pl.sum_horizontal(pl.col(f"lagged_{ago}").fill_null(False).cast(pl.Int32) for ago in (0, 1, 2))
    left = pl.col("n_lagging_of_three") - n_lagged
    of_indicator = pl.col("is_hidden").any().over("plan", "indicator")
    of_series = pl.col("is_hidden").any().over(key[:4])
    worded = pl.when(pl.col("word").is_not_null()).then(pl.lit("insufficient"))
    return (
        rows.with_columns(
            *_without(here, [*COUNTS, "gap", "gap_units", "pace_required", "rule_number", *SAID]),
            *_without(of_indicator, OF_PEERS),
            *_without(of_series, OF_SERIES),
            *_without(here | of_series & (pl.col("n_pooled") > 1), ["judged_x", "judged_n"]),
            *_without(here | before, ["previous_value"]),
            *_without(here | year_ago, ["pace_achieved"]),
            code=pl.when(here).then(pl.lit("NOT_ASSESSABLE")).otherwise("code"),
            previous_word=pl.when(before & pl.col("previous_word").is_not_null())
            .then(pl.lit("insufficient"))
            .otherwise("previous_word"),
            word=pl.when(here).then(worded).otherwise("word"),
            reasons=pl.when(here).then(pl.lit("SUPPRESSED")).otherwise("reasons"),
            blank=pl.when(here).then(pl.lit("suppressed")).otherwise("blank"),
            n_lagging_of_three=left,
            is_nameable=pl.col("is_nameable") & ~here & (left >= 2),
        )
        .select(judged.columns)
    )  # fmt: skip


def _without(condition: pl.Expr, columns: list[str]) -> list[pl.Expr]:
    return [pl.when(~condition).then(pl.col(c)).alias(c) for c in columns]
