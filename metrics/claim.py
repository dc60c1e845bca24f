"""What may be claimed of a measure: one word and one reason from two designs, their balance, and how many were tested.

A claim is made of a measure by the row of design `hazard`. The rows of the other designs say what each could carry alone,
and that is never more than an association.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from metrics.multiplicity import with_q

LEVEL = 0.05  # of q, over the measures of one design
ALIKE = 0.1  # standard deviations the groups may differ by after matching
WIDE = 1.5  # a ratio's interval that holds no effect, but also half as much again, has seen nothing
WIDE_SHARE = 0.1  # the same of a difference of shares
RATIOS = ("hazard", "interrupted")
GOOD = {"comply": 1, "reoffend": -1}  # sooner compliance is good, sooner re-offence is not
COLUMNS: dict[str, Any] = {
    "measure_code": pl.String, "design": pl.String, "outcome": pl.String, "estimate": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "p": pl.Float64, "n_treated": pl.Int64, "n_control": pl.Int64, "n_events": pl.Int64,
    "detail": pl.String, "reason": pl.String,
}  # fmt: skip


def framed(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of one design as a frame; what a row lacks is null, and no number is NaN."""
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))


def concluded(effect: pl.DataFrame) -> pl.DataFrame:
    """The rows of all designs (COLUMNS; `reason` where there is no estimate, or no more to claim) with q, claim and reason.

    q: Benjamini-Hochberg over the measures of a design and outcome. works: the intervals of both designs leave out no effect
    on the good side and stand among so many measures (q of both within 5 %), and the groups were alike after matching (every
    difference within 0.1). works_against: the same on the other side. no_effect_seen: the interval holds no effect, and
    leaves out one half as strong again (a difference of shares: a tenth). cannot_say: no estimate, or an interval too wide.
    association_only: everything else. Call it once, on all rows: the family of tests is what it is given.
    """
    rows = with_q(effect, ["design", "outcome"])
    beside = rows.filter(design="matched").select(
        "measure_code", "outcome", _low="low", _high="high", _q="q", _why="reason",
        _off=pl.col("detail").str.json_path_match("$.max_difference").cast(pl.Float64),
    )  # fmt: skip
    rows = rows.join(beside, on=["measure_code", "outcome"], how="left", maintain_order="left")
    none = pl.when(pl.col("design").is_in(RATIOS)).then(1.0).otherwise(0.0)
    sign = pl.col("outcome").replace_strict(GOOD, return_dtype=pl.Int64)
    is_above, is_below = (pl.col("low") > none).fill_null(False), (pl.col("high") < none).fill_null(False)
    rows = rows.with_columns(
        _apart=is_above | is_below,
        _side=_side(is_above, is_below, "q") * sign,
        _other=_side((pl.col("_low") > 0).fill_null(False), (pl.col("_high") < 0).fill_null(False), "_q") * sign,
        _tight=pl.when(none == 1).then((pl.col("low") >= 1 / WIDE) & (pl.col("high") <= WIDE))
        .otherwise((pl.col("low") >= -WIDE_SHARE) & (pl.col("high") <= WIDE_SHARE)),
    )  # fmt: skip
    rows = rows.with_columns(reason=_reason()).with_columns(claim=_claim())
    return rows.select(pl.exclude("^_.*$"))


def _side(is_above: pl.Expr, is_below: pl.Expr, q: str) -> pl.Expr:
    """1 where the interval lies above no effect, -1 below, 0 where it holds it or the test does not stand among so many."""
    stands = (pl.col(q) <= LEVEL).fill_null(False)
    return pl.when(stands & is_above).then(1).when(stands & is_below).then(-1).otherwise(0)


def _reason() -> pl.Expr:
    """First match wins; a reason brought along by a design without more to say comes before the general one."""
    is_hazard, side, other = pl.col("design") == "hazard", pl.col("_side"), pl.col("_other")
    alike = (pl.col("_off").abs() <= ALIKE).fill_null(False)

    def say(code: str) -> pl.Expr:
        return pl.when(is_hazard).then(pl.lit(code)).otherwise(pl.coalesce("reason", pl.lit(code)))

    return (
        pl.when(pl.col("estimate").is_null()).then(pl.coalesce("reason", pl.lit("not_modelled")))
        .when(is_hazard & (side == 0) & (other != 0) & alike).then(pl.lit("designs_disagree"))
        .when((side == 0) & pl.col("_apart")).then(say("one_of_many"))
        .when((side == 0) & pl.col("_tight")).then(say("interval_holds_none"))
        .when(side == 0).then(say("wide_interval"))
        .when(pl.col("design") == "interrupted").then(say("no_control_series"))
        .when(~is_hazard).then(say("one_design"))
        .when(pl.col("_low").is_null()).then(pl.coalesce("_why", pl.lit("no_controls")))
        .when(~alike).then(pl.lit("unbalanced"))
        .when(other == -side).then(pl.lit("designs_disagree"))
        .when(other == 0).then(pl.lit("matched_unsure"))
        .otherwise(pl.lit("both_agree"))
    )  # fmt: skip


def _claim() -> pl.Expr:
    reason = pl.col("reason")
    return (
        pl.when(pl.col("estimate").is_null()).then(pl.lit("cannot_say"))
        .when((reason == "both_agree") & (pl.col("_side") > 0)).then(pl.lit("works"))
        .when(reason == "both_agree").then(pl.lit("works_against"))
        .when(reason == "interval_holds_none").then(pl.lit("no_effect_seen"))
        .when(reason.is_in(["wide_interval", "weak_design"])).then(pl.lit("cannot_say"))
        .otherwise(pl.lit("association_only"))
    )  # fmt: skip
