"""Invented listings of which everything is known: measures with a given hazard ratio, applied sooner where listings comply sooner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

GRADES = np.array(["general", "serious", "severe"])
BEGUN = date(2022, 1, 1)
MEASURES = ("fiscal_fund_application", "tax_preference")


@dataclass(frozen=True)
class Register:
    """One register of listings. ratios: true hazard ratio of each of MEASURES once applied."""

    ratios: tuple[float, float] = (1.5, 1.0)
    listings: int = 3000
    offices: int = 40
    apart: float = 0.5  # SD of the log pace of offices
    confounding: float = 0.8  # log rate of applying, per unit of an office's log pace: quick offices also measure more
    days_to_comply: float = 250.0
    days_to_apply: float = 200.0
    watched: int = 900


def invent(rng: np.random.Generator, kind: Register) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Listings and measures as `effect.weigh` takes them."""
    n = kind.listings
    office, grade, prior = rng.integers(0, kind.offices, n), rng.choice(3, n, p=[0.5, 0.35, 0.15]), rng.poisson(0.4, n)
    pace = rng.normal(0, kind.apart, kind.offices)[office]
    begun = rng.integers(0, kind.watched - 60, n)
    # severe cases comply later and are measured sooner: the naive comparison is confounded twice
    rate = np.exp(pace - 0.4 * grade - 0.2 * (prior > 0)) / kind.days_to_comply
    apply = np.exp(kind.confounding * pace + 0.3 * grade) / kind.days_to_apply
    days = np.stack([np.floor(rng.exponential(1 / apply)) for _ in MEASURES])
    until = kind.watched - begun
    happened = _times(rng.exponential(1, n), rate, days, kind.ratios)
    day = np.datetime64(BEGUN, "D")
    listings = pl.DataFrame({
        "listing_id": np.arange(n), "entity_id": np.arange(n), "begun_on": day + begun,
        "happened_on": np.where(happened <= until, day + begun + np.floor(happened).astype(np.int64), np.datetime64("NaT", "D")),
        "until_on": day + np.full(n, kind.watched), "office": pl.Series(office).cast(pl.String), "ground": "unpaid",
        "list": "joint_sanction", "grade": GRADES[grade], "region_level": "county", "prior": prior,
    })  # fmt: skip
    applied = [
        pl.DataFrame({"listing_id": np.arange(n)[own], "measure_code": code, "applied_on": (day + begun + at.astype(np.int64))[own]})
        for code, at in zip(MEASURES, days, strict=True)
        for own in (at < np.minimum(np.floor(happened), until),)
    ]  # fmt: skip
    return listings, pl.concat(applied)


def _times(drawn: np.ndarray, rate: np.ndarray, days: np.ndarray, ratios: tuple[float, float]) -> np.ndarray:
    """When the summed hazard reaches what was drawn: it changes on the day after each measure."""
    first, second = np.sort(days + 1, axis=0)
    ratio = np.where(days[0] <= days[1], ratios[0], ratios[1])
    one, two = rate * first, rate * first + rate * ratio * (second - first)
    return np.where(
        drawn < one, drawn / rate,
        np.where(drawn < two, first + (drawn - one) / (rate * ratio), second + (drawn - two) / (rate * ratios[0] * ratios[1])),
    )  # fmt: skip
