"""Series long enough to look ahead from, beside every kind that is not: what the page `targets` is tested on.

M04-1 is sound in a province, two cities, three counties, two departments. Each other indicator has one trouble (TROUBLED).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from data.snapshot.load import insert
from metrics import prospect
from tests import tiny

ROOT = "360000"
PLACES = {ROOT: 9000, "360100": 4000, "360700": 3000, "360102": 900, "360121": 400, "360703": 60}
DEPARTMENTS = {"housing_construction": 1466, "market_regulation": 5000}
QUARTERS = [f"{2020 + k // 4}Q{k % 4 + 1}" for k in range(27)]  # to 2026Q3
TROUBLED = {
    "M90-1": "few", "M90-2": "constant", "M90-3": "year_to_date", "M90-4": "no_direction", "M90-5": "none", "M90-6": "down", "M90-7": "count",
}  # fmt: skip


def publish(home: Path) -> str:
    """The tiny snapshot with outlooks in it, a track record, and a target kept a year ago."""
    name = tiny.publish_tiny(home)
    with duckdb.connect(str(home / "snapshots" / f"{name}.duckdb")) as con:
        con.execute("begin;" + "".join(_cards()) + "".join(_record()) + "commit;")
        insert(con, "stat_outlook", outlooks())
    return name


def outlooks() -> pl.DataFrame:
    """The rows of stat_outlook as the build makes them from the series below."""
    return prospect.look_ahead(series(), [f"{year}Q4" for year in (2026, 2027, 2028)])


def series() -> pl.DataFrame:
    """Sound and troubled series, as queries/results/outlook_rows.sql hands them over."""
    units = [(p, "*", "region", n) for p, n in PLACES.items()]
    units += [(ROOT, d, "department", n) for d, n in DEPARTMENTS.items()]
    rows = [_row("M04-1", unit, k, "percent", "flow", "up") for unit in units for k in range(len(QUARTERS))]
    whole = units[0]
    rows += [_row("M90-1", whole, k, "percent", "flow", "up") for k in range(22, 27)]
    rows += [{**_row("M90-2", whole, k, "percent", "flow", "up"), "numerator": 9000.0, "value": 1.0} for k in range(27)]
    rows += [_row("M90-3", whole, k, "percent", "year_to_date", "up") for k in range(27)]
    rows += [_row("M90-4", whole, k, "percent", "flow", "none") for k in range(27)]
    rows += [_row("M90-6", unit, k, "percent", "flow", "down") for unit in units[:3] for k in range(27)]
    counts = [_row("M90-7", unit, k, "count", "flow", "up") for unit in units[:3] for k in range(27)]
    rows += [{**row, "value": 100.0 * row["value"], "numerator": None, "denominator": None} for row in counts]
    return pl.DataFrame(rows, infer_schema_length=None)


def _row(
    indicator: str, unit: tuple[str, str, str, int], k: int, kind: str, runs: str, direction: str
) -> dict[str, object]:
    """A slow rise with a little unrest, lower in the smaller places."""
    region, department, family, n = unit
    rate = 0.86 + 0.004 * k + 0.006 * ((k * 7 + n) % 5 - 2) - 0.00001 * (4000 - min(n, 4000))
    rate = min(rate, 0.985) if direction != "down" else 1 - min(rate, 0.985)
    x = round(rate * n)
    return {
        "indicator": indicator, "region_code": region, "department_code": department, "family": family, "quarter": QUARTERS[k],
        "value": x / n, "numerator": float(x), "denominator": float(n), "unit": kind, "series": runs, "direction": direction,
    }  # fmt: skip


def _cards() -> Iterator[str]:
    for position, (code, trouble) in enumerate(TROUBLED.items()):
        more = {"direction": {"no_direction": "none", "down": "down"}.get(trouble, "up")}
        unit = "count" if trouble == "count" else "percent"
        yield tiny._indicator(code, f"指标{code[-1]}", f"Indicator {code[-1]}", 900 + position, unit=unit, **more)


def _record() -> Iterator[str]:
    """Of 20 targets said 80-100 % half were met; of all indicators the words held."""
    low = {"brier": 0.12, "brier_worse": 0.14, "brier_last_value": 0.3, "brier_straight_line": 0.28}
    for indicator, met in (("M04-1", 10), ("*", 190)):
        n = 20 if met == 10 else 210
        base = {"indicator": indicator, "quarters_before": 4, "n": n, "n_met": met, "mean_p": 0.9, "share_met": met / n}
        between = {"met_low": met / n - 0.06, "met_high": min(1.0, met / n + 0.06)}
        yield tiny._row("stat_target_calibration", **base, **between, **{"class": "80-100"})
        yield tiny._row("stat_target_calibration", **base, **between, **{"class": "*"}, **low)
    for on, target, came in (("2025-12-31", 0.93, 0.94), ("2024-12-31", 0.92, 0.90)):
        yield tiny._row(
            "ref_target",
            plan="jiangxi-2020",
            indicator="M04-1",
            target_on=on,
            comparator=">=",
            value=target,
            kind="reach",
            clause="(一)",
            is_demo=True,
        )
        yield tiny._row("stat_target_history", plan="jiangxi-2020", indicator="M04-1", region_code=ROOT, department_code="*", family="region",
                        target_on=on, target=target, comparator=">=", quarters_before=4, said_in="2024Q4", value_then=0.9, p_met=0.71,
                        p_met_worse=0.6, last_value=0, straight_line=1, came=came, is_met=came >= target)  # fmt: skip
