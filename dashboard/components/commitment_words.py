"""What every block of the page `commitments` shows the same way: a share with its counts and interval, a bar, a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard import links, words
from dashboard.access import ALL, Scope
from dashboard.components import filters
from dashboard.reads import shell
from dashboard.words import t

Row = Mapping[str, Any]


def kind(code: str) -> str:
    """A kind of commitment; its code where it is none of ours."""
    key = f"commitments.kind.{code}"
    return t(key) if words.has(key) else code


def step(code: str) -> str:
    """What a share of this page is called here: 公示, 核查."""
    return t(f"commitments.step.{under(code)}")


def under(code: str) -> str:
    """An indicator's code as part of a key: M01_2."""
    return code.replace("-", "_")


def matter(row: Row) -> str:
    """A matter in the reader's language."""
    return words.named(row) or t("commitments.unlisted")


def here(view: Scope) -> str:
    """Region and department in front of a title; nothing for the whole jurisdiction."""
    parts = [filters.region_name(view)] if view.region != shell.plan(view).get("region_code") else []
    parts += [filters.department_name(view)] if view.department != ALL else []
    return t("flags.comma").join(parts) + t("flags.colon") if parts else ""


def to(view: Scope, code: str) -> str:
    """The address of this page with another step opened."""
    return escape(links.href("commitments", view, indicator=code), quote=True)


def cell(row: Row, code: str, counts: tuple[str, str]) -> str:
    """A share for a table: per cent, x/n, and its interval as a thin bar. What has no base says so."""
    x, n = (row[c] for c in counts)
    if not n:
        return words.NONE
    said = f"{words.percent(row[f'{code}_rate'])} <small>{words.fraction(x, n)}</small>"
    return said + whisker(row[f"{code}_low"], row[f"{code}_high"])


def whisker(low: float, high: float) -> str:
    """The interval on a line from 0 to 100 %; its numbers are in the download."""
    return f"<i class=xc-w><i style=left:{low * 100:.0f}%;right:{100 - high * 100:.0f}%></i></i>"


def bar(row: Row, code: str) -> str:
    """The share as a filled bar, its interval laid over the end of it."""
    rate, low, high = (row[f"{code}_{end}"] for end in ("rate", "low", "high"))
    span = f"<u style='left:{low * 100:.1f}%;right:{100 - high * 100:.1f}%'></u>"
    return f"<span class=xc-bar><i style='width:{rate * 100:.1f}%'></i>{span}</span>"


def stack(parts: Sequence[tuple[str, int, str]]) -> str:
    """Parts of a whole (key of the text, count, look) as one bar with its legend; looks: done, late, lost, open."""
    kept = [(t(f"commitments.part.{key}"), n, look) for key, n, look in parts if n]
    bars = "".join(f"<i class='xc-{look}' style='flex:{n}'></i>" for _, n, look in kept)
    legend = "".join(
        f"<li><i class='xc-{look}'></i>{escape(name)} <b>{words.number(n)}</b></li>" for name, n, look in kept
    )
    return f"<div class=xc-stack aria-hidden=true>{bars}</div><ul class=xc-legend>{legend}</ul>"


def lines(view: Scope, row: Row, shares: Mapping[str, tuple[str, str]], chosen: str = "") -> str:
    """Shares one below the other: name (opens its breakdown), bar with interval, per cent, x/n."""
    return f"<table class=xc-lines><tbody>{''.join(_line(view, row, c, n, chosen) for c, n in shares.items())}</tbody></table>"


def _line(view: Scope, row: Row, code: str, counts: tuple[str, str], chosen: str) -> str:
    x, n = (row[c] for c in counts)
    now = " aria-current=true" if code == chosen else ""
    name = f"<a class=xh-link href='{to(view, code)}'{now}>{escape(step(code))}</a>"
    if not n:
        return f"<tr><th scope=row>{name}</th><td></td><td class=r><span class=xh-quiet>{words.blank('not_applicable')}</span></td></tr>"
    value = f"<b>{words.percent(row[f'{code}_rate'])}</b> <small>{words.fraction(x, n)}</small>"
    return f"<tr><th scope=row>{name}</th><td class=b>{bar(row, code)}</td><td class=r>{value}</td></tr>"
