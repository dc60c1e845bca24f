"""What stands behind a region's series: the codes and names it had before, until when, and by which document."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl

from data.boundaries import present_codes
from data.lookups import REFERENCE, read_table

CHANGES = REFERENCE / "region_changes.csv"
COLUMNS = ("changed_on", "basis", "document", "old_code", "old_name", "new_code", "new_name", "note_zh", "note_en")
TOLD = ["basis", "document", "note_zh", "note_en"]
PAST = [
    "region_code", "past_code", "past_name_zh", "past_name_en", "past_kind", "until_on", "change", *TOLD,
]  # fmt: skip


def region_past(regions: pl.DataFrame, changes: Path = CHANGES) -> pl.DataFrame:
    """Table ref_region_past: one row per present region and code, name or part it had before.

    regions: ref_region. Every withdrawn code stands with the present region it became, over however many steps; what
    region_changes.csv knows of it is added. A region that was only renamed, or set up from parts of others, has a row too.
    """
    written = read_table(changes, COLUMNS, needed=len(COLUMNS)).with_columns(
        pl.col("changed_on").str.to_date("%Y-%m-%d")
    )
    now = pl.DataFrame(list(present_codes(regions).items()), schema=["past_code", "region_code"], orient="row")
    started = regions.select(successor_code="region_code", successor_from="valid_from")
    withdrawn = regions.filter(pl.col("valid_to").is_not_null()).join(started, on="successor_code", how="left")
    by_code = withdrawn.select(
        past_code="region_code", past_name_zh="name_zh", past_name_en="name_en", past_kind="kind", until_on="valid_to",
        # whoever took the code over had been there before: two became one
        change=pl.when(pl.col("successor_from") <= pl.col("valid_to")).then(pl.lit("merged")).otherwise(pl.lit("recoded")),
    ).join(now, on="past_code")  # fmt: skip
    documents = written.filter(pl.col("old_code") != pl.col("new_code")).unique("old_code", maintain_order=True)
    by_code = by_code.join(documents.select("old_code", *TOLD), left_on="past_code", right_on="old_code", how="left")
    day_before = pl.col("changed_on") - timedelta(days=1)
    same_code = written.filter(pl.col("old_code").is_null() | (pl.col("old_code") == pl.col("new_code")))
    by_name = same_code.join(regions.select(new_code="region_code"), on="new_code").select(
        *TOLD, region_code="new_code", past_code="old_code", past_name_zh="old_name", past_name_en=pl.lit(None, pl.String),
        past_kind=pl.lit(None, pl.String), until_on=day_before,
        change=pl.when(pl.col("old_name") != pl.col("new_name")).then(pl.lit("renamed")).otherwise(pl.lit("split")),
    )  # fmt: skip
    return pl.concat([by_code.select(PAST), by_name.select(PAST)]).sort("region_code", "until_on", "past_code")
