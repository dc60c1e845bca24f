"""One verdict per plan, indicator, quarter, region and department, with every number it rests on.

Standing against the plan, peers, change, assurance and forecast are signals, each computed once; a table of conditions
makes the verdict of them (metrics/verdict.py), and only what holds twice in three quarters may be named.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtr

from metrics import evidence
from metrics.change_wanted import add_change_wanted
from metrics.evidence import FAMILY, KEY
from metrics.flags import counts_of, tests_of
from metrics.multiplicity import with_q
from metrics.placing import SERIES, ago, numbered, told_apart, told_in_full
from metrics.standing import LEAST_TO_BLAME, stand, with_interval
from metrics.verdict import SIGNALS, decide
from metrics.whole_series import POOLED_QUARTERS, ever_enough, of_four

__all__ = ["Assessed", "assess", "with_interval"]

LEAST_TO_NAME = 30  # cases behind a 滞后 that may be named (rulings, nameable)
Q_TO_NAME = 0.05  # false discovery rate of the named, over the family of the quarter
LOOKED_BACK = 2  # quarters before its own whose verdicts a verdict asks for
LEAST_TO_SHARE, SHARED = 3, 2 / 3  # units, and the share of them that falls short
# Asked for nowhere once it is known where a row stands; a tenth of what is held until the verdict.
USED_UP = [
    "numerator_of_four", "denominator_of_four", "judged_low", "judged_high", "shares_target", "line_from", "line_from_on",
    "holds_floor", "is_in_margin", "is_met",
]  # fmt: skip


@dataclass(frozen=True)
class Assessed:
    """What one assessment gives: tables stat_judgement, stat_peer_group and stat_tests.

    judged: the judgements with texts as categories, a third of their size. counts: the tests by group, out of which
    `flags.tests_of` adds up stat_tests; stands_alone where a forecast of the group rests on what series of other groups had taught.
    """

    judged: pl.DataFrame
    peer_groups: pl.DataFrame
    counts: pl.DataFrame

    @property
    def judgements(self) -> pl.DataFrame:
        """Rows of stat_judgement."""
        return told_in_full(self.judged)

    @property
    def tests(self) -> pl.DataFrame:
        """Rows of stat_tests."""
        return tests_of(self.counts)


def assess(
    rows: pl.DataFrame, targets: pl.DataFrame, periods: pl.DataFrame, months: pl.DataFrame,
    beside: pl.DataFrame | None = None, teaching: pl.DataFrame | None = None, since: int | None = None,
) -> Assessed:  # fmt: skip
    """Judge every row at once; or those from a quarter on, all before being what they look back on.

    rows: one per plan, indicator, quarter, region_code, department_code ('*' = all), with numerator, denominator, value,
    n_rows, origin, blank, unit, direction, series, least_denominator, margin, family, peer_group, shares_target.
    periods: plan, quarter, period_end, is_over, quarter_index (consecutive integers). months: see evidence.add_change.
    beside: plan, quarter, family, peer_p, p_named of rows judged elsewhere, which belong to the same families of tests.
    teaching: as rows, of series judged elsewhere, from which it is learned how far forecasts miss.
    since: the quarter_index from which on verdicts are asked for; each comes out as if all were.
    Sources: rulings.md (Targets and plans, Verdicts), statistics.md.
    """
    held = [told_apart(rows)]  # nobody holds on to what is used up, if the caller does not
    del rows
    months, beside = told_apart(months), None if beside is None else told_apart(beside)
    in_order, read = _numbered(held, periods, teaching)
    stood, too_small = _split(_stood(in_order, targets, periods))
    first = None if since is None else since - LOOKED_BACK
    with ThreadPoolExecutor(1) as pool:  # of peers, change and forecast none asks for what another finds
        changed = pool.submit(_changed, stood, months, first)  # before all: it lays out most, and nothing is found yet
        asked = pool.submit(evidence.add_peers, _from(stood, first), beside)
        without = pool.submit(_without_evidence, _from(too_small, since))
        seen = [_from(evidence.add_forecast(stood, too_small, read, first), first), changed.result()]
        compared, groups = asked.result()
    found = [column for part in seen for column in part.select(pl.exclude(stood.columns)).get_columns()]
    signalled = compared.with_columns(found).with_columns(D=_fitness().cast(compared.schema["T"]))
    decided = _look_back(decide(_count_short(signalled)), "word", "lagging", "n_lagging_of_three")
    finished = _finish(_name(_from(decided, since), beside))
    weighed = finished.select(COLUMNS)
    judged = pl.concat([weighed, without.result().select(weighed.columns)], how="vertical_relaxed")
    return Assessed(judged, _of_quarters(told_in_full(groups), periods, since), told_in_full(counts_of(finished)))


def _from(rows: pl.DataFrame, since: int | None) -> pl.DataFrame:
    return rows if since is None else rows.filter(pl.col("quarter_index") >= since)


def _of_quarters(groups: pl.DataFrame, periods: pl.DataFrame, since: int | None) -> pl.DataFrame:
    return groups if since is None else groups.join(_from(periods, since), on=["plan", "quarter"], how="semi")


def _changed(rows: pl.DataFrame, months: pl.DataFrame, since: int | None) -> pl.DataFrame:
    """Change and assurance of all rows, and how often of late it was for the worse."""
    return _from(_look_back(evidence.add_change(rows, months), "V", "V3", "n_worse_of_three"), since)


def _numbered(
    held: list[pl.DataFrame], periods: pl.DataFrame, teaching: pl.DataFrame | None
) -> tuple[list[pl.DataFrame], pl.DataFrame | None]:
    """Rows to be judged and rows that teach, their series counted together in the order of their names."""
    when = told_apart(periods)
    if teaching is None:
        return [numbered(_in_time(held.pop(), when), KEY)], None
    parts = [held.pop().with_columns(is_judged=True), told_apart(teaching).with_columns(is_judged=False)]
    every = numbered(_in_time(pl.concat(parts, how="diagonal"), when), KEY)
    mine = pl.col("is_judged")
    return [every.filter(mine).drop("is_judged")], with_interval(every.filter(~mine))


def _stood(held: list[pl.DataFrame], targets: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    return _with_pace(stand(with_interval(_pool(held.pop())), targets, periods)).drop(USED_UP)


def _in_time(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Rows of the plans' quarters with what is said of those. A join of all columns would move every one of them."""
    when = ["plan", "quarter"]
    told = rows.select(when).join(periods, on=when, how="left", maintain_order="left").drop(when)
    found = rows.with_columns(told.get_columns())
    return found.filter(pl.col("quarter_index").is_not_null()) if told["quarter_index"].null_count() else found


def _split(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Units that have, or had once, enough cases to be weighed; and those that never had. A column goes once it is parted."""
    enough, columns = rows["is_ever_enough"], rows.get_columns()[::-1]
    del rows
    of_enough, of_rest = [], []
    while columns:
        column = columns.pop()
        of_enough.append(column.filter(enough))
        of_rest.append(column.filter(~enough))
    return pl.DataFrame(of_enough), pl.DataFrame(of_rest)


def _without_evidence(rows: pl.DataFrame) -> pl.DataFrame:
    """Units that never have enough cases, not even over four quarters: no test can be made, so none is tried.

    Half of all offices are of this kind (a county's department with two licences a quarter).
    """
    made = {"code", "rule_number", "word", "signals", "change_mark", "assurance_mark", "change_code", "change_units"}
    absent = {name: kind for name, kind in SCHEMA.items() if name not in rows.columns and name not in made}
    bare = rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in absent.items()).with_columns(
        n_worse_of_three=pl.lit(0, pl.Int32),
        n_lagging_of_three=pl.lit(0, pl.Int32),
        is_shared=pl.lit(False),
        D=pl.when(pl.col("value").is_null()).then(pl.lit("D1")).when(pl.col("T") != "T0").then(pl.lit("DN")),
        **{signal: pl.lit(None, pl.String) for signal in "PVAF"},
    )
    told = _finish(decide(bare))
    had_one = pl.col("previous_value").is_not_null()
    return told.with_columns(is_nameable=pl.lit(False), previous_word=pl.when(had_one).then("word"))


def _pool(rows: pl.DataFrame) -> pl.DataFrame:
    """Where one quarter of a flow is too few, four are judged together (rulings 4); the quarter's own figures stay."""
    four = [of_four(c).over(SERIES).alias(f"{c}_of_four") for c in ("numerator", "denominator")]
    rate = (pl.col("unit") == "percent") & pl.col("denominator").is_not_null()
    few = pl.col("denominator") < pl.col("least_denominator")
    helps = rate & (pl.col("series") == "flow") & few & (pl.col("denominator_of_four") >= pl.col("least_denominator"))
    helps = helps.fill_null(False)
    return rows.with_columns(four).with_columns(
        judged_x=pl.when(helps).then("numerator_of_four").when(rate).then("numerator"),
        judged_n=pl.when(helps).then("denominator_of_four").when(rate).then("denominator"),
        n_pooled=pl.when(helps).then(POOLED_QUARTERS).otherwise(1).cast(pl.Int32),
        is_ever_enough=ever_enough(pl.col("denominator_of_four"), rate).over(SERIES),
    )


def _fitness() -> pl.Expr:
    """D1 not reported; DN too few cases and no series to make up for it (or fewer than ten); null where it can be weighed."""
    few = pl.col("is_few") & (pl.col("V").is_null() | (pl.col("judged_n") < LEAST_TO_BLAME)) & (pl.col("T") != "T0")
    return pl.when(pl.col("value").is_null()).then(pl.lit("D1")).when(few).then(pl.lit("DN"))


def _with_pace(rows: pl.DataFrame) -> pl.DataFrame:
    """The value a quarter ago, and points (or units) a year since four quarters ago.

    Found by quarter number, not by row order: a missing quarter stays missing and is never closed up.
    """
    return rows.with_columns(
        previous_value=ago(rows, "value", 1), pace_achieved=rows["value"] - ago(rows, "value", POOLED_QUARTERS)
    )


def _look_back(rows: pl.DataFrame, column: str, value: str, name: str) -> pl.DataFrame:
    """Add previous_<column>, a quarter ago, and as `name` how often the column held the value in this and the two before."""
    before, earlier = ago(rows, column, 1), ago(rows, column, 2)
    held = [(past == value).fill_null(False).cast(pl.Int32) for past in (rows[column], before, earlier)]
    return rows.with_columns(before.alias(f"previous_{column}"), sum(held[1:], held[0]).alias(name))


def _name(rows: pl.DataFrame, beside: pl.DataFrame | None) -> pl.DataFrame:
    """Who may be named: 滞后 in two of three quarters, on 30 cases or more, and beyond chance after BH over the family.

    The chance of being this bad: against the peers where there are any, else against the bar itself.
    """
    p = pl.coalesce("p_bad", pl.when(pl.col("peer_p").is_null()).then(pl.col("p_level")))
    rows = with_q(
        rows.with_columns(p_level=_p_against_the_bar(rows)).with_columns(p_named=p), FAMILY, p="p_named", name="q_named",
        beside=beside,
    )  # fmt: skip
    enough = (pl.col("judged_n") >= LEAST_TO_NAME).fill_null(False)
    beyond_chance = (pl.col("q_named") <= Q_TO_NAME).fill_null(False)
    # The jurisdiction as a whole may lag behind its target; it is nobody's lag, and there is nobody to name.
    is_somebody = (pl.col("family") != "region") | pl.col("peer_group").is_not_null()
    lags = (pl.col("word") == "lagging").fill_null(False) & is_somebody
    return rows.with_columns(is_nameable=lags & (pl.col("n_lagging_of_three") >= 2) & enough & beyond_chance)


def _p_against_the_bar(rows: pl.DataFrame) -> pl.Series:
    """One-sided score test of a rate against its milestone (Wilson 1927, the test the Wilson interval inverts)."""
    x, n, bar = (rows[c].cast(pl.Float64).to_numpy() for c in ("judged_x", "judged_n", "milestone"))
    at_most = ((rows["comparator"] == "<=") | ((rows["comparator"] == "=") & (rows["direction"] == "down"))).fill_null(
        False
    )
    inside = np.clip(np.nan_to_num(bar, nan=0.5), 1e-9, 1 - 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x / n - inside) / np.sqrt(inside * (1 - inside) / n)
    p = ndtr(np.where(at_most.to_numpy(), -z, z))
    return pl.Series("p_level", np.where(np.isfinite(bar) & (n > 0), p, np.nan)).fill_nan(None)


def _count_short(rows: pl.DataFrame) -> pl.DataFrame:
    """How many units of the same kind surely fall short: what nearly all miss is a matter of policy, nobody's lag.

    Where there is a peer test that decides; where there are too few for one, three units of which two thirds fall short
    are enough to call it shared.
    """
    kind = ["plan", "indicator", "quarter", "family", pl.coalesce("peer_group", "family")]
    has_target = pl.col("T").is_in(["T1", "T2", "T3", "T4"]).fill_null(False)
    short, units = ((c.cast(pl.Int32).sum().over(kind)) for c in ((pl.col("T") == "T4").fill_null(False), has_target))
    counted = rows.with_columns(n_short=short, n_held_to_it=units)
    enough = pl.col("n_held_to_it") >= LEAST_TO_SHARE
    return counted.with_columns(is_shared=enough & (pl.col("n_short") >= SHARED * pl.col("n_held_to_it")))


def _finish(rows: pl.DataFrame) -> pl.DataFrame:
    """Signals in one text, marks in words, what would change the verdict, and which blank it is."""
    said, texts = [pl.when(pl.col(s).is_not_null()).then(pl.col(s)) for s in SIGNALS], rows.schema["T"]
    told = rows.with_columns(
        reasons=pl.when(pl.col("code") == "NOT_ASSESSABLE").then(pl.lit("TOO_FEW")).otherwise("reasons"),
        signals=pl.concat_str(said, separator=" ", ignore_nulls=True),
        change_mark=pl.col("V").replace_strict(evidence.MARKS, default=None, return_dtype=pl.String),
        assurance_mark=pl.col("A").replace_strict(evidence.ASSURED, default=None, return_dtype=pl.String),
        blank=pl.when(pl.col("value").is_null()).then(pl.coalesce("blank", pl.lit("not_returned"))),
    ).cast(dict.fromkeys(("signals", "change_mark", "assurance_mark"), texts))
    return add_change_wanted(told, texts)


COLUMNS = [
    "plan", "indicator", "quarter", "period_end", "region_code", "department_code", "family",
    "numerator", "denominator", "value", "low", "high", "n_rows", "origin", "judged_x", "judged_n", "n_pooled",
    "target", "target_on", "comparator", "target_kind", "floor", "expected", "milestone", "pace_required", "pace_achieved",
    "gap", "gap_units", "previous_value", "previous_word", "code", "rule_number", "word", "reasons", "signals",
    "n_worse_of_three", "n_lagging_of_three", "is_nameable", "p_named", "q_named",
    "peer_group", "n_peers", "peer_centre", "peer_low", "peer_high", "peer_low998", "peer_high998", "peer_z", "peer_p", "peer_q",
    "n_short", "n_held_to_it", "change_mark", "chart", "n_points", "process_centre", "process_low", "process_high", "process_rules",
    "assurance_mark", "p_met", "p_met_worse", "forecast", "forecast_low80", "forecast_high80", "forecast_low95",
    "forecast_high95", "no_series", "no_forecast", "change_code", "change_units", "blank",
]  # fmt: skip
TEXTS = (
    "code", "word", "previous_word", "signals", "change_mark", "chart", "process_rules", "assurance_mark", "no_series",
    "no_forecast", "change_code",
)  # fmt: skip
WHOLE = ("rule_number", "n_worse_of_three", "n_lagging_of_three", "n_peers", "n_points")
SCHEMA = {
    name: pl.String
    if name in TEXTS
    else pl.Int32
    if name in WHOLE
    else pl.Boolean
    if name == "is_nameable"
    else pl.Float64
    for name in COLUMNS
}
