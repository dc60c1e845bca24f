"""The signals of a verdict that need more than one figure: peers (P), change (V), assurance (A) and forecast (F).

Each is computed once, by the method of statistics.md 2 to 3, for every plan, indicator, quarter and unit at once.
"""

from __future__ import annotations

import polars as pl

from metrics import compare, control, forecast, trend
from metrics.history import read_history
from metrics.multiplicity import with_q
from metrics.placing import MOMENT, SERIES, beside, code, laid

KEY = ["plan", "indicator", "region_code", "department_code"]
MARKS = {"V1": "improving", "V2": "steady", "V3": "worsening"}
ASSURED = {"A1": "pass", "A2": "hit_and_miss", "A3": "fail"}
RULES = ("outside", "shift", "trend", "two_of_three")
HITS = pl.Series([",".join(r for nth, r in enumerate(RULES) if number >> nth & 1) for number in range(2 ** len(RULES))])
CHANGED = [
    "V", "A", "chart", "n_points", "process_centre", "process_low", "process_high", "process_rules", "no_series",
]  # fmt: skip

FORESEEN = {
    "F": "signal", "no_forecast": "forecast_reason", "p_met": "p_met", "p_met_worse": "p_worse", "forecast": "mean",
    "forecast_low80": "low80", "forecast_high80": "high80", "forecast_low95": "low95", "forecast_high95": "high95",
    "stands_alone": "stands_alone",
}  # fmt: skip
UNSEEN = {
    **{name: pl.String if name in ("F", "no_forecast") else pl.Float64 for name in FORESEEN}, "stands_alone": pl.Boolean,
}  # fmt: skip


def add_change(rows: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """Add V, A, the process limits behind them and is_by_month (how it is charted), as known at each quarter's end.

    rows: output of standing.stand. months: indicator, region_code, department_code, quarter, month_index, value,
    denominator of the indicators kept by month; others are charted by quarter. A flow is charted as it is, a stock by
    its net change, and what counts anew each year not at all: its points are no repeats of one process.
    """
    texts = rows.schema["direction"]  # held as the rows hold theirs, here and below
    found = beside(rows, _charted(rows, months).cast({pl.String: texts}))
    of_stock = pl.when(pl.col("series") == "stock").then(_assurance_of_a_stock()).otherwise("A")
    return found.with_columns(A=of_stock, V=_material_change()).cast({"A": texts, "V": texts})


def _charted(rows: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    """What the chart of each series says at the end of each quarter: MOMENT, the columns CHANGED and is_by_month."""
    flow, stock = pl.col("series") == "flow", pl.col("series") == "stock"
    bar = pl.when(pl.col("is_past_deadline")).then("bar").otherwise(pl.coalesce("milestone", "bar"))
    # Before its date a target without a line demands nothing yet, so nothing can fail it.
    demanded = pl.when(pl.col("is_past_deadline") | pl.col("expected").is_not_null()).then(bar)
    asked = rows.lazy().filter(flow & pl.col("value").is_not_null() | stock)
    known: list[str | pl.Expr] = [MOMENT, SERIES, "unit", "direction", "series", demanded.alias("target")]
    # Few series have months: which, is asked by series, as texts of every quarter would be moved for it.
    series = rows.select(SERIES, *MONTHLY[:3]).unique(SERIES)
    kept = series.join(months.select(MONTHLY[:3]).unique(), on=MONTHLY[:3], how="semi")[SERIES]
    by_month = asked.filter(pl.col(SERIES).is_in(kept.implode())).select(*known, *MONTHLY).collect()
    by_month = by_month.join(months, on=MONTHLY, how="inner").drop(MONTHLY)
    has_months = pl.col(SERIES).is_in(by_month[SERIES].unique().implode())
    by_quarter = asked.filter(~has_months).select(*known, "quarter_index", "value", "denominator").collect()
    of_months, of_quarters = (
        _seen(points.with_columns(period_index=pl.col(index).cast(pl.Int64))).with_columns(
            is_by_month=pl.lit(is_by_month)
        )
        for points, index, is_by_month in ((by_month, "month_index", True), (by_quarter, "quarter_index", False))
    )
    # the last month of each quarter
    of_months = of_months.sort(MOMENT, "period_index").unique(MOMENT, keep="last", maintain_order=True)
    return pl.concat([of_months, of_quarters]).select(MOMENT, *CHANGED, "is_by_month")


def _seen(rows: pl.DataFrame) -> pl.DataFrame:
    """The chart of every series, each point judged by the data up to its own period."""
    wanted = [SERIES, "period_index", "value", "denominator", "unit", "direction", "target"]
    of_stocks = pl.col("series") == "stock"
    flows = rows.filter(~of_stocks).select(wanted)
    stocks = trend.net_change(rows.filter(of_stocks).select(wanted), [SERIES])
    # A net change has no rate's bounds and no target of its own.
    stocks = stocks.with_columns(
        unit=pl.lit("points"), denominator=pl.lit(None, pl.Float64), target=pl.lit(None, pl.Float64)
    )
    charted = pl.concat(
        [
            control.as_seen(flows, [SERIES], is_drawn=False),
            control.as_seen(stocks, [SERIES], control.OF_CHANGES, is_drawn=False).drop("one_case"),
        ],
        how="vertical_relaxed",
    )
    which = sum((pl.col(f"rule_{r}").fill_null(0) != 0).cast(pl.UInt32) * 2**nth for nth, r in enumerate(RULES))
    hit = charted.select(pl.lit(0, pl.UInt32) + which).to_series()  # few ways of hitting rules, and each is named once
    named = charted.select(
        V="variation", A="assurance", chart="chart", n_points="n_points", no_series="series_reason",
        process_centre="centre", process_low="lower", process_high="upper",
        process_rules=HITS.gather(hit),
    )  # fmt: skip
    moments = pl.concat([rows.filter(~of_stocks), rows.filter(of_stocks)]).select(MOMENT, "period_index")
    return moments.hstack(named)


def _material_change() -> pl.Expr:
    """V as charted, unless it comes to no more than the card's margin (one case at least): 138 of 139 is not worsening.

    A flow is held against the centre of its chart. A stock that grows more slowly as it nears its ceiling is not worsening
    either: its level itself has to move that way, so it is held against its level a quarter ago.
    """
    before = pl.when(pl.col("series") == "stock").then("previous_value").otherwise("process_centre")
    cases = (pl.col("value") - before) * pl.coalesce("judged_n", pl.lit(1.0))
    gained = pl.when(pl.col("direction") == "down").then(-cases).otherwise(cases)
    least = pl.when(pl.col("judged_n").is_not_null()).then(pl.max_horizontal(pl.lit(1.0), "margin")).otherwise(0.0)
    slight = (pl.col("V") == "V3") & (gained >= -least) | (pl.col("V") == "V1") & (gained <= least)
    return pl.when(slight.fill_null(False)).then(pl.lit("V2")).otherwise("V")


def _assurance_of_a_stock() -> pl.Expr:
    """By level and pace (rulings.md, Verdicts): met surely, or short and not moving fast enough, or in between."""
    too_slow = pl.col("pace_required").abs() > pl.col("pace_achieved").fill_null(0.0).abs()
    wrong_way = pl.col("pace_required") * pl.col("pace_achieved").fill_null(0.0) < 0
    never = pl.col("is_past_deadline") | too_slow | wrong_way
    return (
        pl.when(pl.col("T") == "T1")
        .then(pl.lit("A1"))
        .when((pl.col("T") == "T4") & never.fill_null(False))
        .then(pl.lit("A3"))
        .when(pl.col("T").is_in(["T2", "T3", "T4"]))
        .then(pl.lit("A2"))
    )


def add_forecast(
    rows: pl.DataFrame,
    small: pl.DataFrame | None = None,
    teaching: pl.DataFrame | None = None,
    since: int | None = None,
) -> pl.DataFrame:
    """Add F and the chance of meeting the target by its date, as known at each quarter's end.

    small: units that never have enough cases to be judged; together they tell where their peers are heading all the same.
    teaching: units judged elsewhere that tell how far forecasts miss. since: the quarter_index from which on it is asked.
    Where no probability can be stated (too few periods, too far ahead) the straight line stands in for it: who is on it is
    on course. What counts anew each year is judged by that line alone.
    """
    goes_on = pl.col("series") != "year_to_date"
    known = goes_on & pl.col("value").is_not_null()
    # As the outlooks of the bench: no small offices, widths from each figure once (queries/results/outlook_rows.sql).
    teaches = (pl.col("family") != "office") & (pl.col("plan") == pl.col("plan").min().over("figure_id"))
    due = pl.col("target_on")
    ahead = pl.col("T").is_in(["T1", "T2", "T3", "T4"]) & ~pl.col("is_past_deadline") & ~pl.col("is_over")
    is_asked = pl.lit(True) if since is None else pl.col("quarter_index") >= since
    aims = rows.lazy().filter(goes_on & is_asked & ahead & pl.col("target").is_not_null() & due.is_not_null()).select(
        MOMENT, SERIES, "indicator", "target", "comparator", "direction", as_of_index="quarter_index",
        deadline_index=(due.dt.year() * 4 + due.dt.quarter() - 1).cast(pl.Int32),
    ).collect()  # fmt: skip
    # An office's figures tell of itself and its peers only: most are of indicators that aim at nothing, and are not read.
    is_read = known & ((pl.col("family") != "office") | pl.col("indicator").is_in(aims["indicator"].unique().implode()))
    points = [
        part.lazy()
        .filter(is_read)
        .select(*KEY, SERIES, "family", "peer_group", "value", "denominator", "unit", period_index="quarter_index")
        .collect()
        for part in (rows, None if small is None else small.filter(pl.col("family") != "office"), teaching)
        if part is not None
    ]
    history = pl.concat(points)
    peers = code(history, ["plan", "indicator", "family", "peer_group"])  # the group a series is looked ahead among
    history = history.with_columns(peers=peers, figure_id=code(history, KEY[1:])).with_columns(teaches=teaches)
    aims = aims.drop("indicator")
    if history.is_empty() or aims.is_empty():
        found = rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in UNSEEN.items())
    else:
        looked = forecast.outlook(read_history(history, [SERIES]), aims)
        told = looked.select(MOMENT, **{n: pl.col(given) for n, given in FORESEEN.items()})
        found = beside(rows, told.cast({pl.String: rows.schema["direction"]}))
    on_line = pl.col("F").is_null() & (pl.col("reasons") == "ON_PACE")
    return found.with_columns(F=pl.when(on_line).then(pl.lit("F1")).otherwise("F"))


MONTHLY = ["indicator", "region_code", "department_code", "quarter"]
GROUP = ["plan", "indicator", "quarter", "family", "peer_group"]
FAMILY = ["plan", "quarter", "family"]
BY_PEERS = {
    "n_peers": "n_units", "peer_centre": "centre", "peer_low": "low95", "peer_high": "high95", "peer_low998": "low998",
    "peer_high998": "high998", "peer_z": "z_adjusted", "peer_p": "p", "peer_q": "q",
}  # fmt: skip


def add_peers(rows: pl.DataFrame, beside: pl.DataFrame | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add P and the numbers behind it; and give one row per peer group for the picture (columns of stat_peer_group).

    rows: also peer_group (null: there is nobody to compare with), judged_x, judged_n. Peers are units of one kind on one
    level, or one department type in several regions (rulings 2); BH runs over the family of the quarter. beside: columns
    of FAMILY and peer_p of rows compared elsewhere, which count in their family too.
    """
    testable = (
        pl.col("peer_group").is_not_null() & (pl.col("unit") == "percent") & pl.col("judged_n").is_not_null()
        & pl.col("value").is_not_null() & (pl.col("direction") != "none")
    )  # fmt: skip
    is_asked = rows.select(testable.fill_null(False)).to_series()
    asked = rows.select(*GROUP, "direction", numerator="judged_x", denominator="judged_n").filter(is_asked)
    asked = asked.with_columns(group_id=code(asked, GROUP), family_id=code(asked, FAMILY))
    weighed = compare.compare_with_peers(asked, ["group_id"])
    if beside is None:
        compared = compare.signal(with_q(weighed, ["family_id"]))
    else:
        compared = compare.signal(with_q(weighed, FAMILY, beside=beside.rename({"peer_p": "p"})))
    signal = pl.when(pl.col("peer_signal") != "S1").then("peer_signal").cast(rows.schema["direction"])
    numbers = compared.select("p_bad", P=signal, **{name: pl.col(given) for name, given in BY_PEERS.items()})
    compared = compared.select(
        *GROUP, "group_id", "peer_state", "n_units", "centre", "phi", "tau2", "n_outside", "n_outside_adjusted"
    )
    tested = compared.filter(pl.col("peer_state") == "tested")
    first = {
        n: pl.col(n).drop_nulls().first()
        for n in ("n_units", "centre", "phi", "tau2", "n_outside", "n_outside_adjusted")
    }
    rest = compared.join(tested.select("group_id").unique(), on="group_id", how="anti", maintain_order="left")
    groups = pl.concat([tested, rest]).group_by("group_id", maintain_order=True).agg(
        *(pl.col(name).first() for name in GROUP), n_units=first["n_units"], centre=first["centre"], phi=first["phi"], tau2=first["tau2"],
        n_outside=first["n_outside"].cast(pl.Float64), n_outside_adjusted=first["n_outside_adjusted"].cast(pl.Float64),
        state=pl.col("peer_state").first(),
    ).drop("group_id")  # fmt: skip
    return rows.with_columns(laid(numbers, is_asked).get_columns()), groups
