"""ONE verdict per unit, indicator and period: a table of conditions over signals, read from the top, the first match wins.

Signals are computed elsewhere, each once (metrics/evidence.py), and stand beside the verdict in the snapshot, so that
whoever is named can check every step. The table is that of rulings.md (Verdicts); its origins are in statistics.md 5.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from metrics.vocabulary import VERDICTS

SIGNALS = ("D", "T", "P", "V", "A", "F")


def _is(signal: str, *states: str) -> pl.Expr:
    """The signal stands in one of the states; a signal that could not be computed stands in none."""
    return pl.col(signal).is_in(list(states)).fill_null(False)


UNREPORTED = _is("D", "D1")
UNFIT = _is("D", "D2", "D3", "DN")  # provisional, broken definition, too few cases and no series
NO_TARGET = _is("T", "T0")
SHORT, SURELY_SHORT = _is("T", "T3", "T4"), _is("T", "T4")
WORST, BAD, GOOD = _is("P", "P4"), _is("P", "P3"), _is("P", "P0", "P1")
NO_PEERS = pl.col("P").is_null()
SHARED = pl.col("is_shared").fill_null(False)  # too few for a peer test, but nearly all of them fall short
BETTER, WORSE = _is("V", "V1"), _is("V", "V3")
# Who improves by now is not called deteriorating, whatever the two periods before showed.
WORSE_TWICE = (pl.col("n_worse_of_three") >= 2).fill_null(False) & ~BETTER
PASS, FAIL = _is("A", "A1"), _is("A", "A3")
NO_ASSURANCE = pl.col("A").is_null()
WILL, WILL_NOT = _is("F", "F1"), _is("F", "F3")
IN_TIME = ~pl.col("is_past_deadline")
OVER = pl.col("is_over")
NOTHING_TESTED = NO_PEERS & pl.col("V").is_null()


@dataclass(frozen=True)
class Row:
    """One line of the table: its number in rulings.md, when it holds, what it says."""

    number: int
    holds: pl.Expr
    code: str


# A plan that is over asks one thing only, and an indicator without a target is weighed by peers and time alone.
TABLE: Sequence[Row] = (
    Row(1, UNREPORTED, "NOT_REPORTED"),
    Row(2, UNFIT, "NOT_ASSESSABLE"),
    Row(0, OVER & ~NO_TARGET & SHORT, "NOT_MET"),
    Row(0, OVER & ~NO_TARGET, "MET"),
    Row(3, NO_TARGET & (NOTHING_TESTED | OVER), "NO_TARGET"),
    Row(3, NO_TARGET & WORST & ~BETTER, "LAGGING_PEERS"),
    Row(3, NO_TARGET & WORSE_TWICE, "DETERIORATING"),
    Row(3, NO_TARGET & (WORST | BAD | WORSE), "WATCH"),
    Row(3, NO_TARGET & (GOOD | BETTER), "GOOD"),
    Row(3, NO_TARGET, "STABLE"),
    Row(4, SHORT & WILL & IN_TIME & ~WORST, "ON_TRACK"),
    Row(5, SURELY_SHORT & WORST & ~BETTER, "LAGGING"),
    Row(6, SHORT & WORSE_TWICE, "DETERIORATING"),
    Row(7, SURELY_SHORT & FAIL & (BAD | NO_PEERS & ~SHARED), "LAGGING"),
    Row(8, SURELY_SHORT & FAIL, "SHORTFALL_SHARED"),
    Row(9, (SURELY_SHORT & ~IN_TIME) | (SHORT & WILL_NOT), "OFF_TRACK"),
    Row(10, SHORT & BETTER, "IMPROVING_BELOW_TARGET"),
    Row(11, SURELY_SHORT, "BELOW_TARGET"),
    Row(12, SHORT, "WATCH"),
    Row(13, WORSE | BAD | WORST | WILL_NOT, "WATCH"),
    Row(14, PASS, "MET_STABLE"),
    Row(15, NO_ASSURANCE, "MET_UNPROVEN"),
    Row(16, pl.lit(True), "MET_UNSTABLE"),
)


def decide(rows: pl.DataFrame) -> pl.DataFrame:
    """Add code, rule_number and word to rows of signals.

    rows: D, T, P, V, A, F (text such as 'T4'; null where the signal could not be computed), n_worse_of_three (V3 in this
    and the two periods before), is_past_deadline, is_over (the plan's period ended), is_shared (nearly all units of the
    kind fall short; asked where too few for a peer test). D is null where the figure is fit to be weighed.
    rule_number is that of rulings.md; 0 is the plan that is over.
    """
    which = rows.select(first_that_holds([row.holds for row in TABLE])).to_series()
    texts = pl.Categorical if rows.schema["T"] == pl.Categorical else pl.String  # as the rows hold theirs
    return rows.with_columns(
        pl.Series("code", [r.code for r in TABLE], dtype=texts).gather(which),
        pl.Series("rule_number", [r.number for r in TABLE], dtype=pl.Int32).gather(which),
        pl.Series("word", [VERDICTS[r.code] for r in TABLE], dtype=texts).gather(which),
    )


def first_that_holds(lines: Sequence[pl.Expr]) -> pl.Expr:
    """The number of the first condition that holds, counted from 0; of the last where none before it does."""
    first = pl.lit(len(lines) - 1, pl.Int8)
    for nth in reversed(range(len(lines) - 1)):
        first = pl.when(lines[nth]).then(pl.lit(nth, pl.Int8)).otherwise(first)
    return first.alias("nth")
