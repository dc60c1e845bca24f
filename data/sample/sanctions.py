"""Measures due against listings: checked, applied, fed back, and ended when the listing ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from data.sample.planted.rights import OUTSIDE, bend_measures, outside_catalogue
from data.sample.planted.sanctions import SEEMS, SEEMS_SHARE, TIMES, WORKS, takes_step
from data.sample.world import World
from data.sample.write import Office

# Measures of the plan's clause 21 and who applies each; the first four are the key ones.
MEASURES = {
    "public_resource_trading": ("public_resources", 0.70), "fiscal_fund_application": ("finance", 0.65),
    "tax_preference": ("tax", 0.55), "share_issuance": ("securities_regulation", 0.08),
    "government_procurement": ("finance", 0.45),
}  # fmt: skip
DEPARTMENTS = sorted({department for department, _ in MEASURES.values()} | {OUTSIDE[0]})
CHECKED, APPLIED = 0.96, 0.91  # of the measures due; of those checked
FED_BACK = (0.55, 0.88)  # of those applied: first and last quarter
BASIS = "赣发改财金〔2020〕520号第二十一条"
NEVER = np.datetime64("NaT", "D")
LATER_NEWS = {"checked_on": (), "applied_on": ("limit_until",), "fed_back_on": ("effect", "amount"), "ended_on": ()}


def send_measures(world: World, listings: pl.DataFrame, offices: Mapping[str, Office]) -> pl.DataFrame:
    """Each department sends the measures due with it, and the row again when more has become known."""
    measures = bend_measures(world, listings, make_measures(world, listings))
    outside = outside_catalogue(world, listings)
    if world.part:
        outside = outside.with_columns(pl.format("{}-{}", "measure_id", pl.lit(world.part)).alias("measure_id"))
    measures = pl.concat([measures, outside])
    for department, office in offices.items():
        own = measures.filter(pl.col("department_code") == department)
        office.send(office.plan.with_news(own, "_known_on", LATER_NEWS).drop("_known_on"))
    return measures


def make_measures(world: World, listings: pl.DataFrame) -> pl.DataFrame:
    """All measures against entities on the list of joint sanctions or banned from the market."""
    listed = listings.filter(pl.col("list").is_in(["joint_sanction", "market_ban"]))
    parts = [_of_one(world, listed, code, *who) for code, who in MEASURES.items()]
    made = pl.concat(parts).sort("_known_on", "listing_id", "measure_code")
    before = world.rows_before * (1 + TIMES) * len(MEASURES)
    number = (pl.int_range(1, pl.len() + 1) + before).cast(pl.String).str.zfill(6)
    return made.select(pl.concat_str(pl.lit("CS-"), number).alias("measure_id"), pl.all())


def planned(
    world: World, rng: np.random.Generator, code: str, share: np.ndarray, listed: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether a measure is owed against each listing, and the days it would be checked and applied on (NaT: not)."""
    n, (department, _) = len(listed), MEASURES[code]
    quarter = np.minimum(world.quarter_of(listed), world.n_quarters - 1)
    owed = rng.random(n) < share
    looks = rng.random(n) < takes_step(world, department, "check", quarter, np.full(n, CHECKED))
    checked = np.where(owed & looks, world.after_workdays(listed, rng.integers(1, 10, n)), NEVER)
    applied = world.after_workdays(checked, rng.integers(1, 8, n))
    return owed, checked, np.where((rng.random(n) < APPLIED) & ~np.isnat(checked), applied, NEVER)


def undisputed(applied: np.ndarray, rows: Mapping[str, np.ndarray]) -> np.ndarray:
    """A disputed record is not acted upon until the answer, and not at all if it was wrong (objected_on, answered_on, upheld)."""
    raised, answered = rows["objected_on"], rows["answered_on"]
    applied = np.where(applied > raised, np.maximum(applied, answered + 1), applied)
    return np.where((raised <= applied) & rows["upheld"], NEVER, applied)


def _of_one(world: World, listed: pl.DataFrame, code: str, department: str, share: float) -> pl.DataFrame:
    rng = world.stream("measures", code)
    rows = {c: listed[c].to_numpy().astype("datetime64[D]") for c in listed.columns if c.endswith("_on")}
    rows["upheld"] = listed["upheld"].to_numpy()
    if code == WORKS:  # compliance has followed from it
        owed, checked, applied = listed["_owed"].to_numpy(), rows["_checked_on"], rows["_applied_on"]
    else:
        by_office = listed["department_code"].replace_strict(SEEMS_SHARE, default=share).to_numpy()
        shares = by_office if code == SEEMS else np.full(listed.height, share)
        owed, checked, applied = planned(world, rng, code, shares, rows["listed_on"])
    applied = undisputed(applied, rows)
    applied = np.where(rows["exited_on"] <= applied, NEVER, applied)
    own, checked, applied = listed.filter(pl.Series(owed)), checked[owed], applied[owed]
    days, n = {c: d[owed] for c, d in rows.items()}, own.height
    due = world.after_workdays(days["listed_on"], np.full(n, 10))
    quarter = np.minimum(world.quarter_of(days["listed_on"]), world.n_quarters - 1)
    back = world.after_workdays(applied, rng.integers(15, 61, n))
    usual = np.linspace(*FED_BACK, world.n_quarters)[quarter]
    told = rng.random(n) < takes_step(world, department, "feed_back", quarter, usual)
    back = np.where(told & ~np.isnat(applied), back, NEVER)
    effect = np.where(days["complied_on"] <= back, "complied", np.where(rng.random(n) < 0.12, "partly", "none"))
    amount = np.round(np.exp(rng.normal(10.5, 1.2, n)), 2)
    ended = np.where(days["exited_on"] > applied, days["exited_on"], NEVER)
    return pl.DataFrame({
        "listing_id": own["listing_id"], "measure_code": code, "department_code": department,
        "region_code": own["region_code"], "basis": BASIS, "due_on": due, "checked_on": checked, "applied_on": applied,
        "fed_back_on": back, "effect": np.where(np.isnat(back), "", effect),
        "amount": np.where(np.isnat(back) | (code == "share_issuance"), np.nan, amount),
        "limit_until": np.where(np.isnat(applied), NEVER, days["expires_on"]), "ended_on": ended,
        "_known_on": days["listed_on"],
    }, schema_overrides={"effect": pl.String}).with_columns(  # a small sample may have none of a measure
        pl.col("effect").replace("", None), pl.col("amount").fill_nan(None)
    )  # fmt: skip
