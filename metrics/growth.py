"""Progress by compound growth, as Statistics Canada publishes it after Eurostat. For comparison with published figures only.

Verdicts use the straight line of pace.py: growth rates explode from small bases. From .37 to 9.53 of 60 in ten of fifteen
years counts as on track here, with 15 per cent of the way behind and two thirds of the time gone.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from metrics.series import Floats

INSTEAD_OF_NOUGHT = 0.001
BENT = 4.44  # how a ceiling lowers the thresholds; not in the method's text, recovered from its published numbers
STATUSES = ("substantial_progress", "moderate_progress", "limited_progress", "deterioration")


def growth_progress(rows: pl.DataFrame) -> pl.DataFrame:
    """Progress value, score from -5 to 5, and status of each row.

    rows: base_value, base_year, current_value, current_year, direction (1 more is better, -1 less), limit (a ceiling, or
    null), target, target_year. Adds progress_value, score, status.
    With a target: yearly growth achieved over the growth required, .95 and .6 and 0 part the statuses. Without one: yearly
    growth in the good direction against 1.5 %, .5 % and 0, lowered near a ceiling. A target already met is 'target_achieved';
    two equal years, a missing value or values of both signs are 'not_available'.
    Source: Statistics Canada, progress measure (cif-data-donnees-cic d38e805); thresholds after Eurostat.
    """

    def numbers(name: str) -> Floats:
        return rows[name].cast(pl.Float64).to_numpy()

    base, current, target = numbers("base_value"), numbers("current_value"), numbers("target")
    base, target = (np.where(v == 0, INSTEAD_OF_NOUGHT, v) for v in (base, target))
    good, has_target = numbers("direction"), ~np.isnan(target)
    years, all_years = numbers("current_year") - numbers("base_year"), numbers("target_year") - numbers("base_year")
    with np.errstate(invalid="ignore", divide="ignore"):
        achieved = good * _growth(base, current, years)
        required = np.abs(_growth(base, target, all_years))
        value = np.where(has_target, achieved / np.where(required > 0, required, np.nan), achieved)
        room = np.where(np.isnan(numbers("limit")), 1.0, 1 - (base / numbers("limit")) ** BENT)
        is_met = has_target & (good * (current - target) >= 0)
    is_known = (years >= 1) & ~np.isnan(base) & ~np.isnan(current) & (np.sign(base) * np.sign(current) >= 0)
    value = np.where(is_known, value, np.nan)
    score = np.where(has_target, _score_of_ratio(value), _score_of_growth(value, room))
    steps = np.where(has_target[:, None], [0.95, 0.6, 0.0], np.stack([0.015 * room, 0.005 * room, 0 * room], axis=1))
    with np.errstate(invalid="ignore"):
        step = np.select([value >= steps[:, i] for i in range(3)], [0, 1, 2], 3)
    status = np.where(np.isnan(value), "not_available", np.array(STATUSES)[step])
    is_met &= is_known
    return rows.with_columns(
        pl.Series("progress_value", value).fill_nan(None),
        pl.Series("score", np.where(is_met, 5.0, score)).fill_nan(None),
        pl.Series("status", np.where(is_met, "target_achieved", status)),
    )


def _growth(start: Floats, end: Floats, years: Floats) -> Floats:
    """Compound growth a year."""
    return np.asarray((end / start) ** (1 / years) - 1)


def _score_of_ratio(ratio: Floats) -> Floats:
    return np.where(ratio > 0.6, np.minimum(7.1429 * ratio - 4.2857, 5), np.maximum(4.1667 * ratio - 2.5, -5))


def _score_of_growth(growth: Floats, room: Floats) -> Floats:
    """Straight between (-2 %, -5), (0, -2.5), (.5 %, 0), (1.5 %, 2.5) and (2 %, 5), the good side scaled by the room left."""
    scaled = np.where(growth > 0, growth / room, growth)
    return np.where(np.isnan(scaled), np.nan, np.interp(scaled, [-0.02, 0, 0.005, 0.015, 0.02], [-5, -2.5, 0, 2.5, 5]))
