"""One number: the verdict's chance, the bench's and the one looked back at are the same."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from metrics import prospect, track_record
from metrics.assess import assess
from tests.benchmarks import provinces

KEY = ["indicator", "region_code", "department_code", "family"]
LAST, DUE = "2020Q3", date(2020, 12, 31)


@pytest.fixture(scope="module")
def judged():
    """Two indicators in twelve counties, judged to 2020Q3 against targets of 2019 and 2020."""
    kind = provinces.Province(n=40, apart=0.02, counties=12, indicators=2, history=19, judged=19)
    made = provinces.invent(np.random.default_rng(4), kind, 1)
    indicators = made.series.select("plan", "indicator").unique(maintain_order=True)
    once = provinces.targets(indicators)
    due = pl.concat([once.with_columns(target_on=pl.lit(day)) for day in (date(2019, 12, 31), DUE)])
    told = assess(made.rows(0, 19), due, provinces.calendar(indicators.select("plan").unique(), 19), made.months())
    return told.judgements


def as_bench(judged):
    """As queries/results/outlook_rows.sql hands them over."""
    peers = pl.concat_str("plan", "indicator", "family", "peer_group", separator="|")
    return judged.filter(pl.col("value").is_not_null()).select(
        *KEY, "quarter", "value", "numerator", "denominator", unit=pl.lit("percent"), series=pl.lit("flow"),
        direction=pl.lit("up"), peers=peers,
    )  # fmt: skip


def test_the_chance_of_the_verdict_is_that_of_the_bench(judged):
    looked = prospect.look_ahead(as_bench(judged), ["2020Q4"])
    now = judged.filter((pl.col("quarter") == LAST) & pl.col("p_met").is_not_null()).select(
        *KEY, "target", "p_met", "p_met_worse"
    )
    both = prospect.chance(looked, provinces.BAR).join(now, on=KEY)
    assert both.height >= 10 and both["spread"].is_not_null().all()
    assert both["p_met"].to_numpy() == pytest.approx(both["p_met_right"].to_numpy(), abs=1e-12)
    assert both["p_met_worse"].to_numpy() == pytest.approx(both["p_met_worse_right"].to_numpy(), abs=1e-12)


def test_what_is_looked_back_at_is_what_the_verdict_said_then(judged):
    due = judged.filter((pl.col("quarter") == "2019Q4") & pl.col("value").is_not_null()).select(
        "plan", *KEY, "quarter", target_on=pl.lit(date(2019, 12, 31)), target=pl.lit(provinces.BAR), comparator=pl.lit(">="),
        direction=pl.lit("up"), came="value",
    )  # fmt: skip
    back = track_record.look_back(as_bench(judged), due).filter(pl.col("p_met").is_not_null())
    then = judged.select(*KEY, "target_on", said_in="quarter", said="p_met")
    both = back.join(then, on=[*KEY, "target_on", "said_in"])
    assert both.height >= 10 and both["p_met"].to_numpy() == pytest.approx(both["said"].to_numpy(), abs=1e-12)
