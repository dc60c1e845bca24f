"""One measure opened: every design side by side, its course beside that of the compared, and whether the two were alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.charts import course
from dashboard.components import figures, filters, notes, tables
from dashboard.components import sanction_effect as effect
from dashboard.components import sanction_words as say
from dashboard.components.tables import Column
from dashboard.reads import sanctions
from dashboard.reads.sanction_claims import Claim, Designs
from dashboard.words import t

Row = Mapping[str, Any]
ALIKE = 0.1  # standardised difference below which two groups are called alike (Austin 2009)
UNLIKELY = 0.05


def show(view: Scope, effects: Mapping[str, Designs], claims: Mapping[str, Claim], codes: Sequence[str]) -> None:
    """One measure opened in a fold: all designs, its course beside that of the compared, and whether they were alike."""
    if not effects:
        return
    ordered = [c for c in codes if c in effects] + [c for c in effects if c not in codes]
    code = view.measure if view.measure in effects else ordered[0]
    is_asked = view.measure in effects
    fold = st.expander(t("sanctions.opened.fold"), key="sanction_opened_fold", expanded=is_asked, on_change="rerun")
    if fold.open:
        with fold:
            _opened(view, code, ordered, effects[code], claims[code])


def _opened(view: Scope, code: str, ordered: Sequence[str], designs: Designs, claim: Claim) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        filters.choose("measure", {c: say.measure(view, c) for c in ordered}, label=t("sanctions.opened.choose"))
        notes.section(
            t("sanctions.opened.heading", name=say.measure(view, code), claim=t(f"sanctions.claim.{claim.claim}")),
            t("sanctions.opened.caption"),
        )
        _grounds(claim)
        _balance(view, code)
    with right:
        _course(view, code, designs)
    notes.block(_designs(designs) + _details(view, designs))


def _grounds(claim: Claim) -> None:
    like = say.MARKS[claim.claim]
    meaning = f"{say.chip(claim.claim)} {escape(t(f'sanctions.means.{claim.claim}'))}"
    label = "why" if claim.claim in ("association_only", "cannot_say") else "grounds"
    said = escape(t(f"sanctions.opened.{label}", why=say.reason(claim.reason)))
    why = f"<small>{said}</small>" if claim.reason else ""
    notes.block(f"<div class='xf-grounds b-{like}'>{meaning}{why}</div>")


def _designs(designs: Designs) -> str:
    """One line a design: what it found and what it may carry."""
    rows = [(key, designs[key]) for key in sorted(designs, key=lambda k: (_place(k[0]), k[1]))]
    columns = [
        Column(say.head("design"), lambda r: effect.design_name(r[0][0])),
        Column(say.head("outcome"), lambda r: t(f"sanctions.outcome.{r[0][1]}")),
        Column(say.head("found"), lambda r: _found(r[0][0], r[1]), "right_html"),
        Column(say.head("p"), lambda r: say.p_value(r[1]["p"]), "right"),
        Column(say.head("q"), lambda r: say.p_value(r[1]["q"]).replace("p", "q"), "right"),
        Column(say.head("n_treated"), lambda r: r[1]["n_treated"], "count"),
        Column(say.head("n_control"), lambda r: r[1]["n_control"], "count"),
        Column(say.head("n_events"), lambda r: r[1]["n_events"], "count"),
        Column(say.head("claim"), lambda r: say.chip(r[1]["claim"]) if r[1]["claim"] else "", "html"),
        Column(say.head("reason"), lambda r: say.reason(r[1]["reason"])),
    ]
    return (
        tables.html(rows, columns, caption=t("sanctions.opened.designs"))
        + f"<p class=xh-caption>{t('sanctions.opened.how')}</p>"
    )


def _details(view: Scope, designs: Designs) -> str:
    """What the two deciding designs used: strata, adjustments, listings, the assumption behind the ratio."""
    cox, pairs = (designs.get((d, "comply"), {}).get("detail") or {} for d in ("hazard", "matched"))
    lines = {
        "strata": _covariates(cox.get("stratified_by")),
        "adjusted": _covariates(cox.get("adjusted_for")),
        "measures": words.listed(say.measure(view, m) for m in cox.get("measures") or []),
        "listings": _listings(cox),
        "proportional": _proportional(cox.get("ph_p")),
        "matched_on": _covariates(pairs.get("matched_on")),
        "shares": _shares(pairs),
        "unmatched": words.number(pairs["n_unmatched"]) if pairs.get("n_unmatched") is not None else "",
        "interrupted": _interrupted(designs.get(("interrupted", "comply"))),
    }
    rows = "".join(f"<dt>{t(f'sanctions.detail.{k}')}</dt><dd>{escape(said)}</dd>" for k, said in lines.items() if said)
    return f"<h3 class=xf-part>{t('sanctions.detail.heading')}</h3><dl class=xf-facts>{rows}</dl>" if rows else ""


def _covariates(codes: Sequence[str] | None) -> str:
    return words.listed(covariate(c) for c in codes or [])


def _listings(detail: Row) -> str:
    if detail.get("n_listings") is None:
        return ""
    keys = {"n": "n_listings", "left": "n_left_out", "with_": "events_with", "without": "events_without"}
    return t("sanctions.detail.listings_is", **{k: words.number(detail.get(v)) for k, v in keys.items()})


def _proportional(p: float | None) -> str:
    if p is None:
        return ""
    return t(
        "sanctions.detail.proportional_ok" if p > UNLIKELY else "sanctions.detail.proportional_bad", p=say.p_value(p)
    )


def _interrupted(row: Row | None) -> str:
    """The dated rule, and the months on either side of it."""
    detail = (row or {}).get("detail") or {}
    if not detail.get("rule"):
        return ""
    counts = {"before": words.number(detail.get("n_before")), "after": words.number(detail.get("n_after"))}
    return t("sanctions.detail.interrupted_is", rule=detail["rule"], **counts)


def _shares(detail: Row) -> str:
    if detail.get("share_treated") is None or detail.get("share_control") is None:
        return ""
    return t("sanctions.detail.shares_is", **{k: words.percent(detail[f"share_{k}"]) for k in ("treated", "control")})


def _place(design: str) -> int:
    return effect.DESIGNS.index(design) if design in effect.DESIGNS else len(effect.DESIGNS)


def _found(design: str, row: Row) -> str:
    """The estimate in the unit of its design: ratios as multiples, differences in percentage points."""
    if row["estimate"] is None:
        return words.NONE
    if design in ("matched", "before_after"):
        ends = (
            "" if row["low"] is None else t("sanctions.effect.to", low=say.bare(row["low"]), high=say.bare(row["high"]))
        )
        return f"<b>{escape(words.points(row['estimate']))}</b><small>{escape(ends)}</small>"
    said = t("sanctions.effect.times", n=say.times(row["estimate"]))
    return f"<b>{escape(said)}</b><small>{escape(say.between(row['low'], row['high']))}</small>"


def _balance(view: Scope, code: str) -> None:
    rows = sanctions.balance(view).get(code, [])
    if not rows:
        notes.block(notes.quiet(t("sanctions.balance.none")))
        return
    worst = max(abs(r["difference_after"] or 0) for r in rows)
    said = t("sanctions.balance.alike" if worst < ALIKE else "sanctions.balance.unlike", n=words.number(worst, 2))
    notes.block(f"<h3 class=xf-part>{escape(said)}</h3>")
    columns = [
        Column(say.head("covariate"), lambda r: covariate(r["covariate"])),
        Column(say.head("treated"), lambda r: words.number(r["treated"], 2), "right"),
        Column(say.head("control"), lambda r: words.number(r["control_after"], 2), "right"),
        Column(say.head("before"), lambda r: words.number(r["difference_before"], 2), "right"),
        Column(say.head("after"), lambda r: words.number(r["difference_after"], 2), "right"),
    ]
    tables.show(rows, columns, caption=t("sanctions.balance.label"))


def covariate(code: str) -> str:
    """A covariate in words; one that has none yet as it is."""
    key = f"sanctions.covariate.{code}"
    return t(key) if words.has(key) else code


def _course(view: Scope, code: str, designs: Designs) -> None:
    frame = sanctions.course(view, code)
    caption = t("sanctions.course.caption", name=say.measure(view, code))
    if frame.is_empty():
        notes.section(t("sanctions.course.none"), caption)
        return
    figures.show(
        course.draw(frame),
        lambda: _course_twin(frame),
        key="sanction_course",
        heading=_naive(designs),
        caption=caption,
        how=t("sanctions.course.how"),
        view=view,
        shares=[say.head("rate")],
    )  # fmt: skip


def _course_twin(frame: pl.DataFrame) -> pl.DataFrame:
    names = {g: t(f"sanctions.course.{g}") for g in ("treated", "control")}
    group = pl.col("group_code").replace_strict(names, default=pl.col("group_code"))
    return frame.select(group.alias(say.head("group")), *(pl.col(c).alias(say.head(c)) for c in ("month", "n", "rate")))


def _naive(designs: Designs) -> str:
    """What a naive before-and-after shows, what those without the measure did too, and what is left."""
    row = next((r for (design, _), r in designs.items() if design == "before_after"), None)
    if row is None or row["estimate"] is None:
        return t("sanctions.course.heading")
    detail = row["detail"]
    naive = words.points(row["estimate"])
    if detail.get("expected_regression") is None or detail.get("beyond_regression") is None:
        return t("sanctions.course.alone", naive=naive)
    ends = [say.bare(detail.get(k)) for k in ("low", "high")]
    said = {k: words.points(detail[f"{k}_regression"]) for k in ("expected", "beyond")}
    return t("sanctions.course.both", naive=naive, low=ends[0], high=ends[1], **said)
