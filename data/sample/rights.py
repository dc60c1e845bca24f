"""The other side of a listing: objections to it and applications for repair, gathered by development and reform."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.sample.planted.rights import audits
from data.sample.planted.sanctions import TIMES
from data.sample.world import World
from data.sample.write import Office

SENDER = "development_reform"
AUDITED, RIGHT, WRONG = 0.12, 0.94, 0.04  # of the repairs granted; of the audits


def send_objections(world: World, listings: pl.DataFrame, office: Office) -> None:
    """Every objection, and again when suspended, answered and corrected."""
    news = {"suspended_on": (), "answered_on": ("upheld",), "corrected_on": ()}
    made = make_objections(listings, before=world.rows_before * (1 + TIMES))
    office.send(office.plan.with_news(made, "raised_on", news))


def make_objections(listings: pl.DataFrame, before: int = 0) -> pl.DataFrame:
    """All objections to these listings as they truly went, numbered after those `before`."""
    number = (pl.int_range(1, pl.len() + 1) + before).cast(pl.String).str.zfill(5)
    return listings.filter(pl.col("objected_on").is_not_null()).select(
        pl.concat_str(pl.lit("YY-"), number).alias("objection_id"), "listing_id", "department_code", "region_code",
        pl.col("objected_on").alias("raised_on"), "suspended_on", "answered_on", "upheld", "corrected_on",
    )  # fmt: skip


def send_repairs(world: World, listings: pl.DataFrame, office: Office) -> None:
    """Every application for repair, and again when decided, taken off line and audited."""
    news = {"accepted_on": (), "decided_on": ("outcome",), "unpublished_on": (), "audited_on": ("audit_result",)}
    office.send(office.plan.with_news(make_repairs(world, listings), "applied_on", news))


def make_repairs(world: World, listings: pl.DataFrame) -> pl.DataFrame:
    """All applications for repair of these listings as they truly went, and what audits found."""
    asked = listings.filter(pl.col("asked_on").is_not_null())
    rng, n = world.stream("repairs"), asked.height
    days = {c: asked[c].to_numpy().astype("datetime64[D]") for c in ("asked_on", "repaired_on")}
    audited = world.after_workdays(days["repaired_on"], rng.integers(20, 90, n))
    is_audited, fate = rng.random(n) < AUDITED, rng.random(n)
    found = np.where(fate < RIGHT, "right", np.where(fate < RIGHT + WRONG, "wrong", "missed"))
    is_audited, found = audits(world, asked["department_code"], days["asked_on"], is_audited, found)
    audited = np.where(~np.isnat(days["repaired_on"]) & is_audited, audited, np.datetime64("NaT"))
    before = world.rows_before * (1 + TIMES)
    number = (pl.int_range(1, pl.len() + 1) + before).cast(pl.String).str.zfill(5)
    return asked.select(
        pl.concat_str(pl.lit("XF-"), number).alias("repair_id"), "listing_id", "department_code", "region_code",
        pl.col("asked_on").alias("applied_on"),
        pl.Series("accepted_on", world.after_workdays(days["asked_on"], rng.integers(1, 4, n))),
        pl.col("repair_decided_on").alias("decided_on"), pl.col("repair_outcome").alias("outcome"),
        pl.col("repaired_on").alias("unpublished_on"), pl.Series("audited_on", audited),
        pl.when(pl.Series(~np.isnat(audited))).then(pl.Series(found)).alias("audit_result"),
    )  # fmt: skip
