"""How long until it happens? Kaplan-Meier curves and, where endings compete, Aalen-Johansen incidence: all groups at once.

Everything works on counts by group and day, never on single cases: a day's events come before its censorings, ties are
exact, and what is still open counts as at risk until the last day it was watched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from metrics.rates import Z95
from metrics.segments import group_codes

BY = ("quarter", "asked", "list", "grade", "measure_code", "region_code", "department_code")
# What is asked, and the endings that get a curve. With one of them the rest count as censoring, with more they compete.
CAUSES = {
    "comply": ("complied",),
    "end": ("repaired", "expired", "corrected", "deregistered", "complied"),
    "reoffend": ("same_region", "elsewhere"),
}
LEAST_EVENTS = 10  # below: the curve is drawn, a median is not told
TAIL = 10  # fewer at risk than this: the page greys the curve
POINTS = 60  # of one curve at most
MARKS = tuple(range(0, 1081, 90))  # days of every curve on which the number at risk is told, whether or not it steps
HORIZONS = (90, 180, 365, 730)
WITH_INTERVAL = (365, 730)
HALF = 0.5
TOLERANCE = 1e-8  # shares that differ by less are one, as in R
FROM_START = -1
CURVE = ("_group", "cause")


class Told(NamedTuple):
    """Curves (stat_survival) and one row a curve in words (stat_survival_summary)."""

    curves: pl.DataFrame
    summary: pl.DataFrame


def curves(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_survival, see `told`."""
    return told(counts).curves


def summaries(counts: pl.DataFrame) -> pl.DataFrame:
    """Rows of stat_survival_summary, see `told`; mean counts and visits are laid beside by others."""
    return told(counts).summary


def told(counts: pl.DataFrame) -> Told:
    """Curves and their summaries of every group.

    counts: one row per group (the columns of BY), `days` (whole days until it happened, or until last watched; null or
    negative: no usable dates), `cause` (null: nothing happened yet), `n` cases, and `entry` where watching begins late
    (at risk on days after it; null: from the beginning). `asked` decides the causes (CAUSES); with one cause the curve is
    1 - Kaplan-Meier with Greenwood's variance, with several the Aalen-Johansen incidence of each with Aalen's variance;
    intervals 95 % on the log-log scale. Other causes of a competing question take cases away and get no curve.
    Raises ValueError where something unknown is asked or n is negative.
    Source: Kaplan & Meier 1958; Aalen & Johansen 1978; variance as in R's cmprsk (Gray 1988); medians after R's midpoint
    rule (survival 3.5: midpoint of a stretch where the share is exactly one half).
    """
    unknown = set(counts["asked"].unique()) - CAUSES.keys()
    if unknown or counts.select((pl.col("n") < 0).any()).item():
        raise ValueError(f"told: asked must be one of {', '.join(CAUSES)} and n not negative; got {unknown or 'n < 0'}")
    parts = [_told_of(counts.filter(asked=asked), causes) for asked, causes in CAUSES.items()]
    return Told(pl.concat([p.curves for p in parts]), pl.concat([p.summary for p in parts]))


def incidence(
    counts: pl.DataFrame, by: Sequence[str], causes: Sequence[str], marks: Sequence[int] = ()
) -> pl.DataFrame:
    """The steps of every group and cause: one row per day on which any of the causes happened, and per day of `marks`.

    counts: `by`, days, cause, n, and entry where there is one, as in `told`, all usable. Returns by, days, n_at_risk (just
    before the day), survival (all causes, after it), cause, n_here (of the cause that day), n_events (up to it), share,
    variance, low, high. Low and high are null where they are undefined: nothing yet, or nobody left.
    """
    days = _days(counts, by, causes, marks)
    single = len(causes) == 1
    steps = [_of_cause(days, by, cause, f"d{i}", greenwood=single) for i, cause in enumerate(causes)]
    return pl.concat(steps) if steps else days


def _told_of(counts: pl.DataFrame, causes: Sequence[str]) -> Told:
    number, n_groups = group_codes(counts, BY)  # a curve is found by one whole number, not by seven words
    keys = counts.select(BY).unique(maintain_order=True).with_columns(_group=pl.int_range(n_groups, dtype=pl.Int64))
    own = counts.drop(BY).with_columns(_usable(counts).alias("_usable"), _group=pl.Series(number))
    groups = own.group_by("_group", maintain_order=True).agg(
        n=pl.col("n").filter("_usable").sum().cast(pl.Int64),
        n_open=pl.col("n").filter(pl.col("_usable") & pl.col("cause").is_null()).sum().cast(pl.Int64),
        n_left_out=pl.col("n").filter(~pl.col("_usable")).sum().cast(pl.Int64),
        _last=pl.col("days").filter(pl.col("_usable") & (pl.col("n") > 0)).max(),
        _last_n=pl.col("n")
        .filter(pl.col("_usable") & (pl.col("days") == pl.col("days").filter("_usable").max()))
        .sum(),
    )
    groups = groups.join(pl.DataFrame({"cause": list(causes)}), how="cross")
    steps = incidence(own.filter("_usable"), ["_group"], causes, MARKS)
    found = _thinned(_with_ends(steps, groups)), _summary(steps, groups)
    return Told(*(keys.join(f, on="_group", how="inner", maintain_order="right").drop("_group") for f in found))


def _usable(counts: pl.DataFrame) -> pl.Expr:
    """Days that can be counted; whoever leaves on the day of entry or before was never watched."""
    return pl.col("days").is_not_null() & (pl.col("days") >= 0) & (pl.col("days") > _entry(counts))


def _entry(counts: pl.DataFrame) -> pl.Expr:
    return pl.col("entry").fill_null(FROM_START) if "entry" in counts.columns else pl.lit(FROM_START)


def _days(counts: pl.DataFrame, by: Sequence[str], causes: Sequence[str], marks: Sequence[int]) -> pl.DataFrame:
    """One row per group and day with an event or mark: at risk, how many of each cause, and survival before and after."""
    happened = pl.col("cause").is_in(causes) if len(causes) == 1 else pl.col("cause").is_not_null()
    whole = pl.col("n").cast(pl.Int64)
    leaving = counts.group_by(*by, "days").agg(
        _left=whole.sum(),
        _events=whole.filter(happened).sum(),
        **{f"d{i}": whole.filter(pl.col("cause") == cause).sum() for i, cause in enumerate(causes)},
    )
    # whoever enters on day 3 is at risk from day 4 on
    entering = (
        counts.group_by(*by, days=_entry(counts) + 1)
        .agg(_came=whole.sum())
        .with_columns(pl.col("days").cast(counts.schema["days"]))
    )
    marked = (
        counts.select(by)
        .unique()
        .join(pl.DataFrame({"days": marks}, schema={"days": counts.schema["days"]}), how="cross")
    )
    both = (
        pl.concat([leaving, entering, marked], how="diagonal").group_by(*by, "days").agg(pl.exclude("days", *by).sum())
    )
    watched = (pl.col("_came").cum_sum() - pl.col("_left").cum_sum() + pl.col("_left")).over(by)
    told = (pl.col("_events") > 0) | pl.col("days").is_in(marks)
    days = both.sort(*by, "days").with_columns(n_at_risk=watched).filter(told)
    left = 1 - pl.col("_events") / pl.max_horizontal("n_at_risk", 1)
    days = days.with_columns(survival=left.cum_prod().over(by))
    return days.with_columns(_before=pl.col("survival").shift(1, fill_value=1.0).over(by))


def _of_cause(days: pl.DataFrame, by: Sequence[str], cause: str, here: str, *, greenwood: bool) -> pl.DataFrame:
    own = days.with_columns(cause=pl.lit(cause), n_here=pl.col(here), n_events=pl.col(here).cum_sum().over(by))
    own = _greenwood(own, by) if greenwood else _aalen(own, by)
    return own.select(
        *by, "days", "n_at_risk", "survival", "cause", "n_here", "n_events", "share", "variance", "low", "high"
    )


def _greenwood(own: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """1 - S with the interval of S on the log-log scale."""
    n, d, s = pl.col("n_at_risk"), pl.col("n_here"), pl.col("survival")
    own = own.with_columns(_sum=pl.when(d < n).then(d / (n * (n - d))).cum_sum().over(by))
    reach = Z95 * pl.col("_sum").sqrt() / s.log().abs()
    inside = (s > 0) & (s < 1)
    return own.with_columns(
        share=1 - s, variance=pl.when(s > 0).then(s * s * pl.col("_sum")),
        low=pl.when(inside).then(1 - s.pow((-reach).exp())), high=pl.when(inside).then(1 - s.pow(reach.exp())),
    )  # fmt: skip


def _aalen(own: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Incidence of one of several causes; tied events of a day thin the risk set like draws without replacement."""
    d, before, after = (pl.col(c) for c in ("n_here", "_before", "survival"))
    n = pl.max_horizontal("n_at_risk", 1)  # nobody is left on some of the marks
    own = own.with_columns(share=(before * d / n).cum_sum().over(by), _others=pl.col("_events") - d)
    share, over = pl.col("share"), pl.when(after > 0).then(1 / after).otherwise(0.0)

    def scatter(count: pl.Expr) -> pl.Expr:
        ties = pl.when(count > 1).then(1 - (count - 1) / (n - 1)).otherwise(1.0)
        return before * before * ties * count / (n * n)

    own = own.with_columns(
        _a=scatter(d), _b=pl.when(after > 0).then(scatter(pl.col("_others"))).otherwise(0.0), _o=over
    )
    a, b, o, f = pl.col("_a"), pl.col("_b"), pl.col("_o"), share
    own = own.with_columns(
        _v1=((f * o).pow(2) * b + (1 + f * o).pow(2) * a).cum_sum().over(by),
        _v2=(o * f * o * b + o * (1 + f * o) * a).cum_sum().over(by),
        _v3=(o * o * (a + b)).cum_sum().over(by),
    )
    variance = (pl.col("_v1") + f * f * pl.col("_v3") - 2 * f * pl.col("_v2")).clip(lower_bound=0.0)
    return own.with_columns(variance=variance).with_columns(**log_log(f, pl.col("variance")))


def log_log(share: pl.Expr, variance: pl.Expr) -> dict[str, pl.Expr]:
    """`low` and `high` of an incidence: 95 % on the log(-log) scale, as SAS prints them; null at 0 and 1."""
    inside = (share > 0) & (share < 1 - TOLERANCE)
    reach = Z95 * variance.sqrt() / (share * share.log()).abs()
    return {
        "low": pl.when(inside).then(share.pow(reach.exp())),
        "high": pl.when(inside).then(share.pow((-reach).exp())),
    }


def _with_ends(steps: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Every curve holds its own steps, the marks, and the last day anybody was watched."""
    watched = groups.filter(pl.col("n") > 0)
    columns = [*CURVE, "days", "share", "low", "high", "n_at_risk", "n_events"]
    own = steps.filter((pl.col("n_here") > 0) | pl.col("days").is_in(MARKS))
    own = own.join(watched.select(*CURVE, "_last"), on=CURVE).filter(pl.col("days") <= pl.col("_last"))
    last = own.group_by(*CURVE).agg(pl.col("share", "low", "high", "n_events").sort_by("days").last())
    end = watched.join(last, on=CURVE, how="left").select(
        *CURVE, days="_last", share="share", low="low", high="high", n_at_risk=pl.col("_last_n").cast(pl.Int64), n_events="n_events"
    )  # fmt: skip
    # a step on the last day says more than the end put there
    return pl.concat([own.select(columns), end]).unique([*CURVE, "days"], keep="first", maintain_order=True)


def _thinned(points: pl.DataFrame) -> pl.DataFrame:
    """At most POINTS of a curve: the last step of each stretch of equal length, measured along the curve."""
    points = points.sort(*CURVE, "days", nulls_last=True)
    along = pl.col("days") / pl.col("days").max() + pl.col("share") / pl.col("share").max().clip(lower_bound=1e-12)
    stretch = (along.fill_nan(0.0) / 2 * (POINTS - len(MARKS) - 3)).floor().over(CURVE)
    points = points.with_columns(_n=pl.len().over(CURVE), _nth=pl.int_range(pl.len()).over(CURVE), _in=stretch)
    is_kept = (
        (pl.col("_n") <= POINTS)
        | (pl.col("_nth") == 0)
        | (pl.col("_nth") == pl.col("_n") - 1)
        | pl.col("days").is_in(MARKS)
    )
    is_last = pl.col("_in") != pl.col("_in").shift(-1).over(CURVE)
    kept = points.filter(is_kept | is_last)
    return kept.select(
        *CURVE, pl.col("days").cast(pl.Int32), "share", "low", "high", pl.col("n_at_risk", "n_events").cast(pl.Int64)
    )


def _summary(steps: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    by_then = {
        name if side == "share" else f"{name}_{side}": pl.col(side).filter(pl.col("days") <= day).last()
        for day in HORIZONS
        for name, sides in ((f"by_{day}", ("share", "low", "high") if day in WITH_INTERVAL else ("share",)),)
        for side in sides
    }
    found = steps.sort(*CURVE, "days").group_by(CURVE, maintain_order=True).agg(
        pl.col("n_events").last(), _end=pl.col("survival").last(),
        median_days=_crossing("share"), median_low=_crossing("high"), median_high=_crossing("low"), **by_then,
    )  # fmt: skip
    rows = groups.join(found, on=CURVE, how="left").with_columns(pl.col("n_events").fill_null(0))
    is_few = pl.col("n_events") < LEAST_EVENTS
    seen = {
        name: pl.when((pl.col("n") > 0) & ((pl.col("_last") >= int(name.split("_")[1])) | (pl.col("_end") <= TOLERANCE))).then(
            pl.col(name) if name.endswith(("_low", "_high")) else pl.col(name).fill_null(0.0)
        )
        for name in by_then
    }  # fmt: skip
    rows = rows.with_columns(
        **seen, **{c: pl.when(~is_few).then(pl.col(c)) for c in ("median_days", "median_low", "median_high")},
        state=pl.when(pl.col("n") == 0).then(pl.lit("no_cases")).when(pl.col("n_events") == 0).then(pl.lit("no_events"))
        .when(is_few).then(pl.lit("few_events")).when(pl.col("median_days").is_null()).then(pl.lit("not_reached"))
        .otherwise(pl.lit("estimated")),
    )  # fmt: skip
    return rows.select(
        *CURVE, "n", "n_events", "n_open", "n_left_out", "median_days", "median_low", "median_high",
        *(f"by_{d}" for d in HORIZONS), *(f"by_{d}_{side}" for d in WITH_INTERVAL for side in ("low", "high")), "state",
    )  # fmt: skip


def _crossing(side: str) -> pl.Expr:
    """First day on which a half is reached; the middle of the stretch where it is a half exactly (R's rule)."""
    days, value = pl.col("days").cast(pl.Float64), pl.col(side)
    is_there, is_past = value >= HALF - TOLERANCE, value > HALF + TOLERANCE
    at, reached, past = days.filter(is_there).first(), value.filter(is_there).first(), days.filter(is_past).first()
    return pl.when((reached - HALF).abs() < TOLERANCE).then((at + past.fill_null(at)) / 2).otherwise(at)
