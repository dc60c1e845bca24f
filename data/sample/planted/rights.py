"""Rights not kept, on purpose: who sanctions while disputed, who leaves repaired records public, who shows them too long.

Everything is planted in what truly happened (listings, then measures), before any file is written.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from data.sample.world import World

NEVER = pl.lit(None, pl.Date)
# Who does what, and in how many of the last quarters.
SANCTIONS_WHILE_DISPUTED = ("public_resources", 8)
LEAVES_PUBLIC = ("human_resources", 6)  # repairs granted, nobody told
SHOWS_TOO_LONG = ("market_regulation", 8)  # general listings kept for two years
FORGETS_TO_EXIT = ("court", 6)
REPAIRS_EARLY = ("court", 2)
BEYOND_LIMIT = ("finance", 8)
AFTER_EXIT = ("tax", 6)
LEAVES_WRONG = ("tax", 6)  # objections upheld, nothing put right
AUDITED_AND_FAULTY = ("tax", 8)
OUTSIDE = ("culture_tourism", 6, "tourism")  # a measure of the plan of 2020 that no catalogue names
SHARE_SPITE = 0.5
DISPUTED, HELD = 0.22, 0.92  # more objections lately; of them suspended in time
SHARE_FORGOTTEN, SHARE_LEFT, SHARE_BEYOND, SHARE_AFTER, SHARE_OUTSIDE = 0.8, 0.7, 0.25, 0.4, 0.25
SANCTIONED = ("joint_sanction", "market_ban")


def bend_listings(world: World, listings: pl.DataFrame) -> pl.DataFrame:
    """Listings as they went where rights were not kept: more disputes, exits and ends of publication that never came."""
    rows = _more_disputes(world, listings)
    rows = _left_wrong(world, rows)
    rows = _left_public(world, rows)
    rows = _shown_too_long(world, rows)
    rows = _repaired_early(world, rows)
    return _exits_forgotten(world, rows)


def bend_measures(world: World, listings: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Measures as they stood where rights were not kept; columns and order as they came."""
    known = listings.select(
        "listing_id", "objected_on", "suspended_on", "answered_on", "exited_on", "exit_reason", "expires_on"
    )
    rows = measures.join(known, on="listing_id", how="left", maintain_order="left")
    rows = _applied_while_disputed(world, rows)
    rows = _beyond_limit(world, rows)
    rows = _after_exit(world, rows)
    return rows.select(measures.columns)


def outside_catalogue(world: World, listings: pl.DataFrame) -> pl.DataFrame:
    """Measures no catalogue names, half of them without a basis: rows as `sanctions.make_measures` makes them."""
    department, quarters, code = OUTSIDE
    own = listings.filter(pl.col("list").is_in(SANCTIONED) & _since(world, "listed_on", quarters))
    draw = world.stream("rights", "outside").random(own.height)
    applied = pl.col("listed_on") + timedelta(days=20)
    is_over_before = (pl.col("exited_on") <= applied).fill_null(value=False)
    own = own.filter(pl.Series(draw < SHARE_OUTSIDE) & ~is_over_before).with_row_index("n", 1)
    is_over = pl.col("exited_on") > applied
    return own.select(
        pl.concat_str(pl.lit("CS-W-"), pl.col("n").cast(pl.String).str.zfill(4)).alias("measure_id"), "listing_id",
        pl.lit(code).alias("measure_code"), pl.lit(department).alias("department_code"), "region_code",
        pl.when(pl.col("n") % 2 == 0).then(pl.lit("文化旅游市场信用管理办法")).alias("basis"),
        (pl.col("listed_on") + timedelta(days=14)).alias("due_on"), (pl.col("listed_on") + timedelta(days=10)).alias("checked_on"),
        applied.alias("applied_on"), NEVER.alias("fed_back_on"), pl.lit(None, pl.String).alias("effect"),
        pl.lit(None, pl.Float64).alias("amount"), pl.col("expires_on").alias("limit_until"),
        pl.when(is_over).then("exited_on").alias("ended_on"), pl.col("listed_on").alias("_known_on"),
    )  # fmt: skip


def _since(world: World, day: str, quarters: int) -> pl.Expr:
    return pl.col(day) >= world.starts[-1 - quarters].item()


def _drawn(world: World, name: str, rows: pl.DataFrame, share: float) -> pl.Series:
    return pl.Series(world.stream("rights", name).random(rows.height) < share)


def _days(rows: pl.DataFrame, column: str) -> np.ndarray:
    return rows[column].to_numpy().astype("datetime64[D]")


def _more_disputes(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """More objections of the last two years, none upheld (so that no exit moves), answered in two to eight weeks."""
    rng, n = world.stream("rights", "disputes"), rows.height
    raised = world.after_workdays(_days(rows, "published_on"), rng.integers(3, 20, n))
    answered = world.after_workdays(raised, rng.integers(10, 40, n))
    suspended = np.where(
        rng.random(n) < HELD, world.after_workdays(raised, rng.integers(1, 4, n)), np.datetime64("NaT")
    )
    new = rows.with_columns(
        pl.Series("_raised", raised), pl.Series("_answered", answered), pl.Series("_suspended", suspended)
    )
    chosen = (
        pl.Series(rng.random(n) < DISPUTED) & pl.col("list").is_in(SANCTIONED) & pl.col("objected_on").is_null()
        & _since(world, "listed_on", 8) & (pl.col("exited_on").is_null() | (pl.col("exited_on") > pl.col("_answered")))
    )  # fmt: skip
    later = (("_raised", "objected_on"), ("_suspended", "suspended_on"), ("_answered", "answered_on"))
    return new.with_columns(
        *(pl.when(chosen).then(told).otherwise(column).alias(column) for told, column in later),
        pl.when(chosen).then(pl.lit(False)).otherwise("upheld").alias("upheld"),
        pl.when(chosen).then(NEVER).otherwise("corrected_on").alias("corrected_on"),
    ).drop(told for told, _ in later)


def _left_wrong(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Objections upheld after which the listing stayed as it was."""
    department, quarters = LEAVES_WRONG
    chosen = (
        _drawn(world, "wrong", rows, SHARE_LEFT) & (pl.col("department_code") == department) & (pl.col("exit_reason") == "corrected")
        & _since(world, "answered_on", quarters) & (pl.col("expires_on") > world.as_of.item())
    )  # fmt: skip
    return _without(rows, chosen, "corrected_on", "exited_on", "exit_reason")


def _left_public(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Repairs granted after which the record stayed where it was, and the measures with it."""
    department, quarters = LEAVES_PUBLIC
    chosen = (
        _drawn(world, "left", rows, SHARE_LEFT) & (pl.col("department_code") == department) & (pl.col("exit_reason") == "repaired")
        & _since(world, "repair_decided_on", quarters) & (pl.col("expires_on") > world.as_of.item())
    )  # fmt: skip
    return _without(rows, chosen, "repaired_on", "exited_on", "exit_reason")


def _shown_too_long(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """General listings whose duty is done, kept for a second year: the rule of 2026-04-01 allows one."""
    department, quarters = SHOWS_TOO_LONG
    chosen = (
        (pl.col("department_code") == department) & (pl.col("list") == "joint_sanction") & (pl.col("grade") == "general")
        & (pl.col("exit_reason") == "expired") & (pl.col("complied_on") <= world.as_of.item()) & _since(world, "listed_on", quarters)
        & (pl.col("listed_on") + timedelta(days=730) > world.as_of.item()) & pl.col("repaired_on").is_null()
    )  # fmt: skip
    later = pl.when(chosen).then(pl.col("listed_on") + timedelta(days=730)).otherwise("expires_on").alias("expires_on")
    return _without(rows, chosen, "exited_on", "exit_reason", expires_on=later)


def _repaired_early(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """General listings of one office repaired after five weeks, where three months are the least."""
    department, quarters = REPAIRS_EARLY
    kind = (
        (pl.col("list") == "joint_sanction")
        & (pl.col("grade") == "general")
        & (pl.col("department_code") == department)
    )
    is_ready = pl.col("listed_on") + timedelta(days=45) < world.as_of.item()
    chosen = (
        kind
        & is_ready
        & _since(world, "listed_on", quarters)
        & pl.col("objected_on").is_null()
        & pl.col("exited_on").is_null()
    )
    days = {"complied_on": 10, "asked_on": 20, "repair_decided_on": 35, "repaired_on": 37, "exited_on": 37}
    words = {"repair_outcome": "granted", "exit_reason": "repaired"}
    return rows.with_columns(
        *(pl.when(chosen).then(pl.col("listed_on") + timedelta(days=n)).otherwise(c).alias(c) for c, n in days.items()),
        *(pl.when(chosen).then(pl.lit(word)).otherwise(c).alias(c) for c, word in words.items()),
    )


def _exits_forgotten(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Listings whose day of end has come and that stand all the same."""
    department, quarters = FORGETS_TO_EXIT
    chosen = (
        _drawn(world, "forgotten", rows, SHARE_FORGOTTEN) & (pl.col("department_code") == department) & (pl.col("list") == "focus")
        & (pl.col("exit_reason") == "expired") & _since(world, "exited_on", quarters)
    )  # fmt: skip
    return _without(rows, chosen, "exited_on", "exit_reason")


def _without(rows: pl.DataFrame, chosen: pl.Expr, *columns: str, **more: pl.Expr) -> pl.DataFrame:
    """The chosen rows as if these things had never happened."""
    gone = (pl.when(chosen).then(None).otherwise(c).alias(c) for c in columns)
    return rows.with_columns(*gone, *more.values())


def _applied_while_disputed(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One department applies its measures as if nobody had objected."""
    department, quarters = SANCTIONS_WHILE_DISPUTED
    on = pl.max_horizontal("objected_on", "suspended_on") + timedelta(days=3)
    chosen = _drawn(world, "spite", rows, SHARE_SPITE) & (
        (pl.col("department_code") == department) & _since(world, "objected_on", quarters) & (on < pl.col("answered_on"))
        & (on < world.as_of.item()) & (pl.col("exited_on").is_null() | (pl.col("exited_on") > pl.col("answered_on")))
    )  # fmt: skip
    checked = pl.coalesce("checked_on", pl.col("objected_on") + timedelta(days=1))
    return rows.with_columns(
        pl.when(chosen).then(pl.min_horizontal(checked, on)).otherwise("checked_on").alias("checked_on"),
        pl.when(chosen).then(on).otherwise("applied_on").alias("applied_on"),
        *(pl.when(chosen).then(None).otherwise(c).alias(c) for c in ("fed_back_on", "effect", "amount")),
        pl.when(chosen).then("expires_on").otherwise("limit_until").alias("limit_until"),
        pl.when(chosen).then("exited_on").otherwise("ended_on").alias("ended_on"),
    )


def _beyond_limit(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One department limits its measures to half a year and forgets them."""
    department, quarters = BEYOND_LIMIT
    limit = pl.col("applied_on") + timedelta(days=183)
    chosen = (
        _drawn(world, "beyond", rows, SHARE_BEYOND) & (pl.col("department_code") == department) & _since(world, "applied_on", quarters)
        & (limit < world.as_of.item()) & pl.col("ended_on").is_null() & pl.col("exited_on").is_null()
    )  # fmt: skip
    return rows.with_columns(pl.when(chosen).then(limit).otherwise("limit_until").alias("limit_until"))


def _after_exit(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One department does not hear that a listing is over, and states no limit."""
    department, quarters = AFTER_EXIT
    chosen = (
        _drawn(world, "after", rows, SHARE_AFTER) & (pl.col("department_code") == department) & _since(world, "exited_on", quarters)
        & pl.col("exit_reason").is_in(["expired", "complied", "deregistered"]) & pl.col("ended_on").is_not_null()
    )  # fmt: skip
    return _without(rows, chosen, "ended_on", "limit_until")


def audits(
    world: World, department: pl.Series, asked: np.ndarray, audited: np.ndarray, found: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Share of repairs looked at again and what was found: one department is looked at often, and a quarter of it is wrong or missed."""
    who, quarters = AUDITED_AND_FAULTY
    own = (department == who).to_numpy() & (asked >= world.starts[-1 - quarters])
    rng = world.stream("rights", "audits")
    fate = rng.random(len(own))
    faults = np.where(fate < 0.16, "wrong", np.where(fate < 0.26, "missed", "right"))
    return np.where(own, rng.random(len(own)) < 0.5, audited), np.where(own, faults, found)
