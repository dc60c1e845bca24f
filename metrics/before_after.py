"""What a naive before-and-after shows, and how much of it comes by itself.

Whoever is measured is measured after a bad time, and a bad time is followed by a better one whether or not anybody does
anything: regression to the mean. So the same change is taken of entities just as bad, listed as long, and not measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from metrics.claim import framed
from metrics.matched import LEAST_TREATED
from metrics.measured_pairs import NEVER, SIDES
from metrics.rates import Z95
from metrics.segments import Floats, Ints, distinct

MONTH = 30  # days
MONTHS = 12  # on either side
COURSE = {"measure_code": pl.String, "group_code": pl.String, "month": pl.Int32, "n": pl.Int64, "rate": pl.Float64}


class Course(NamedTuple):
    """Rows of stat_effect (design before_after, not yet concluded) and of agg_effect_course."""

    effect: pl.DataFrame
    course: pl.DataFrame


@dataclass(frozen=True)
class _Watched:
    """Entities round a day each: months watched before and after it, and the months in which there was a bad record."""

    n_before: Ints
    n_after: Ints
    nth: Ints  # of the entity, one line a month with a record
    month: Ints

    def rates(self) -> list[tuple[int, int, float]]:
        """Month, how many were watched in it, share of them with a bad record."""
        n = {k: int((self.n_before >= -k).sum() if k < 0 else (self.n_after > k).sum()) for k in range(-MONTHS, MONTHS)}
        bad = np.bincount(self.month + MONTHS, minlength=2 * MONTHS)
        return [(k, n[k], float(bad[k + MONTHS] / n[k])) for k in n if n[k]]

    def share(self, is_after: bool) -> Floats:
        """Share of its watched months with a bad record, one an entity."""
        n = self.n_after if is_after else self.n_before
        bad = np.bincount(self.nth[(self.month >= 0) == is_after], minlength=n.size)
        return np.asarray(bad / np.maximum(n, 1), dtype=np.float64)


@dataclass(frozen=True)
class _Bad:
    """Days of bad records, entity by entity, each day once: what an entity did is a stretch of the line."""

    day: Ints
    begin: Ints  # of each entity: where its days begin, and how many there are
    n: Ints

    @staticmethod
    def of(numbers: pl.DataFrame, records: pl.DataFrame) -> _Bad:
        """numbers: entity_id and its number, from nought on, as `entity`."""
        own = records.drop_nulls().join(numbers, on="entity_id")
        entity, day = (own.select(c).to_series().to_numpy() for c in (pl.col("entity").cast(pl.Int64), _days("on")))
        first, span = int(day.min(initial=NEVER)), int(day.max(initial=0) - day.min(initial=0)) + 1
        key = distinct(entity * span + day - first)
        n = np.bincount(key // span, minlength=numbers.height)
        return _Bad(key % span + first, np.cumsum(n) - n, n)

    def months(self, entity: Ints, on: Ints) -> tuple[Ints, Ints]:
        """Which of the entities had a bad record in which month of 30 days from its day, each month once."""
        begin, n = self.begin[entity], self.n[entity]
        nth = np.repeat(np.arange(entity.size), n)
        at = np.arange(nth.size) + np.repeat(begin - (np.cumsum(n) - n), n)
        month = (self.day[at] - on[nth]) // MONTH
        is_near = (month >= -MONTHS) & (month < MONTHS)
        seen = np.zeros((entity.size, 2 * MONTHS), dtype=bool)
        seen[nth[is_near], month[is_near] + MONTHS] = True
        found, month = np.nonzero(seen)
        return found, month - MONTHS


def weigh(pairs: pl.DataFrame, records: pl.DataFrame, begun: date | None) -> Course:
    """The twelve months round each measure and, beside them, round the same day of a control's listing.

    pairs: as `measured_pairs.pairs` gives them, in the order of nth. records: entity_id, on; every bad record of an entity.
    begun: day of the first record there is of any listed entity; no month before it is watched. A month is 30 days; its
    rate is the share of entities with a bad record in it. estimate: change of the mean monthly share (naive); in detail
    what the controls changed by (expected_regression) and the rest (beyond_regression, low, high). No entities enough:
    no estimate.
    Source: regression to the mean, Barnett, van der Pols & Dobson 2005 (Int J Epidemiol 34:215).
    """
    named = pl.concat([pairs[f"{side}_entity"] for side in SIDES]).unique().drop_nulls()
    numbers = pl.DataFrame({"entity_id": named}).with_row_index("entity")
    bad = _Bad.of(numbers, records)
    for side in SIDES:
        mine = numbers.rename({"entity_id": f"{side}_entity", "entity": side})
        pairs = pairs.join(mine, on=f"{side}_entity", how="left", maintain_order="left")
    first = NEVER if begun is None else (begun - date(1970, 1, 1)).days
    rows: list[dict[str, Any]] = []
    courses: list[tuple[object, ...]] = []
    for (code,), own in pairs.group_by("measure_code", maintain_order=True):
        sides = {side: _watch(own.drop_nulls(side), side, bad, first) for side in SIDES}
        rows.append(_change(str(code), *sides.values()))
        courses += [(code, group, *month) for group, side in sides.items() for month in side.rates()]
    return Course(framed(rows), pl.DataFrame(courses, schema=COURSE, orient="row"))


def _days(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Date).to_physical().cast(pl.Int64)


def _watch(pairs: pl.DataFrame, side: str, bad: _Bad, first: int) -> _Watched:
    """Count the months round the day. No month is watched before the first record there is, or after the last day."""
    numbers = pairs.select(pl.col(side).cast(pl.Int64), _days(f"{side}_day"), _days(f"{side}_until"))
    entity, day, until = (numbers[c].to_numpy() for c in numbers.columns)
    n_before = np.clip((day - first) // MONTH, 0, MONTHS)
    n_after = np.clip((until - day) // MONTH, 0, MONTHS)
    nth, month = bad.months(entity, day)
    is_watched = np.where(month < 0, n_before[nth] >= -month, n_after[nth] > month)
    return _Watched(n_before, n_after, nth[is_watched], month[is_watched])


def _change(code: str, treated: _Watched, control: _Watched) -> dict[str, Any]:
    both = (treated.n_before > 0) & (treated.n_after > 0) & (control.n_before > 0) & (control.n_after > 0)
    n = int(both.sum())
    row = {
        "measure_code": code, "design": "before_after", "outcome": "reoffend", "n_treated": n, "n_control": n,
        "n_events": int(treated.month.size), "detail": "{}", "reason": "few_events",
    }  # fmt: skip
    if n < LEAST_TREATED:
        return row
    before, after = treated.share(False)[both], treated.share(True)[both]
    control_before, control_after = control.share(False)[both], control.share(True)[both]
    change, beside = after - before, control_after - control_before
    low, high = _interval(change)
    beyond_low, beyond_high = _interval(change - beside)
    detail = {
        "before": before.mean(), "after": after.mean(), "control_before": control_before.mean(),
        "control_after": control_after.mean(), "expected_regression": beside.mean(),
        "beyond_regression": (change - beside).mean(), "low": beyond_low, "high": beyond_high,
    }  # fmt: skip
    return row | {
        "estimate": float(change.mean()), "low": low, "high": high, "reason": "regression_to_mean",
        "detail": json.dumps({k: float(v) for k, v in detail.items()}),
    }  # fmt: skip


def _interval(values: Floats) -> tuple[float, float]:
    reach = Z95 * values.std(ddof=1) / np.sqrt(values.size)
    return float(values.mean() - reach), float(values.mean() + reach)
