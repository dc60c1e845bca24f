"""One file against its contract: kept rows, refused rows with reasons, and a receipt in which every row is found again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import FEEDS, Contract
from data.errors import FileRefused
from data.ingest import problems, receipt
from data.ingest.examine import examine
from data.ingest.privacy import mask
from data.mapping import FeedMapping, SourceSettings, plain_mapping, read_settings


@dataclass(frozen=True)
class Checked:
    """A file checked: receipt (JSON of the data contract), kept rows, problems with sentences."""

    receipt: dict[str, Any]
    kept: pl.DataFrame
    problems: pl.DataFrame

    @property
    def exit_code(self) -> int:
        """0 all kept, 1 some rows refused, 2 file refused."""
        return receipt.exit_code(self.receipt)


def check_file(
    path: Path | str,
    feed: str,
    mapping: FeedMapping | SourceSettings | Path | str | None = None,
    as_of: date | None = None,
) -> Checked:
    """Check one file and write nothing. A refused file is a receipt with `file_error`, not an exception.

    mapping: settings, or the path of a source.toml. Days after `as_of` are refused; without it, the latest believable
    day of the file stands in for it. Raises FileRefused for a feed that does not exist, SourceUnusable for a bad mapping.
    """
    path, contract = Path(path), contract_of(feed)
    if isinstance(mapping, Path | str):
        mapping = read_settings(Path(mapping))
    if isinstance(mapping, SourceSettings):
        as_of = as_of or mapping.as_of
        mapping = mapping.mapping(feed)
    where = mask(path.name)
    try:
        done = examine(path, contract, mapping or plain_mapping(None, None), where=where, as_of=as_of)
    except FileRefused as error:
        refused = receipt.for_refused_file(where, feed, error, as_of)
        return Checked(refused, pl.DataFrame(schema=contract.staged), problems.worded(problems.empty(), contract, {}))
    told = problems.worded(done.problems, contract, done.names)
    return Checked(receipt.for_file(where, feed, done, told, as_of), done.kept.collect(), told)


def contract_of(feed: str) -> Contract:
    """The contract of a feed. Raises FileRefused naming the feeds there are."""
    if feed in FEEDS:
        return FEEDS[feed]
    known = ", ".join(FEEDS)
    raise FileRefused(
        mask(feed),
        "unknown_feed",
        ("没有这种数据。", "There is no such feed."),
        (f"可用:{known}。", f"Known: {known}."),
    )
