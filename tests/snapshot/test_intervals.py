"""The interval beside a rolled-up row is that row's own."""

from metrics.rates import wilson
from tests.snapshot.conftest import decisions


def test_every_interval_stands_beside_its_own_counts(source, ask):
    for i, (good, bad, region) in enumerate([(30, 3, "360111"), (7, 9, "360121"), (50, 0, "360402"), (0, 4, "360729")]):
        source.send(
            "decisions",
            f"{i}.csv",
            decisions(good, bad, region=region, start=1000 * i),
            "housing_construction",
            "2026-10-08",
        )
    counts = (
        "select numerator as x, denominator as n, low, high from {} where indicator = 'M13-1-L' and denominator > 0"
    )
    rows = ask(f"{counts.format('agg_rollup')} union all {counts.format('stat_judgement')}", source)
    low, high = wilson([r["x"] for r in rows], [r["n"] for r in rows])
    assert len(rows) > 20
    assert [(r["low"], r["high"]) for r in rows] == list(zip(low, high, strict=True))
