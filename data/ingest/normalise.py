"""From cells as written to typed columns: what was understood, what was not, and which rows had to be cleaned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import dataframely as dy
import polars as pl

from data.contracts import Contract
from data.ingest import tidy
from data.ingest.days import days, periods
from data.ingest.places import department_codes, region_names
from data.mapping import FeedMapping

ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?$"
PLAIN_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?$"
PLAIN_PERIOD = r"^[0-9]{4}(?:-[0-9]{2}|Q[1-4])?$"

Cleaned = tuple[pl.Series, pl.Series | None]  # values, and a moment beside a day


@dataclass(frozen=True)
class Normalised:
    """`rows` has every column of the contract, its instants and `_row`; `unread` are the cells that held something
    that is no day, number, period or flag, by column; `altered` marks rows that were cleaned."""

    rows: pl.DataFrame
    unread: Mapping[str, pl.Series]
    altered: pl.Series


def normalise(raw: pl.DataFrame, contract: Contract, mapping: FeedMapping, units: Mapping[str, str]) -> Normalised:
    """Type and clean the columns of one batch. `raw` has `_row` and our column names; units come from the headings."""
    columns: dict[str, pl.Series] = {"_row": raw["_row"]}
    unread: dict[str, pl.Series] = {}
    altered = pl.repeat(False, raw.height, dtype=pl.Boolean, eager=True)
    for name, column in contract.columns.items():
        written = given(raw, name, mapping)
        if written is None:
            columns[name] = pl.repeat(None, raw.height, dtype=column.dtype, eager=True)
            continue
        values, moments = typed(written, name, contract, mapping, units)
        columns[name] = values
        if moments is not None and name in contract.instants:
            columns[contract.instants[name]] = moments
        if written.dtype == pl.String and name in raw.columns:
            if (lost := not_understood(written, values, column)) is not None:
                unread[name] = lost
            altered = altered | cleaned(written, values, column, contract.meta(name))
    for at in contract.instants.values():
        columns.setdefault(at, pl.repeat(None, raw.height, dtype=pl.Datetime("us"), eager=True))
    rows = pl.DataFrame({name: columns[name].cast(dtype) for name, dtype in contract.staged.items()})
    if contract.derive:
        before, rows = rows, contract.derive(rows)
        for name in contract.recomputed:
            altered = altered | (before[name].is_null() & rows[name].is_not_null())
    return Normalised(rows, unread, altered)


def given(raw: pl.DataFrame, name: str, mapping: FeedMapping) -> pl.Series | None:
    """The cells of a column: from the file, else the mapping's constant (which also fills nothing but absent columns)."""
    if name in raw.columns:
        written = raw[name]
        if written.dtype == pl.String and (meaning := mapping.values.get(name)):
            return tidy.by_value(written, lambda s: tidy.words(s, meaning))
        return written
    if name in mapping.constants:
        return pl.repeat(mapping.constants[name], raw.height, dtype=pl.String, eager=True).alias(name)
    return None


def typed(
    written: pl.Series, name: str, contract: Contract, mapping: FeedMapping, units: Mapping[str, str]
) -> Cleaned:
    """One column in its own type."""
    column, meta = contract.columns[name], contract.meta(name)
    if isinstance(column, dy.Date):
        return as_days(written, mapping, name, endless=column.nullable)
    if isinstance(written.dtype, pl.Date | pl.Datetime):
        written = written.dt.to_string("%Y-%m-%d")
    if isinstance(column, dy.Bool):
        return tidy.by_value(written, tidy.flags), None
    if isinstance(column, dy.Float64):
        unit = mapping.units.get(name) or unit_of(units.get(name), meta["unit"])
        return tidy.by_value(written, lambda s: tidy.numbers(s, unit)), None
    return tidy.by_value(written, cleaner(meta, mapping)), None


def unit_of(in_heading: str | None, ours: str) -> str:
    """The heading's unit where it speaks of the same kind of thing as ours."""
    kinds = {"percent": ("share", "value"), "yuan": ("10k_yuan",), "10k_yuan": ("10k_yuan",)}
    return in_heading if in_heading and ours in kinds[in_heading] else ours


def as_days(written: pl.Series, mapping: FeedMapping, name: str, *, endless: bool) -> Cleaned:
    """Days, and moments beside them."""
    if isinstance(written.dtype, pl.Date):
        return written, None
    if isinstance(written.dtype, pl.Datetime):
        moments = written.dt.replace_time_zone(None).cast(pl.Datetime("us"))
        return moments.dt.date(), moments
    formats = mapping.date_formats.get(name, mapping.date_formats.get("*", ()))
    both = tidy.by_value(written, lambda s: days(s, formats, endless=endless).to_struct())
    return both.struct.field("day"), both.struct.field("at")


def cleaner(meta: Mapping[str, object], mapping: FeedMapping) -> Callable[[pl.Series], pl.Series]:
    """How text of a role is cleaned."""
    role = meta.get("role")
    if role == "entity":
        return tidy.credit_codes if mapping.id_scheme == "uscc" else tidy.identifiers
    if role == "region":
        if mapping.regions_file:
            return tidy.identifiers
        return lambda s: region_names(tidy.region_codes(s), None)
    if role == "department":
        return lambda s: department_codes(tidy.identifiers(s), mapping.departments_file)
    if role == "period":
        return periods
    if role == "text":
        return tidy.prose
    if "written" in meta:
        return lambda s: tidy.words(s, meta["written"])  # type: ignore[arg-type]
    return tidy.identifiers


def not_understood(written: pl.Series, values: pl.Series, column: dy.Column) -> pl.Series | None:
    """Cells that hold something, but nothing of the column's type."""
    if isinstance(column, dy.String) and "role" not in (column.metadata or {}):
        return None
    lost = values.is_null() & written.is_not_null()
    if not lost.any():
        return None
    still = tidy.fold(written.filter(lost)).is_not_null()
    if isinstance(column, dy.Date) and column.nullable:
        still = still & ~tidy.fold(written.filter(lost)).is_in(list(tidy.ENDLESS)).fill_null(False)
    found = lost.to_numpy().copy()
    found[found] = still.to_numpy()
    return pl.Series(found)


def cleaned(written: pl.Series, values: pl.Series, column: dy.Column, meta: Mapping[str, object]) -> pl.Series:
    """Cells whose form was changed. A word given another name by a list or mapping has kept its form."""
    if isinstance(column, dy.Date):
        changed = ~written.str.contains(ISO_DAY)
    elif isinstance(column, dy.Float64):
        changed = ~written.str.contains(PLAIN_NUMBER)
    elif meta.get("role") == "period":
        changed = ~written.str.contains(PLAIN_PERIOD)
    elif "written" in meta or meta.get("role") in ("department", "text") or isinstance(column, dy.Bool):
        changed = tidy.by_value(written, lambda s: tidy.fold(s).ne_missing(s) & s.is_not_null())
    else:
        changed = values.ne_missing(written) & written.is_not_null()
    return changed.fill_null(False)
