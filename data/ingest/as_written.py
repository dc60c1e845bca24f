"""What is wrong with cells as they were written: personal data, characters that are none, one cell too many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from data.contracts import Contract
from data.credit_code import is_credit_code
from data.ingest import problems, tidy
from data.ingest.look import Look
from data.ingest.privacy import has_identity_number

GARBLED = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffd}]"


@dataclass(frozen=True)
class Cells:
    """Columns with row numbers and a look at each. They are called by our names, or not at all where they are left behind."""

    frame: pl.DataFrame
    looks: Mapping[str, Look]
    rows: pl.Series
    named: bool = True

    def flagged(self, name: str, hits: pl.Series, rule: str) -> pl.DataFrame:
        """One problem for every cell that is among the hits."""
        among = self.frame[name].is_in(hits.implode()).fill_null(False)
        return problems.flag(self.rows.filter(among), name if self.named else "", rule)


def identity_problems(cells: Cells, contract: Contract) -> Iterator[pl.DataFrame]:
    """Cells with a resident identity number, in columns kept or left behind. A valid credit code is a code."""
    for name, look in cells.looks.items():
        if not look.may_hide:
            continue
        hits = look.values.filter(has_identity_number(look.values))
        if name in contract.with_role("entity"):
            hits = hits.filter(~is_credit_code(folded_codes(hits)))
        if len(hits):
            yield cells.flagged(name, hits, "identity_number")


def folded_codes(written: pl.Series) -> pl.Series:
    """Cells of a code column, cleaned as codes are."""
    return written.to_frame("code").select(tidy.credit_codes(tidy.fold(pl.col("code")))).to_series()


def garbled(cells: Cells) -> Iterator[pl.DataFrame]:
    """Cells with control characters or replacement characters; only odd columns can have them."""
    for name, look in cells.looks.items():
        if look.is_odd:
            hits = look.values.filter(look.values.str.contains(GARBLED))
            if len(hits):
                yield cells.flagged(name, hits, "garbled")


def misplaced(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Rows with more cells than the header."""
    if frame["_extra"].any():
        yield problems.flag(frame["_row"].filter(frame["_extra"]), "", "extra_cells")
