"""A unit among its peers: chance is not carried on, lasting distances are, and nothing is known before its time."""

import numpy as np
import polars as pl
import pytest
from scipy import stats

from metrics import among_peers
from metrics.among_peers import chance_above, peers_of
from metrics.forecast import fan, outlook
from metrics.history import read_history

UNITS, QUARTERS = 60, 31


def province(rng, n=8, apart=0.0, units=UNITS, name="county"):
    """Counts of units about 90 %, truly `apart` (SD on the arcsine scale), n cases a quarter; one group of peers."""
    theta = np.arcsin(np.sqrt(0.9)) + apart * rng.normal(size=(units, 1)) + 0.002 * np.arange(QUARTERS)
    x = rng.binomial(n, np.sin(np.clip(theta, 0, np.pi / 2)) ** 2)
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(units), QUARTERS),
            "period_index": np.tile(np.arange(QUARTERS), units),
            "value": (x / n).ravel(),
            "denominator": np.full(x.size, float(n)),
        }
    ).with_columns(unit=pl.lit("percent"), peers=pl.lit(name))


def aims(rows, target=0.95, as_of=QUARTERS - 1, ahead=4):
    return rows.select("series").unique(maintain_order=True).with_columns(
        as_of_index=as_of, deadline_index=as_of + ahead, target=target, comparator=pl.lit(">="), direction=pl.lit("up")
    )  # fmt: skip


@pytest.fixture(scope="module")
def alike():
    return province(np.random.default_rng(1))


def test_without_a_spread_it_is_the_binomial():
    for n, k, p in ((40, 38, 0.95), (6, 6, 0.9), (200, 150, 0.8), (5, 1, 0.3)):
        theta, bar = np.full(1, np.arcsin(np.sqrt(p))), np.array([(k - 0.5) / n])
        assert chance_above(theta, np.zeros(1), np.full(1, float(n)), bar) == pytest.approx(stats.binom.sf(k - 1, n, p))
    assert stats.binom.sf(37, 40, 0.95) == pytest.approx(0.677, abs=5e-4)


@pytest.mark.parametrize(
    ("n", "level", "spread"), [(6, 0.95, 0.05), (30, 0.9, 0.05), (400, 0.85, 0.03), (2000, 0.98, 0.02)]
)
def test_with_a_spread_it_is_what_simulation_gives(n, level, spread):
    rng = np.random.default_rng(2)
    theta = np.arcsin(np.sqrt(level))
    rate = np.sin(np.clip(theta + spread * rng.normal(size=50_000), 0, np.pi / 2)) ** 2
    came = rng.binomial(n, rate)
    for k in np.unique(np.quantile(came, (0.1, 0.3, 0.6, 0.9))).astype(int):
        said = chance_above(np.array([theta]), np.array([spread]), np.array([float(n)]), np.array([(k - 0.5) / n]))[0]
        assert said == pytest.approx((came >= k).mean(), abs=0.03)


def test_what_was_chance_is_not_carried_on_and_what_lasts_is():
    rng = np.random.default_rng(3)
    for n, apart, low, high in ((8, 0.0, 0.0, 0.15), (400, 0.08, 0.85, 1.3)):
        found = peers_of(read_history(province(rng, n, apart), ["series"])).foreseen(4)
        assert low <= found.slopes[QUARTERS - 1].sum() <= high
    assert found.spread[-1, 0] < 0.03


def test_units_that_are_truly_alike_are_told_much_the_same_chance(alike):
    together = outlook(read_history(alike, ["series"]), aims(alike))["p_met"]
    alone = outlook(read_history(alike.drop("peers"), ["series"]), aims(alike))["p_met"]
    assert together.std() < 0.05 < alone.std()
    assert together.mean() == pytest.approx(0.937**8, abs=0.1)  # eight of eight cases, four quarters on


def test_what_came_later_is_not_known_then(alike):
    then = 22
    whole = outlook(read_history(alike, ["series"]), aims(alike, as_of=then))
    cut = alike.filter(pl.col("period_index") <= then)
    assert whole.equals(outlook(read_history(cut, ["series"]), aims(alike, as_of=then)))


def test_nine_units_are_no_peers(alike):
    few = alike.filter(pl.col("series") < 9)
    assert peers_of(read_history(few, ["series"])) is None
    alone = outlook(read_history(few.drop("peers"), ["series"]), aims(few))
    assert outlook(read_history(few, ["series"]), aims(few)).equals(alone)


def test_the_worse_model_is_never_above_both_together(alike):
    mixed = pl.concat(
        [alike, province(np.random.default_rng(5), 300, 0.05).with_columns(pl.col("series") + 100, peers=None)]
    )
    got = outlook(read_history(mixed, ["series"]), aims(mixed, 0.93)).drop_nulls("p_met")
    assert got.height > 100 and (got["p_worse"] <= got["p_met"]).all()


def test_four_in_five_values_come_inside_the_interval():
    rng = np.random.default_rng(6)
    rows = pl.concat(
        [province(rng, n, 0.04, name=f"g{n}").with_columns(pl.col("series") + n * 100) for n in (20, 80, 300)]
    )
    known = rows.filter(pl.col("period_index") < QUARTERS - 4)
    ahead = fan(read_history(known, ["series"]), 4).filter(pl.col("period_index") == QUARTERS - 1)
    met = ahead.join(rows, on=["series", "period_index"])
    inside = met.select(pl.col("value").is_between(pl.col("low80") - 1e-9, pl.col("high80") + 1e-9).mean()).item()
    assert 0.74 < inside < 0.9 and (met["low95"] <= met["low80"]).all()


def test_the_sums_are_those_of_a_plain_loop(alike):
    """Slopes and spread at one period, reckoned again case by case from what was foreseen before it."""
    peers = peers_of(read_history(alike, ["series"]))
    h, now = 2, 26
    found = peers.foreseen(h)
    products, answers, n, excess, room = np.zeros((2, 2)), np.zeros(2), 0.0, 0.0, 0.0
    for t in range(h, now + 1):
        products, answers, n, excess, room = (v * among_peers.FADING for v in (products, answers, n, excess, room))
        then, _, apart = t - h, *peers._look(t - h, h)
        cases = [
            (apart[i], peers.history.y[i, t], peers.history.n[i, t], found.theta["both"][then, i])
            for i in range(UNITS)
            if peers.history.n_points[i, then] >= 12 and not peers.history.is_constant[i, then]
            and np.isfinite(found.theta["both"][then, i])
        ]  # fmt: skip
        weights = [1 / (0.25 / size + among_peers.QUIET) for _, _, size, _ in cases]
        middle = sum(w * y for w, (_, y, _, _) in zip(weights, cases, strict=True)) / sum(weights) if cases else 0.0
        for w, (x, y, size, theta) in zip(weights, cases, strict=True):
            products, answers, n = products + w * np.outer(x, x), answers + w * x * (y - middle), n + 1
            said = np.sin(np.clip(theta, 0, np.pi / 2)) ** 2
            q = max(said * (1 - said), among_peers.LEAST_Q)
            excess, room = excess + (np.sin(y) ** 2 - said) ** 2 - q / size, room + 4 * q * (1 - 1 / size)
    half = peers.foreseen(1)
    prior = products * among_peers.WORTH / n
    slopes = np.linalg.solve(products + prior, answers + prior @ half.slopes[now][0])
    assert found.slopes[now][0] == pytest.approx(np.clip(slopes, 0, 1), abs=1e-6)
    extra = among_peers.WORTH * room / n
    spread = np.sqrt(max((excess + extra * half.spread[now, 0] ** 2) / (room + extra), 0))
    assert found.spread[now, 0] == pytest.approx(max(spread, among_peers.LEAST_SPREAD), abs=1e-9)


def test_the_order_of_rows_says_nothing(alike):
    other = alike.sample(fraction=1, shuffle=True, seed=3)
    told = [outlook(read_history(rows, ["series"]), aims(alike))["p_met"].to_numpy() for rows in (alike, other)]
    assert told[0] == pytest.approx(told[1], abs=1e-9)
