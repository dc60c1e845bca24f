"""Does it rise with risk? The verdict with its test in words, and the offices where it falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import links, words
from dashboard.access import Scope
from dashboard.charts import multiple
from dashboard.components import figures, notes
from dashboard.components import inspection_words as say
from dashboard.reads.inspections import Tested
from dashboard.words import t

Row = Mapping[str, Any]
MOST_NAMED = 5


def show(view: Scope, ratio: Mapping[tuple[str, str], Row], gradients: Mapping[str, Row]) -> None:
    """Verdict, multiple against plan, test in words."""
    found = gradients.get("ratio")
    caption = t("inspections.gradient.caption", since=say.since(view))
    if found is None:
        notes.section(t("inspections.gradient.none"), caption)
        notes.block(notes.quiet(t("inspections.gradient.none_why")))
        return
    figures.show(
        _verdict(ratio, found),
        lambda: _twin(gradients),
        key="inspection_gradient",
        heading=t("inspections.gradient.heading"),
        caption=caption,
        how=t("inspections.gradient.how"),
        view=view,
        definitions={t("inspections.define.scores"): found["scores"] or words.NONE},
    )


def _verdict(ratio: Mapping[tuple[str, str], Row], found: Row) -> str:
    state = say.verdict(found)
    meaning = f"{say.chip(state)} {escape(t(f'inspections.gradient.{state}'))}"
    said = f"<div class='xf-grounds b-{say.MARKS[state]}'>{meaning}</div>"
    return said + (_multiple(ratio, found) if found["tier_from"] and found["tier_to"] else "") + _test(found)


def _multiple(ratio: Mapping[tuple[str, str], Row], found: Row) -> str:
    """Riskiest tier against the least risky, in both their rates and as a multiple."""
    high, low = found["tier_to"], found["tier_from"]
    lines = {say.tier_short(x): escape(_rate(ratio.get((x, "random")))) for x in (high, low)}
    if found["ratio"] is not None:
        lines[t("inspections.gradient.multiple", high=high, low=low)] = _times(found)
    planned = found["planned_ratio"]
    lines[t("inspections.gradient.planned")] = (
        f"<span class=xf-quiet>{t('inspections.gradient.no_plan')}</span>"
        if planned is None
        else escape(t("inspections.gradient.times", n=say.times(planned)))
    )
    return say.facts(lines)


def _times(found: Row) -> str:
    """The multiple with its interval, in numbers and drawn."""
    number = t("inspections.gradient.times", n=say.times(found["ratio"]))
    ends = {"low": say.times(found["ratio_low"]), "high": say.times(found["ratio_high"])}
    interval = t("inspections.gradient.exact", **ends) if found["ratio_low"] is not None else ""
    drawn = multiple.draw(found["ratio"], found["ratio_low"], found["ratio_high"], found["planned_ratio"])
    return f"<b>{escape(number)}</b> <span class=xf-quiet>{escape(interval)}</span>{drawn}"


def _rate(row: Row | None) -> str:
    return say.rate(row["n_inspected"], row["n_register"]) if row else words.NONE


def _test(found: Row) -> str:
    """The tests, in a sentence anybody can repeat."""
    if found["z"] is None:
        return ""
    slope, p = words.points(found["slope"]), say.p_value(found["p_trend"])
    said = t("inspections.gradient.trend", scores=found["scores"], slope=slope, z=words.number(found["z"], 2), p=p)
    if found["chi2"] is not None:
        freedom, p = (found["n_tiers"] or 1) - 1, say.p_value(found["p_homogeneity"])
        said += t("inspections.gradient.equal", chi2=words.number(found["chi2"], 1), df=freedom, p=p)
    return f"<p class=xh-caption>{escape(said)}</p>"


TESTED = (
    "tier_from", "tier_to", "ratio", "ratio_low", "ratio_high", "planned_ratio", "n_tiers", "n", "x", "scores", "slope", "z", "p_trend",
    "q_trend", "chi2", "p_homogeneity",
)  # fmt: skip


def _twin(gradients: Mapping[str, Row]) -> pl.DataFrame:
    asked = t("inspections.head.asked")
    return say.twin(
        [
            {asked: t(f"inspections.asked.{a}"), **say.state(row), **say.exported(row, *TESTED)}
            for a, row in gradients.items()
        ]
    )


def offices(view: Scope, tested: Tested) -> None:
    """Where the gradient falls: offices by name, each a link to itself."""
    n, inverted = words.number(tested.n), tested.inverted
    if not tested.n:
        notes.section(t("inspections.offices.untested"))
        notes.block(notes.quiet(t("inspections.offices.untested_why")))
        return
    kind = "heading" if inverted else "none"
    heading = t(f"inspections.offices.{kind}", named=words.number(len(inverted)), n=n)
    unnamed = t("inspections.offices.unnamed", n=words.number(tested.n_unnamed)) if tested.n_unnamed else ""
    notes.section(heading, t("inspections.offices.caption", n=n) + unnamed)
    if not inverted:
        return
    items = "".join(_office(view, row) for row in inverted[:MOST_NAMED])
    more = len(inverted) - MOST_NAMED
    rest = f"<li class=xf-quiet>{t('inspections.offices.more', n=words.number(more))}</li>" if more > 0 else ""
    notes.block(f"<ul class=xh-grounds>{items}{rest}</ul>")
    figures.beside(
        lambda: _offices_twin(view, inverted),
        key="inspection_inverted",
        title=heading,
        caption=t("inspections.gradient.caption", since=say.since(view)),
        how=t("inspections.offices.how"),
        view=view,
    )


def _office(view: Scope, row: Row) -> str:
    to = links.href("inspections", view, region=row["region_code"], department=row["department_code"])
    name = escape(say.office(view, row["region_code"], row["department_code"]))
    said = t(
        "inspections.offices.grounds",
        high=say.tier_short(row["tier_to"]),
        high_rate=say.rate(row["to_x"], row["to_n"]),
        low=say.tier_short(row["tier_from"]),
        low_rate=say.rate(row["from_x"], row["from_n"]),
        z=words.number(row["z"], 2),
        p=say.p_value(row["p_trend"]),
    )
    within = t("inspections.offices.within", n=words.number(row["n_within"])) if row["n_within"] else ""
    linked = f"<a class='xh-link xh-plain' href='{escape(to, quote=True)}'>{name}</a>"
    return f"<li><b>{linked}</b> {escape(said + within)}</li>"


def _offices_twin(view: Scope, inverted: Sequence[Row]) -> pl.DataFrame:
    keys = (
        "tier_to", "to_x", "to_n", "tier_from", "from_x", "from_n", "slope", "z", "p_trend", "q_trend", "ratio", "ratio_low", "ratio_high",
        "n_within",
    )  # fmt: skip
    office = t("inspections.head.office")
    return say.twin(
        [{office: say.office(view, r["region_code"], r["department_code"]), **say.exported(r, *keys)} for r in inverted]
    )
