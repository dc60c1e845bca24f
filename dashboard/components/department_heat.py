"""Indicators by units, one mark a cell. Cells are counted by colour, never summed into a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, theme, words
from dashboard.access import ALL, Scope
from dashboard.components import department_words as say
from dashboard.components import figures, grounds, notes
from dashboard.reads import departments, shell
from dashboard.reads.departments import DEPARTMENTS, Heat
from dashboard.words import t

Row = Mapping[str, Any]
MOST_ROWS, MOST_UNITS = 14, 18
COUNTED = ("lagging", "watch", "insufficient")


def show(view: Scope, asked: str, heat: Heat) -> None:
    """The worst indicators of the worst units; all of them in the table below."""
    caption = t("departments.heat.caption", kind=say.kind(asked), view=_where(view, asked))
    if heat.cells.is_empty():
        notes.section(t("departments.heat.heading_none"), caption)
        notes.block(f"<p class=xh-quiet>{t('departments.heat.none')}</p>")
        return
    units, indicators = heat.units[:MOST_UNITS], heat.indicators[:MOST_ROWS]
    notes.section(_heading(heat), caption)
    cells = departments.cells(heat, indicators, units)
    head = "".join(_head(view, unit) for unit in units)
    body = "".join(_line(view, cells, indicator, units) for indicator in indicators)
    foot = "".join(_count(heat, word, units) for word in COUNTED)
    left = (len(heat.indicators) - len(indicators), len(heat.units) - len(units))
    more = f"<p class=xh-caption>{t('departments.heat.more', rows=left[0], units=left[1])}</p>" if any(left) else ""
    label = escape(t("departments.heat.label"), quote=True)
    notes.block(
        f"<div class=xh-scroll tabindex=0><table class=xd-heat aria-label='{label}'><thead><tr><th scope=col>"
        f"{t('departments.head.indicator')}</th>{head}</tr></thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table></div>"
        f"{_legend()}{more}"
    )
    figures.beside(
        lambda: _twin(view, heat), key="heat", title=t("departments.heat.label"), caption=caption, how=t("departments.heat.how"), view=view,
    )  # fmt: skip


def _where(view: Scope, asked: str) -> str:
    place = words.named(shell.regions(view).get(view.region, {}))
    if asked == DEPARTMENTS or view.department == ALL:
        return place
    return f"{place} · {words.named(shell.departments(view).get(view.department, {}))}"


def _heading(heat: Heat) -> str:
    total = {word: sum(counts[word] for counts in heat.counts.values()) for word in COUNTED}
    return t(
        "departments.heat.heading", n=words.number(heat.cells.height), **{w: words.number(n) for w, n in total.items()}
    )


def _head(view: Scope, unit: tuple[str, str]) -> str:
    region, department = unit
    changes = (
        {"department": department} if region == view.region and department != ALL else {"region": region, "units": ""}
    )
    own = " class=own" if department == view.department != ALL and region == view.region else ""
    name = say.anchor(links.href("departments", view, **changes), say.unit(view, region, department))
    return f"<th scope=col{own}><span>{name}</span></th>"


def _line(
    view: Scope, found: Mapping[tuple[str, str, str], Row], indicator: str, units: Sequence[tuple[str, str]]
) -> str:
    card = shell.indicators(view).get(indicator, {})
    name = say.anchor(links.href("indicator", view, indicator=indicator), words.named(card) or indicator)
    cells = "".join(_cell(found.get((indicator, *unit)), card.get("unit")) for unit in units)
    return f"<tr><th scope=row>{name}</th>{cells}</tr>"


def _cell(row: Row | None, unit: str | None) -> str:
    if row is None:
        return "<td>"
    word = row["word"]
    doubt = " q" if word == "lagging" and not row["is_nameable"] else ""
    said = f"{grounds.word(row)} {words.value(row['value'], unit)}" if row["value"] is not None else grounds.word(row)
    return f"<td class='{word}{doubt}' title='{escape(said, quote=True)}'>{theme.mark(word).sign}"


def _count(heat: Heat, word: str, units: Sequence[tuple[str, str]]) -> str:
    cells = "".join(f"<td>{heat.counts[unit][word]}" for unit in units)
    return f"<tr><th scope=row>{t(f'departments.heat.n_{word}')}</th>{cells}</tr>"


def _legend() -> str:
    shown = ("lagging", "lagging q", "watch", "on_course", "met", "insufficient", "no_target")
    marks = "".join(f"<span><i class='{c}'>{theme.mark(c.split()[0]).sign}</i>{escape(_said(c))}</span>" for c in shown)
    return f"<p class='xd-legend'>{marks}</p>"


def _said(code: str) -> str:
    return t("common.judgement.lagging_unverified") if code.endswith("q") else words.judgement(code)


def _twin(view: Scope, heat: Heat) -> pl.DataFrame:
    """Every cell in words, one column a unit."""
    cards = shell.indicators(view)
    found = departments.cells(heat, heat.indicators, heat.units)
    held = {indicator: [found.get((indicator, *unit)) for unit in heat.units] for indicator in heat.indicators}
    first = pl.Series(t("departments.head.indicator"), [f"{i} {words.named(cards.get(i, {}))}" for i in held])
    rest = [
        pl.Series(say.unit(view, *unit), [_worded(cells[k]) for cells in held.values()], dtype=pl.String)
        for k, unit in enumerate(heat.units)
    ]
    return pl.DataFrame([first, *{column.name: column for column in rest}.values()])


def _worded(row: Row | None) -> str | None:
    return None if row is None else grounds.word(row)
