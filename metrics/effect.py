"""Did the measure do it? Two designs side by side, and the claim they carry together.

Cox's model follows each listing as not measured until the day a measure is applied, within office, ground and list. The
matched comparison sets the measured beside equally bad listings of the same office not yet measured. Only where both say the
same, the groups were alike and there were events enough does a measure work; else the two merely go together, or nobody can say.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from metrics import hazard, matched
from metrics.multiplicity import with_q
from metrics.rates import Z95
from metrics.segments import Floats, Ints, group_codes
from metrics.spells import Laid, lay

STRATA = ("office", "ground", "list")
EVENTS_PER_PARAMETER = 10
LEVEL = 0.05  # of q, over the measures of one design
ALIKE = 0.1  # standard deviations the groups may differ by after matching
WIDE = 1.5  # an interval that holds no effect, but also half as much again, has seen nothing
MATCHED_BY = 180
GOOD = {"comply": 1, "reoffend": -1}  # sooner compliance is good, sooner re-offence is not
COLUMNS: dict[str, Any] = {
    "measure_code": pl.String, "design": pl.String, "outcome": pl.String, "estimate": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "p": pl.Float64, "n_treated": pl.Int64, "n_control": pl.Int64, "n_events": pl.Int64,
    "detail": pl.String, "reason": pl.String,
}  # fmt: skip


class Weighed(NamedTuple):
    """Rows of stat_effect not yet concluded (`concluded`), and of stat_balance."""

    effect: pl.DataFrame
    balance: pl.DataFrame


def weigh(listings: pl.DataFrame, measures: pl.DataFrame, *, outcome: str = "comply") -> Weighed:
    """Both designs for every measure.

    listings: as `spells.lay` takes them, with office, ground, list, grade, region_level and prior; measures: listing_id,
    measure_code, applied_on. outcome: comply or reoffend. Returns rows of stat_effect without quarter and region_code (one
    a measure and design; estimate is a hazard ratio, or a difference of shares by 180 days; `reason` says why there is
    none) and of stat_balance. Raises ValueError for another outcome.
    """
    if outcome not in GOOD:
        raise ValueError(f"weigh: outcome must be one of {', '.join(GOOD)}")
    laid = lay(listings, measures)
    rows, balances = _hazards(laid, outcome), []
    for code in laid.codes:
        found = matched.compare(laid, code)
        rows.append(_matched(code, found, outcome))
        balances.append(found.balance.select(pl.lit(code).alias("measure_code"), pl.all()))
    return Weighed(framed(rows), pl.concat([_nothing_matched(), *balances]))


def _nothing_matched() -> pl.DataFrame:
    return pl.DataFrame(schema={"measure_code": pl.String, **matched.BALANCE})


def framed(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of one design as a frame; what a row lacks is null, and no number is NaN."""
    return pl.DataFrame(rows, schema=COLUMNS, orient="row").with_columns(pl.col(pl.Float64).fill_nan(None))


def _hazards(laid: Laid, outcome: str) -> list[dict[str, Any]]:
    """One row a measure from one model of them all."""
    spells = laid.spells
    event, mask = spells["event"].to_numpy(), spells["mask"].to_numpy()
    stratum, n_strata = group_codes(laid.units, STRATA)
    unit = spells["unit"].to_numpy()
    columns = {code: (mask & laid.bit(code) > 0).astype(np.float64) for code in laid.codes}
    events = int(event.sum())
    sides = {code: (int(event[x > 0].sum()), int(event[x == 0].sum())) for code, x in columns.items()}
    # ten events on either side of a measure, and ten per parameter: the measures first, then what they are adjusted for
    enough = [c for c in laid.codes if min(sides[c]) >= EVENTS_PER_PARAMETER]
    enough = sorted(enough, key=lambda c: -min(sides[c]))[: events // EVENTS_PER_PARAMETER]
    beside = {
        n: v[unit]
        for n, v in _adjusters(laid.units).items()
        if min(event[v[unit] > 0].sum(), event[v[unit] == 0].sum()) >= EVENTS_PER_PARAMETER
    }
    beside = dict(list(beside.items())[: max(0, events // EVENTS_PER_PARAMETER - len(enough))])
    x = np.stack([*(columns[c] for c in enough), *beside.values()], axis=1) if enough else np.zeros((len(event), 0))
    told = (
        hazard.fit(hazard.Spells(spells["start"].to_numpy(), spells["stop"].to_numpy(), event, x, stratum[unit], unit))
        if enough
        else None
    )
    rows = []
    for code in laid.codes:
        is_in = told is not None and code in enough and told.has_converged
        rows.append(_hazard(code, outcome, told if is_in else None, enough.index(code) if is_in else 0) | {
            "n_treated": _n_units(unit[columns[code] > 0]), "n_control": _n_units(unit[columns[code] == 0]),
            "n_events": events,
            "reason": None if is_in else "few_events" if code not in enough else "not_modelled",
        })  # fmt: skip
        rows[-1]["detail"] = json.dumps(rows[-1]["detail"] | {
            "n_listings": laid.units.height, "n_left_out": laid.n_left_out, "n_spells": spells.height, "n_strata": n_strata,
            "events_with": sides[code][0], "events_without": sides[code][1], "stratified_by": [*STRATA],
            "measures": enough, "adjusted_for": [*beside],
        })  # fmt: skip
    return rows


def _n_units(unit: Ints) -> int:
    return int(np.count_nonzero(np.bincount(unit)))


def _adjusters(units: pl.DataFrame) -> dict[str, Floats]:
    found = matched.covariates(units)
    kept = {n: v for n, v in found.items() if n.startswith("grade_")}
    return kept | {"prior": (found["prior"] > 0).astype(np.float64)}


def _hazard(code: str, outcome: str, told: hazard.Fit | None, nth: int) -> dict[str, Any]:
    blank = {"measure_code": code, "design": "hazard", "outcome": outcome, "detail": {}}
    if told is None:
        return blank
    from scipy import special

    beta, robust, model = told.coef[nth], told.robust_se[nth], told.model_se[nth]
    # In strata of a dozen listings the sandwich is a tenth too narrow (simulated): the wider of the two errors is told.
    se = max(robust, model)
    low, high = np.exp(beta - Z95 * se), np.exp(beta + Z95 * se)
    chi2 = told.ph_chi2[nth]
    return blank | {
        "estimate": float(np.exp(beta)), "low": float(low), "high": float(high),
        "p": float(2 * special.ndtr(-abs(beta / se))),
        "detail": {
            "se_robust": float(robust), "se_model": float(model),
            "ph_p": None if np.isnan(chi2) else float(special.chdtrc(1, chi2)),
        },
    }  # fmt: skip


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


def concluded(effect: pl.DataFrame) -> pl.DataFrame:
    """The same rows with q, claim and reason. Call it once, on the rows of all designs.

    q: Benjamini-Hochberg over the measures of a design and outcome. The row of design hazard carries the claim about the
    measure; the others say what that design could carry alone, at most association_only.
    works: both intervals leave out no effect on the good side, q of both within 5 %, groups alike after matching (every
    difference within 0.1). works_against: the same on the other side. no_effect_seen: the interval of the hazard ratio
    holds 1 and leaves out half as much again either way. Everything else is association_only or cannot_say, with a reason.
    """
    rows = with_q(effect, ["design", "outcome"])
    sign = pl.col("outcome").replace_strict(GOOD, return_dtype=pl.Int64)
    beside = rows.filter(design="matched").select(
        "measure_code", "outcome", _low="low", _high="high", _q="q", _why="reason",
        _off=pl.col("detail").str.json_path_match("$.max_difference").cast(pl.Float64),
    )  # fmt: skip
    rows = rows.join(beside, on=["measure_code", "outcome"], how="left", maintain_order="left")
    none = pl.when(pl.col("design").is_in(["hazard", "interrupted"])).then(1.0).otherwise(0.0)
    side = _side("low", "high", none, "q") * sign
    other = _side("_low", "_high", pl.lit(0.0), "_q") * sign
    is_told = pl.col("estimate").is_not_null()
    is_tight = (pl.col("low") >= 1 / WIDE) & (pl.col("high") <= WIDE)
    alike = pl.col("_off").is_not_null() & (pl.col("_off").abs() <= ALIKE)
    is_hazard = pl.col("design") == "hazard"
    why = (
        pl.when(~is_told).then(pl.coalesce("reason", pl.lit("not_modelled")))
        .when(~is_hazard & (side == 0)).then(pl.coalesce("reason", pl.lit("interval_holds_none")))
        .when(pl.col("design") == "interrupted").then(pl.coalesce("reason", pl.lit("no_control_series")))
        .when(~is_hazard).then(pl.coalesce("reason", pl.lit("one_design")))
        .when((side == 0) & (other != 0) & alike).then(pl.lit("designs_disagree"))
        .when((side == 0) & is_tight).then(pl.lit("interval_holds_none"))
        .when(side == 0).then(pl.lit("wide_interval"))
        .when(pl.col("_low").is_null()).then(pl.coalesce("_why", pl.lit("no_controls")))
        .when(~alike).then(pl.lit("unbalanced"))
        .when(other == -side).then(pl.lit("designs_disagree"))
        .when(other == 0).then(pl.lit("matched_unsure"))
        .otherwise(pl.lit("both_agree"))
    )  # fmt: skip
    rows = rows.with_columns(reason=why, _side=side)
    claim = (
        pl.when(~is_told).then(pl.lit("cannot_say"))
        .when(is_hazard & (pl.col("reason") == "both_agree") & (pl.col("_side") > 0)).then(pl.lit("works"))
        .when(is_hazard & (pl.col("reason") == "both_agree")).then(pl.lit("works_against"))
        .when(pl.col("reason") == "interval_holds_none").then(pl.lit("no_effect_seen"))
        .when(pl.col("reason").is_in(["wide_interval", "weak_design"])).then(pl.lit("cannot_say"))
        .otherwise(pl.lit("association_only"))
    )  # fmt: skip
    return rows.with_columns(claim=claim).drop("_low", "_high", "_q", "_why", "_off", "_side")


def _side(low: str, high: str, none: pl.Expr, q: str) -> pl.Expr:
    """1 where the interval lies above no effect, -1 below, 0 where it holds it or the test does not stand among so many."""
    stands = (pl.col(q) <= LEVEL).fill_null(False)
    above, below = (pl.col(low) > none).fill_null(False), (pl.col(high) < none).fill_null(False)
    return pl.when(stands & above).then(1).when(stands & below).then(-1).otherwise(0)
