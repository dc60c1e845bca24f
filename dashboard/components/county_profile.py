"""Every indicator with a figure as one strip: the region on the spread of its peers and of all, with verdict and change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

import polars as pl

from dashboard import theme, words
from dashboard.access import Scope
from dashboard.charts import spread
from dashboard.components import county_words as say
from dashboard.components import evidence, figures, filters, grounds, notes
from dashboard.components.tables import Column, frame
from dashboard.reads.county import Peers, Profile
from dashboard.words import t

Row = Mapping[str, Any]
PARTS: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "core": lambda row: bool(row["is_core"] or row["is_in_plan"]),
    "behind": lambda row: row["side"] == "behind" or row["word"] in ("lagging", "not_met"),
    "ahead": lambda row: row["side"] == "ahead",
}
SIDES = {"ahead": "▲", "behind": "▼", "alike": "≈"}
MANY = 55  # strips: on paper more of them are set smaller
MOST = 60  # strips at once, a rerun stays light: what is judged or tested first, then the core; the others by their numbers


def show(view: Scope, found: Profile, beside: Peers) -> None:
    """The strips by mechanism, those asked for; a table of all numbers below."""
    part = view.part or "all"
    rows = _rest(found) if part == "rest" else [row for row in found.rows if PARTS[part](row)]
    known = _known(rows)
    drawn, few = [row for row in known if _is_drawn(row)], [row for row in known if not _is_drawn(row)]
    first = {row["indicator"] for row in sorted(drawn, key=_rank)[:MOST]}
    drawn, left = (
        [row for row in drawn if row["indicator"] in first],
        [row for row in drawn if row["indicator"] not in first],
    )
    heading = t(f"county.profile.heading_{part}", n=len(known))
    caption = t("county.profile.caption", view=filters.described(view), among=say.among(view, beside))
    small = " xc-many" if len(drawn) > MANY else ""
    body = "".join(_group(list(group)) for _, group in groupby(drawn, key=lambda row: row["mechanism"]))
    nothing = t("county.profile.few_only" if few else "county.profile.none")
    body = _head() + body if body else f"<p class=xh-quiet>{nothing}</p>"
    body += _listed(left, "left") + _listed(few, "few")
    blanks = _blanks(rows) if part == "all" else ""
    notes.block(
        f"<div class='xh-more xc-profile{small}'>{notes.section_html(heading, caption)}{_parts(found, part)}"
        f"{body}{blanks}{_legend()}</div>"
    )
    figures.beside(
        lambda: _twin(found.rows), key="profile", title=t("county.profile.title", name=say.name(view, view.region)),
        caption=caption, how=t("county.profile.how"), view=view,
    )  # fmt: skip


def _known(rows: Sequence[Row]) -> list[Row]:
    """Those with a figure, mechanism by mechanism."""
    return sorted((row for row in rows if row["value"] is not None), key=lambda row: row["mechanism"] or "")


def _is_drawn(row: Row) -> bool:
    """Whether there is anything to lie beside: enough cases of its own, and regions with a figure."""
    n, least = row["judged_n"], row["least_denominator"] or 1
    return (n is None or n >= least) and (row["near_middle"] is not None or row["all_middle"] is not None)


def _rank(row: Row) -> int:
    """What is drawn first where not all can be."""
    if row["side"] in ("ahead", "behind") or row["word"] in ("lagging", "not_met", "watch"):
        return 0
    return 1 if PARTS["core"](row) else 2


def _rest(found: Profile) -> list[Row]:
    """Those that had no room among all."""
    return sorted(filter(_is_drawn, _known(found.rows)), key=_rank)[MOST:]


def _listed(rows: Sequence[Row], why: str) -> str:
    """Without a strip: too few cases to be laid beside others (name and counts, no rate), or no room (with the rate)."""
    if not rows:
        return ""
    items = "; ".join(escape(f"{words.named(row)}\xa0{_told(row, why)}") for row in rows)
    more = f" {say.link('county', t('county.profile.draw'), part='rest')}" if why == "left" else ""
    return f"<p class='xh-caption xc-few'>{t(f'county.profile.{why}', n=len(rows))}{items}{more}</p>"


def _told(row: Row, why: str) -> str:
    counts = words.fraction(row["numerator"], row["denominator"])
    return counts if counts and why == "few" else say.value(row)


def _parts(found: Profile, part: str) -> str:
    """What to show, each with its number."""
    items = []
    for code, is_of in PARTS.items():
        said = t(f"county.part.{code}", n=sum(is_of(row) for row in found.rows if row["value"] is not None))
        items.append(f"<b>{said}</b>" if code == part else say.link("county", said, part=code))
    return f"<p class=xc-parts>{' · '.join(items)}</p>"


def _head() -> str:
    """What stands in which column, once above all groups."""
    heads = ("strip", "value", "near_middle", "side_short", "place_short", "change")
    cells = "".join(f"<td>{t(f'county.head.{head}')}" for head in heads)
    return f"<table class='xc xc-head'><tr><th>{t('county.head.indicator')}{cells}</table>"


def _group(rows: Sequence[Row]) -> str:
    signs = " ".join(f"{theme.mark(word or None).sign}{n}" for word, n in _counted([row["word"] or "" for row in rows]))
    name = escape(words.pick(rows[0], "mechanism") or t("county.profile.other"))
    return f"<details open><summary>{name}<small>{signs}</small></summary><table class=xc>{''.join(map(_line, rows))}</table></details>"


def _counted(found: Sequence[str]) -> list[tuple[str, int]]:
    return [(word, found.count(word)) for word in (*theme.ORDER_OVER[:2], *theme.ORDER[1:5], "") if word in found]


def _line(row: Row) -> str:
    side = SIDES.get(row["side"] or "", "")
    beside = words.value(row["near_middle"], row["unit"]) if row["near_middle"] is not None else "–"
    place = f"{row['rank_low']}–{row['rank_high']}/{row['n_ranked']}" if row["rank_low"] else ""
    change = theme.SIGNS.get(row["change_mark"] or "", "")
    name = f"<a href=indicator?indicator={row['indicator']}>{escape(words.named(row))}</a>"
    return (
        f"<tr><th>{name}{spread.cell(row, evidence.judged(row) or 0.0)}<td>{escape(say.value(row))}"
        f" <q>{say.counts(row)}</q><td>{escape(beside)}<td>{side}<td>{place}<td>{change}"
    )


def _blanks(rows: Sequence[Row]) -> str:
    """Indicators without a figure, by kind of blank: they cannot be drawn, and are not silently left out."""
    kinds: dict[str, list[str]] = {}
    for row in rows:
        if row["value"] is None:
            kinds.setdefault(row["blank"] or "not_returned", []).append(words.named(row))
    return "".join(
        f"<p class=xh-caption>{t('county.profile.blank', kind=words.blank(kind), n=len(names), names=escape(words.listed(names)))}</p>"
        for kind, names in kinds.items()
    )


def _legend() -> str:
    words_shown = " ".join(
        f"<b class=b-{w}>{theme.mark(w).sign}</b>{words.judgement(w)}"
        for w in ("met", "on_course", "watch", "lagging", "insufficient", "no_target")
    )
    marks = " ".join(f"{sign} {t(f'county.side.{side}')}" for side, sign in SIDES.items()) + "".join(
        f" {theme.SIGNS[m]} {t(f'common.change.{m}')}" for m in ("improving", "steady", "worsening")
    )
    places = "--a:4;--b:96;--c:20;--d:84;--e:36;--f:64;--m:52;--o:72;--t:90"
    strip = f"<table class=xc><tr><td class=s style={places}><i></i><s></s><b class=b-met>✓</b></table>"
    return f"<div class=xc-legend>{strip}<p>{t('county.profile.legend')}</p><p>{words_shown}</p><p>{marks}</p></div>"


def _twin(rows: Sequence[Row]) -> pl.DataFrame:
    """Every number of every strip, and those without a figure with their blank."""

    def plain(head: str, key: str) -> Column:
        return Column(t(f"county.head.{head}"), lambda r: r[key])

    columns = [
        Column(t("county.head.mechanism"), lambda r: words.pick(r, "mechanism")),
        Column(t("county.head.indicator"), lambda r: f"{r['indicator']} {words.named(r)}"),
        plain("value", "value"),
        plain("x", "numerator"),
        plain("n", "denominator"),
        Column(t("county.head.blank"), lambda r: words.blank(r["blank"]) if r["blank"] else ""),
        Column(t("county.head.verdict"), grounds.word),
        Column(t("county.head.change"), lambda r: t(f"common.change.{r['change_mark']}") if r["change_mark"] else ""),
        plain("target", "target"),
        *(plain(f"near_{k}", f"near_{k}") for k in spread_columns()),
        *(plain(f"all_{k}", f"all_{k}") for k in spread_columns()),
        Column(t("county.head.side"), lambda r: t(f"county.side.{r['side'] or 'untested'}")),
        plain("q", "q"),
        Column(t("county.head.near_place"), lambda r: say.places(r["near_rank_low"], r["near_rank_high"], r["near_ranked"])),
        Column(t("county.head.place"), lambda r: say.places(r["rank_low"], r["rank_high"], r["n_ranked"]) or say.unranked(r)),
        Column(t("county.head.tier"), lambda r: t(f"county.tier.{r['tier']}") if r["tier"] else ""),
    ]  # fmt: skip
    return frame(rows, columns)


def spread_columns() -> tuple[str, ...]:
    """The numbers of one spread, in the order of the table."""
    return ("n", "low", "quarter_low", "middle", "quarter_high", "high")
