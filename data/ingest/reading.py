"""How a column is read: from a cell as written to a typed value, as layers of expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import dataframely as dy
import polars as pl

from data.contracts import Contract
from data.ingest import tidy
from data.ingest.days import bare_period, moments, periods, spelled, times
from data.ingest.places import department_words, region_words
from data.mapping import FeedMapping

ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?$"
PLAIN_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?$"
PLAIN_PERIOD = r"^[0-9]{4}(?:-[0-9]{2}|Q[1-4])?$"


@dataclass(frozen=True)
class Reading:
    """How one column is read: columns to add, layer by layer, so that no step is worked out twice.

    The cells as written are the column `name`; results are `name|value`, `name|at`, `name|unread`, `name|altered`.
    keeps_clean: a cell that is clean text stays as it is. is_dear: a cell costs so much that few different ones are
    read one by one in a batch of middling size already.
    """

    layers: tuple[dict[str, pl.Expr], ...]
    keeps_clean: bool = False
    is_dear: bool = False


@lru_cache(maxsize=4_096)
def reading(
    name: str,
    dtype: pl.DataType,
    contract: Contract,
    mapping: FeedMapping,
    unit: str | None,
    known: tuple[tuple[str, str], ...],
    form: str,
    of_several: bool = False,
) -> Reading:
    """How a column is read. Kept, because a source has hundreds of small files that are read alike.

    unit: as the heading has it. known: names of places as written, with their codes.
    form: "day" or "moment" where every cell is one (look.py), else "plain" where folding would change no cell.
    of_several: rows of several files stand beside each other, and times of day among them.
    """
    column, meta, cell = contract.columns[name], contract.meta(name), pl.col(name)
    if isinstance(column, dy.Date) and dtype in (pl.Date, pl.Datetime):
        return typed_day(name, dtype, contract)
    plain = form in ("plain", "day")
    folded = tidy.without_blanks(cell) if plain else tidy.fold(cell)
    if meaning := mapping.values.get(name):
        folded = tidy.words(tidy.identifiers(folded) if isinstance(column, dy.String) else folded, meaning)
    elif form in ("day", "moment") and isinstance(column, dy.Date) and not mapping.date_formats:
        return Reading(day_only(name, contract) if form == "day" else moment_only(name, contract, of_several))
    first = {f"{name}|folded": folded}
    if isinstance(column, dy.Date):
        return Reading((first, *day_layers(name, contract, mapping, of_several)), is_dear=not of_several)
    if isinstance(column, dy.Float64):
        read_as = mapping.units.get(name) or unit_of(unit, meta["unit"])
        return Reading((first, *number_layers(name, read_as, in_yuan=meta["unit"] == "yuan")))
    if isinstance(column, dy.Bool):
        value = tidy.flags(pl.col(f"{name}|folded"))
        return Reading((first, {f"{name}|value": value}, understood(name, differs(name, plain))))
    if meta.get("role") == "period":
        return Reading((first, *period_layers(name)))
    keeps = meta.get("role") in (None, "entity", "text") and "written" not in meta and name not in mapping.values
    return Reading((first, *text_layers(name, meta, mapping, known, plain)), keeps_clean=keeps)


def place_words(written: pl.Series, name: str, contract: Contract, mapping: FeedMapping) -> tuple[tuple[str, str], ...]:
    """Names of departments or regions that stand in a column, with their codes."""
    role = contract.meta(name).get("role")
    if role == "department":
        return tuple(sorted(department_words(written.unique(), mapping.departments_file).items()))
    if role == "region" and mapping.regions_file is None:
        return tuple(sorted(region_words(written.unique()).items()))
    return ()


def typed_day(name: str, dtype: pl.DataType, contract: Contract) -> Reading:
    """A column that came as days or moments."""
    cell = pl.col(name)
    if dtype == pl.Date:
        return Reading(({f"{name}|value": ended(cell, name, contract)},))
    moment = cell.dt.replace_time_zone(None).cast(pl.Datetime("us"))
    at = {f"{name}|at": moment} if name in contract.instants else {}
    return Reading(({f"{name}|value": ended(moment.dt.date(), name, contract), **at},))


def endless(name: str, contract: Contract) -> pl.Series:
    """Words that stand for "no end" where a day may be left out."""
    return pl.Series(tidy.ENDLESS if contract.columns[name].nullable else (), dtype=pl.String)


def ended(day: pl.Expr, name: str, contract: Contract) -> pl.Expr:
    """The day; 2999-12-31 and its like are "no end" where a day may be left out."""
    return tidy.without_end(day) if contract.columns[name].nullable else day


def day_only(name: str, contract: Contract) -> tuple[dict[str, pl.Expr], ...]:
    """Days that are all written 2020-07-09, which most files have."""
    folded, value = pl.col(name).replace(endless(name, contract), None), pl.col(f"{name}|value")
    unread = {f"{name}|unread": value.is_null() & pl.col(f"{name}|folded").is_not_null()}
    day = pl.col(f"{name}|folded").str.to_date("%Y-%m-%d", strict=False)
    last = {f"{name}|value": ended(value, name, contract)}
    return (
        {f"{name}|folded": folded},
        {f"{name}|value": day},
        unread,
        *([last] if contract.columns[name].nullable else []),
    )


def moment_only(name: str, contract: Contract, of_several: bool) -> tuple[dict[str, pl.Expr], ...]:
    """Moments that are all written 2020-07-09 13:05:00, as databases export them."""
    moment = pl.col(f"{name}|moment")
    read = pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    day = ended(moment.dt.date(), name, contract)
    last = {f"{name}|value": day, f"{name}|unread": moment.is_null() & pl.col(name).is_not_null()}
    if name in contract.instants:
        last[f"{name}|at"] = times(pl.col(name), moment, of_several)
    return {f"{name}|moment": read}, last


def day_layers(name: str, contract: Contract, mapping: FeedMapping, of_several: bool) -> tuple[dict[str, pl.Expr], ...]:
    """Days as text, and moments beside them where the contract keeps them."""
    folded, moment = pl.col(f"{name}|folded"), pl.col(f"{name}|moment")
    formats = mapping.date_formats.get(name, mapping.date_formats.get("*", ()))
    day = ended(moment.dt.date(), name, contract)
    last = {f"{name}|value": day, f"{name}|unread": moment.is_null() & folded.is_not_null()}
    last[f"{name}|altered"] = ~pl.col(name).str.contains(ISO_DAY)
    if name in contract.instants:
        last[f"{name}|at"] = times(folded, moment, of_several)
    return (
        {f"{name}|folded": folded.replace(endless(name, contract), None)},
        {f"{name}|spelled": spelled(folded)},
        {f"{name}|moment": moments(folded, pl.col(f"{name}|spelled"), formats)},
        last,
    )


def number_layers(name: str, unit: str, *, in_yuan: bool) -> tuple[dict[str, pl.Expr], ...]:
    """Figures. `in_yuan`: the column keeps yuan; money is read in 10,000 yuan, so it is brought back, to the cent."""
    figure = {f"{name}|figure": tidy.figures(pl.col(f"{name}|folded"), unit)}
    number = tidy.numbers(pl.col(f"{name}|figure"), unit)
    value = {f"{name}|value": (number * 10_000).round(2) if in_yuan else number}
    return figure, value, understood(name, ~pl.col(name).str.contains(PLAIN_NUMBER))


def period_layers(name: str) -> tuple[dict[str, pl.Expr], ...]:
    """Months, quarters, years."""
    bare = {f"{name}|bare": bare_period(pl.col(f"{name}|folded"))}
    value = {f"{name}|value": periods(pl.col(f"{name}|bare"))}
    return bare, value, understood(name, ~pl.col(name).str.contains(PLAIN_PERIOD))


def understood(name: str, altered: pl.Expr) -> dict[str, pl.Expr]:
    """The flags of a column once its value is there."""
    value, folded = pl.col(f"{name}|value"), pl.col(f"{name}|folded")
    return {f"{name}|unread": value.is_null() & folded.is_not_null(), f"{name}|altered": altered}


def text_layers(
    name: str, meta: Mapping[str, object], mapping: FeedMapping, known: tuple[tuple[str, str], ...], plain: bool
) -> tuple[dict[str, pl.Expr], ...]:
    """Codes, names, words of lists and prose. A word given another name by a list or mapping has kept its form."""
    role, folded = meta.get("role"), pl.col(f"{name}|folded")
    # A mapping's own words stand as it has them.
    value = folded if plain or name in mapping.values else tidy.identifiers(folded)
    altered = pl.col(f"{name}|value").ne_missing(pl.col(name))
    if role == "entity" and mapping.id_scheme == "uscc":
        value = tidy.credit_codes(folded)
    elif role == "region" and mapping.regions_file is None:
        value = by_name(name, known, tidy.region_codes(folded))
    elif role == "department":
        value, altered = by_name(name, known, value), differs(name, plain)
    elif role == "text":
        value, altered = tidy.prose(pl.col(name)), differs(name, plain)
    elif "written" in meta:
        value, altered = tidy.words(folded, meta["written"]), differs(name, plain)  # type: ignore[arg-type]
    return {f"{name}|value": value}, {f"{name}|altered": differs(name, plain) if name in mapping.values else altered}


def by_name(name: str, known: tuple[tuple[str, str], ...], otherwise: pl.Expr) -> pl.Expr:
    """The code of a name as written, else the cell cleaned as a code."""
    if not known:
        return otherwise
    return pl.coalesce(pl.col(name).replace_strict(dict(known), default=None, return_dtype=pl.String), otherwise)


def differs(name: str, plain: bool) -> pl.Expr:
    """Cells whose form trimming changes."""
    return pl.lit(False) if plain else tidy.trim(pl.col(name)).ne_missing(pl.col(name))


def unit_of(in_heading: str | None, ours: str) -> str:
    """The heading's unit where it speaks of the same kind of thing as ours."""
    kinds = {"percent": ("share", "value"), "yuan": ("10k_yuan", "yuan"), "10k_yuan": ("10k_yuan", "yuan")}
    return in_heading if in_heading and ours in kinds[in_heading] else ours
