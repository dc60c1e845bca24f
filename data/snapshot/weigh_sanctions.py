"""What a build computes of listings and measures: days of steps, curves to compliance, ending, re-offence, and what a measure did."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

import queries
from data.snapshot.head import head_of
from data.snapshot.load import insert
from data.snapshot.mart import written
from data.snapshot.steps import Run, Steps
from metrics import before_after, effect, interrupted, measured_pairs, recurrence, step_days, survival
from metrics.claim import COLUMNS

HERE = {"region_code": pl.String, "quarter": pl.String}


def weigh_sanctions(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    """Fill stat_step_days, stat_survival, its summary, stat_effect, stat_balance and agg_effect_course from the marts."""
    steps.make(con, "stat_step_days", _days)
    steps.make_together(con, "survival", lambda con: _survive(con, steps))
    for name in ("effect_listings", "effect_measures", "effect_records", "effect_months"):
        sql = queries.read(name)
        if head_of(sql).by:
            steps.make_by(con, name, head_of(sql), sql, _laid_out(name))
        else:
            steps.make_together(con, name, _laid_out(name))
    steps.make(con, "effect_design", _weigh_designs)
    steps.make(con, "stat_effect", _weigh_effect)


def _days(con: duckdb.DuckDBPyConnection) -> int:
    days = step_days.medians(_rows(con, "step_rows"))
    return insert(con, "stat_step_days", days.join(_rows(con, "step_cells"), on="cell").drop("cell"))


def _survive(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    with steps.step("stat_survival") as step:
        told = survival.told(_rows(con, "survival_rows"))
        step.rows = insert(con, "stat_survival", told.curves)
    with steps.step("stat_survival_summary") as step:
        step.rows = insert(con, "stat_survival_summary", _with_returns(con, told.summary))


def _laid_out(name: str) -> Run:
    """What the effect is told from as a table: a quarter of fines that concern nobody compared leaves it as it was."""
    table = "effect_case" if name == "effect_listings" else name
    return lambda con: written(con, f"create or replace table {table} as {queries.read(name)}")


def _with_returns(con: duckdb.DuckDBPyConnection, summary: pl.DataFrame) -> pl.DataFrame:
    """Re-offence has two figures more: how often on average, and how often anybody looked."""
    counts = recurrence.mean_counts(_rows(con, "exit_rows"), _rows(con, "again_rows"), ["wider"])
    counts = counts.join(_rows(con, "exit_cells"), on="wider").select(*survival.BY, "mean_count_365", "mean_count_730")
    own = [c for c in summary.columns if c not in ("mean_count_365", "mean_count_730", "visits_a_year")]
    more = counts.join(_rows(con, "exposure_rows"), on=survival.BY, how="full", coalesce=True)
    return summary.select(own).join(more, on=survival.BY, how="left")


def _weigh_designs(con: duckdb.DuckDBPyConnection) -> int:
    """What needs no record beside the listings, jurisdiction by jurisdiction: a quarter of penalties leaves it as it was."""
    measures, months = (con.sql(f"select * from effect_{n}").pl() for n in ("measures", "months"))
    designs = [pl.DataFrame(schema={**COLUMNS, **HERE})]
    pairs = [pl.DataFrame(schema={**measured_pairs.PAIRS, **HERE})]
    for here, cases in _jurisdictions(con):
        found = {name: effect.weigh(part, measures, outcome=name) for name, part in cases.items()}
        told = [_drawn(found[name].effect, part) for name, part in cases.items()]
        series = months.filter(region_code=here["region_code"])
        if series.height:
            own = interrupted.weigh(series.drop("region_code", "rule"))
            told.append(own.with_columns(detail=_with("rule", f'"{series["rule"].item(0)}"')))
        designs.append(_placed(pl.concat(told), here))
        balance = [f.balance.with_columns(outcome=pl.lit(name)) for name, f in found.items()]
        insert(con, "stat_balance", _placed(pl.concat(balance), here))
        if "comply" in cases:
            pairs.append(_placed(measured_pairs.pairs(cases["comply"], measures), here))
    _keep(con, "effect_pair", pairs)
    return _keep(con, "effect_design", designs)


def _keep(con: duckdb.DuckDBPyConnection, table: str, frames: list[pl.DataFrame]) -> int:
    con.register("frames_found", pl.concat(frames).to_arrow())
    rows = written(con, f"create or replace table {table} as select * from frames_found")
    con.unregister("frames_found")
    return rows


def _weigh_effect(con: duckdb.DuckDBPyConnection) -> int:
    """Every jurisdiction by itself, the designs side by side, and one conclusion over them all."""
    records, designs = (con.sql(f"select * from effect_{n}").pl() for n in ("records", "design"))
    pairs = con.sql("select * from effect_pair order by region_code, quarter, measure_code, nth").pl()
    rows = 0
    for *keys, begun in con.sql(_BEGUN).fetchall():
        here = dict(zip(HERE, keys, strict=True))
        naive = before_after.weigh(pairs.filter(**here).drop(*here), records, begun)
        insert(con, "agg_effect_course", _placed(naive.course, here))
        told = pl.concat([designs.filter(**here).drop(*here), naive.effect])
        rows += insert(con, "stat_effect", _placed(effect.concluded(told), here))
    return rows


# Every jurisdiction, and the day of the first bad record there is of any entity compared in it.
_BEGUN = f"""
select {", ".join(HERE)}, min("on") filter (where outcome = 'comply')
from effect_case
left join effect_records using (entity_id)
group by all
order by all
"""


def _jurisdictions(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[dict[str, str], dict[str, pl.DataFrame]]]:
    """Each region and quarter with its cases by outcome."""
    compared = con.sql("from effect_case order by listing_id").pl()
    for keys, own in compared.group_by(*HERE, maintain_order=True):
        cases = {str(name): part for (name,), part in own.group_by("outcome", maintain_order=True)}
        yield dict(zip(HERE, map(str, keys), strict=True)), cases


def _placed(rows: pl.DataFrame, here: dict[str, str]) -> pl.DataFrame:
    return rows.with_columns(pl.lit(value).alias(name) for name, value in here.items())


def _drawn(rows: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Where only a part of the cases was compared, the design's detail says of how many."""
    whole = int(cases["drawn_from"].item(0))
    return rows if whole == cases.height else rows.with_columns(detail=_with("drawn_from", str(whole)))


def _with(name: str, value: str) -> pl.Expr:
    """The design's detail (JSON) with one thing more in front."""
    return pl.concat_str(pl.lit(f'{{"{name}": {value}, '), pl.col("detail").str.strip_prefix("{"))


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    return con.sql(queries.read(name)).pl()
