"""A foreign register's rows made to fit, as its mapping says: rows left out, columns put together, days worked out."""

from __future__ import annotations

import polars as pl

from data.contracts import Contract
from data.ingest import problems, tidy
from data.ingest.headings import Headings
from data.ingest.table import Notice
from data.row_rules import ROW_NUMBER, DaysAfter, RowRules, Words


def matches(conditions: Words, frame: pl.DataFrame, headings: Headings) -> pl.Expr:
    """True where any of the named cells holds one of its words; "" is an empty cell, or a word for nothing."""
    return pl.any_horizontal(
        holds(cell_text(frame, headings.named[heading]), words) for heading, words in conditions.items()
    )


def holds(cell: pl.Expr, words: tuple[str, ...]) -> pl.Expr:
    """True where a cell holds one of the words."""
    folded, meant = tidy.fold(cell), [w for w in words if w not in tidy.BLANKS]
    among = folded.is_in([*meant]).fill_null(False)
    return among | folded.is_null() if len(meant) < len(words) else among


def cell_text(frame: pl.DataFrame, position: int) -> pl.Expr:
    """A cell as text, whatever the file kept it as."""
    name = f"c{position}"
    return pl.col(name) if frame[name].dtype == pl.String else pl.col(name).dt.to_string("iso:strict")


def wanted_rows(frame: pl.DataFrame, headings: Headings, rules: RowRules) -> pl.DataFrame:
    """The rows the mapping does not drop."""
    return frame.filter(~matches(rules.drop, frame, headings)) if rules.drop else frame


def composed(frame: pl.DataFrame, headings: Headings, contract: Contract, rules: RowRules) -> pl.DataFrame:
    """`_row` and our columns as written: those under a heading, those joined of several, cells not believed emptied.

    A day that a file keeps as one is text again under a heading that is not for days.
    """
    columns = {
        name: pl.col(f"c{i}") if name in contract.days else cell_text(frame, i) for name, i in headings.columns.items()
    }
    columns |= {name: joined(parts, frame, headings) for name, parts in rules.joined.items()}
    for name, conditions in rules.empty.items():
        if name in columns:
            columns[name] = pl.when(~matches(conditions, frame, headings)).then(columns[name])
    return frame.select("_row", *(cell.alias(name) for name, cell in columns.items()))


def joined(parts: tuple[str, ...], frame: pl.DataFrame, headings: Headings) -> pl.Expr:
    """Several cells with a hyphen between; empty where one of them is, for half a number is none."""
    cells = [
        pl.col("_row").cast(pl.String) if p == ROW_NUMBER else tidy.fold(cell_text(frame, headings.named[p]))
        for p in parts
    ]
    return pl.concat_str(cells, separator="-") if len(cells) > 1 else cells[0]


def counted_days(
    rows: pl.DataFrame, frame: pl.DataFrame, headings: Headings, rules: RowRules
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """(rows with the days the mapping counts from others, problems where the number of days is none).

    `frame` holds the same rows as they came.
    """
    found = []
    for name, after in rules.days_after.items():
        written = days_written(after, frame, headings)
        number = written.cast(pl.Float64, strict=False)
        number = number.set(number != number.floor(), None).cast(pl.Int64, strict=False)
        lost = written.is_not_null() & number.is_null()
        found.append(problems.flag(rows["_row"].filter(lost), name, "not_a_number", written.filter(lost)))
        rows = rows.with_columns((pl.col(after.base) + pl.duration(days=pl.lit(number))).cast(pl.Date).alias(name))
    return rows, found


def days_written(after: DaysAfter, frame: pl.DataFrame, headings: Headings) -> pl.Series:
    """The number of days of each row as text."""
    if isinstance(after.days, int):
        return pl.repeat(str(after.days), frame.height, dtype=pl.String, eager=True)
    return frame.select(tidy.fold(cell_text(frame, headings.named[after.days]))).to_series()


def raised(rows: pl.DataFrame, rules: RowRules, instants: dict[str, str]) -> tuple[pl.DataFrame, list[pl.Series]]:
    """(rows whose days are not before those they must follow, which rows each rule changed). A moment follows its day."""
    changed = []
    for name, other in rules.not_before.items():
        early = (rows[name] < rows[other]).fill_null(False)
        moved = [pl.when(early).then(pl.col(other)).otherwise(pl.col(name)).alias(name)]
        if name in instants:
            moved.append(pl.when(~early).then(pl.col(instants[name])).alias(instants[name]))
        rows = rows.with_columns(moved)
        changed.append(early)
    return rows, changed


def notices(rules: RowRules, n_dropped: int, n_raised: int) -> list[Notice]:
    """What the mapping did to rows, for the receipt."""
    told = []
    if n_dropped:
        by, by_en = "、".join(rules.drop), ", ".join(rules.drop)
        told.append(
            Notice(
                "dropped_by_mapping",
                f"映射文件规定不属于本类数据的行:{n_dropped} 行(按{by})",
                f"Rows the mapping says are none of this feed's: {n_dropped} (by {by_en})",
            )
        )
    if n_raised:
        which, which_en = "、".join(rules.not_before), ", ".join(rules.not_before)
        told.append(
            Notice(
                "day_raised_by_mapping",
                f"按映射文件把过早的日期改读为不早于另一日期:{n_raised} 行({which})",
                f"Days read as no earlier than another, as the mapping says: {n_raised} rows ({which_en})",
            )
        )
    return told
