"""What every block of the page `county` says the same way: values, places, kinds, who is compared with whom."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import evidence
from dashboard.reads import county, shell
from dashboard.reads.county import Peers
from dashboard.words import t

Row = Mapping[str, Any]


def link(page: str, text: str, **changes: str) -> str:
    """A link that names only what it changes; inside a block of class xh-more the script adds the rest of the address."""
    query = "&amp;".join(f"{name}={value}" for name, value in changes.items())
    return f"<a href={page}?{query}>{escape(text)}</a>"


def name(view: Scope, code: str) -> str:
    """A region by its name."""
    return words.named(shell.region_names(view).get(code, {})) or code


def kind(row: Row) -> str:
    """县, 市辖区, 设区市: one place of a kind."""
    key = f"county.kind.{row.get('kind')}"
    return t(key) if words.has(key) else t("county.kind.other")


def kinds(row: Row) -> str:
    """The same of many, as a plural where the language has one."""
    key = f"evidence.kind.{row.get('kind')}"
    return t(key) if words.has(key) else t("evidence.kind.other")


def indicator(row: Row) -> str:
    """Its name, by which a link leads to the page of the indicator."""
    return link("indicator", words.named(row) or row["indicator"], indicator=row["indicator"])


def value(row: Row) -> str:
    """The rate judged on, in the unit of the card; a blank by its kind."""
    if row["value"] is None:
        return words.blank(row["blank"] or "not_returned")
    return words.value(evidence.judged(row), row.get("unit"))


def counts(row: Row) -> str:
    """1,204/1,466 as judged on; four quarters together are said to be so."""
    n = words.fraction(row["judged_x"], row["judged_n"])
    return t("county.pooled", counts=n) if n and evidence.is_pooled(row) else n


def places(low: int | None, high: int | None, n: int | None) -> str:
    """可能名次 3–11（共27）: never one place alone unless it is the only one possible."""
    if low is None or high is None or n is None:
        return ""
    return t("county.places", low=low, high=high, n=n) if low != high else t("county.place_sure", rank=low, n=n)


def unranked(row: Row) -> str:
    """Why a figure has no place."""
    return t(f"county.excluded.{row['excluded']}") if row.get("excluded") else ""


def among(view: Scope, beside: Peers) -> str:
    """10个可比县: the regions compared with, by how they were chosen."""
    own = kinds(county.place(view))
    key = "nearest" if beside.asked in county.NEAREST else beside.asked
    return t(f"county.among.{key}", n=len(beside.rows), kind=own)
