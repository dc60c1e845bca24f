"""Did the measure do it? Two designs side by side; what they carry together is concluded in `claim`.

Cox's model follows each listing as not measured until the day a measure is applied, within office, ground and list. The
matched comparison sets the measured beside equally bad listings of the same office not yet measured. Only where both say the
same, the groups were alike and there were events enough does a measure work; else the two merely go together, or nobody can say.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from metrics import hazard, matched
from metrics.claim import GOOD, concluded, framed
from metrics.rates import Z95
from metrics.segments import Floats, Ints, group_codes
from metrics.spells import Laid, drawn, lay

__all__ = ["Weighed", "concluded", "weigh"]

STRATA = ("office", "ground", "list")
EVENTS_PER_PARAMETER = 10
MATCHED_BY = 180


class Weighed(NamedTuple):
    """Rows of stat_effect not yet concluded (`concluded`), and of stat_balance."""

    effect: pl.DataFrame
    balance: pl.DataFrame


def weigh(listings: pl.DataFrame, measures: pl.DataFrame, *, outcome: str = "comply") -> Weighed:
    """Both designs for every measure.

    listings: as `spells.lay` takes them, with office, ground, list, grade, region_level and prior; measures: listing_id,
    measure_code, applied_on. outcome: comply or reoffend. Returns rows of stat_effect without quarter and region_code (one
    a measure and design; estimate is a hazard ratio, or a difference of shares by 180 days; `reason` says why there is
    none) and of stat_balance. A register beyond 300,000 listings is drawn from, whole offices by lot (`n_given` in detail
    says of how many). Raises ValueError for another outcome.
    """
    if outcome not in GOOD:
        raise ValueError(f"weigh: outcome must be one of {', '.join(GOOD)}")
    laid = lay(drawn(listings), measures)
    rows, balances = _hazards(laid, outcome, listings.height), []
    for code in laid.codes:
        found = matched.compare(laid, code)
        rows.append(_matched(code, found, outcome))
        balances.append(found.balance.select(pl.lit(code).alias("measure_code"), pl.all()))
    return Weighed(framed(rows), pl.concat([_nothing_matched(), *balances]))


def _nothing_matched() -> pl.DataFrame:
    return pl.DataFrame(schema={"measure_code": pl.String, **matched.BALANCE})


@dataclass(frozen=True)
class _Model:
    """What one model of all measures holds: columns of x, which are measures, events with and without each."""

    fit: hazard.Fit | None
    measures: list[str]
    beside: list[str]
    sides: dict[str, tuple[int, int]]
    n_events: int
    n_strata: int


def _modelled(laid: Laid) -> _Model:
    """Ten events on either side of a measure, and ten per parameter: the measures first, then what they are adjusted for."""
    spells = laid.spells
    event, mask, unit = (spells[c].to_numpy() for c in ("event", "mask", "unit"))
    stratum, n_strata = group_codes(laid.units, STRATA)
    room = int(event.sum()) // EVENTS_PER_PARAMETER
    columns = {code: (mask & laid.bit(code) > 0).astype(np.float64) for code in laid.codes}
    sides = {code: (int(event[x > 0].sum()), int(event[x == 0].sum())) for code, x in columns.items()}
    enough = [c for c in laid.codes if min(sides[c]) >= EVENTS_PER_PARAMETER]
    enough = sorted(enough, key=lambda c: -min(sides[c]))[:room]
    adjusters = {name: values[unit] for name, values in _adjusters(laid.units).items()}
    some = [n for n, x in adjusters.items() if min(event[x > 0].sum(), event[x == 0].sum()) >= EVENTS_PER_PARAMETER]
    beside = some[: room - len(enough)]
    fit = None
    if enough:
        x = np.stack([*(columns[c] for c in enough), *(adjusters[n] for n in beside)], axis=1)
        start, stop = (spells[c].to_numpy() for c in ("start", "stop"))
        fit = hazard.fit(hazard.Spells(start, stop, event, x, stratum[unit], unit))
    return _Model(fit, enough, beside, sides, int(event.sum()), n_strata)


def _hazards(laid: Laid, outcome: str, n_given: int) -> list[dict[str, Any]]:
    """One row a measure from one model of them all."""
    model, unit, mask = _modelled(laid), laid.spells["unit"].to_numpy(), laid.spells["mask"].to_numpy()
    whole = {
        "n_given": n_given, "n_listings": laid.units.height, "n_left_out": laid.n_left_out, "n_spells": laid.spells.height,
        "n_strata": model.n_strata, "stratified_by": [*STRATA], "measures": model.measures, "adjusted_for": model.beside,
    }  # fmt: skip
    rows = []
    for code in laid.codes:
        is_on = mask & laid.bit(code) > 0
        own = dict(zip(("events_with", "events_without"), model.sides[code], strict=True))
        row = {
            "measure_code": code, "design": "hazard", "outcome": outcome, "n_treated": _n_units(unit[is_on]),
            "n_control": _n_units(unit[~is_on]), "n_events": model.n_events, "detail": json.dumps(whole | own),
            "reason": "few_events" if code not in model.measures else "not_modelled",
        }  # fmt: skip
        if code in model.measures and model.fit and model.fit.has_converged:
            told, errors = _ratio(model.fit, model.measures.index(code))
            row |= told | {"detail": json.dumps(errors | whole | own), "reason": None}
        rows.append(row)
    return rows


def _n_units(unit: Ints) -> int:
    return int(np.count_nonzero(np.bincount(unit)))


def _adjusters(units: pl.DataFrame) -> dict[str, Floats]:
    found = matched.covariates(units)
    kept = {n: v for n, v in found.items() if n.startswith("grade_")}
    return kept | {"prior": (found["prior"] > 0).astype(np.float64)}


def _ratio(fit: hazard.Fit, nth: int) -> tuple[dict[str, float], dict[str, float | None]]:
    """Ratio, interval and p of one column, and what they rest on."""
    from scipy import special

    beta, robust, model, chi2 = (float(v[nth]) for v in (fit.coef, fit.robust_se, fit.model_se, fit.ph_chi2))
    # In strata of a dozen listings the sandwich is a tenth too narrow (simulated): the wider of the two errors is told.
    se = max(robust, model)
    ends = math.exp(beta - Z95 * se), math.exp(beta + Z95 * se)
    told = {"estimate": math.exp(beta), "low": ends[0], "high": ends[1], "p": float(2 * special.ndtr(-abs(beta / se)))}
    ph_p = None if math.isnan(chi2) else float(special.chdtrc(1, chi2))
    return told, {"se_robust": robust, "se_model": model, "ph_p": ph_p}


def _matched(code: str, found: matched.Matched, outcome: str) -> dict[str, Any]:
    from scipy import special

    off = np.abs(found.balance["difference_after"].to_numpy())  # NaN where no number of deviations says how far apart
    farthest = float(off.max()) if off.size and not np.isnan(off).any() else None
    by = found.by_day.get(MATCHED_BY)
    later = found.by_day.get(365)
    is_few = (
        min(found.events_treated, found.events_control) < matched.LEAST_EVENTS
        or found.n_treated < matched.LEAST_TREATED
    )
    detail = {
        "days": MATCHED_BY, "share_treated": by and by.treated, "share_control": by and by.control,
        "difference_365": later and later.difference, "low_365": later and later.ends[0], "high_365": later and later.ends[1],
        "n_unmatched": found.n_unmatched, "events_treated": found.events_treated, "events_control": found.events_control,
        "matched_on": [*found.on, "days", "other_measures"], "max_difference": farthest,
    }  # fmt: skip
    row = {
        "measure_code": code, "design": "matched", "outcome": outcome, "n_treated": found.n_treated,
        "n_control": found.n_control, "n_events": found.events_treated + found.events_control, "detail": json.dumps(detail),
        "reason": "no_controls" if found.n_treated == 0 else "few_events" if is_few else "too_short" if by is None else None,
    }  # fmt: skip
    if by is None or row["reason"]:
        return row
    p = float(2 * special.ndtr(-abs(by.difference) / by.se)) if by.se > 0 else None
    return row | {"estimate": by.difference, "low": by.ends[0], "high": by.ends[1], "p": p}
