"""Did the measure do it? A verdict per measure in plain words, the tests behind it, and why no more is claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl

from dashboard import words
from dashboard.access import ALL, Scope
from dashboard.charts import forest
from dashboard.components import figures, notes
from dashboard.components import sanction_words as say
from dashboard.reads import sanctions
from dashboard.reads.sanction_claims import DECIDING, Claim, Designs
from dashboard.words import t

Row = Mapping[str, Any]
DESIGNS = ("hazard", "matched", "interrupted", "before_after")
SAID = ("estimate", "low", "high", "p", "q", "n_treated", "n_control", "n_events")


def show(view: Scope, effects: Mapping[str, Designs], claims: Mapping[str, Claim], codes: Sequence[str]) -> None:
    """The measures asked about first: sign, ratio with its interval, one sentence."""
    caption = t("sanctions.effect.caption", quarter=words.quarter(sanctions.told(view)["effects"] or view.quarter))
    if not effects:
        notes.section(t("sanctions.effect.none"), caption)
        later = sanctions.told(view)["latest_effects"]
        why = t("sanctions.effect.only_at", quarter=words.quarter(later)) if later else t("sanctions.effect.none_why")
        notes.block(notes.quiet(why))
        return
    ordered = [c for c in codes if c in claims] + [c for c in claims if c not in codes]
    lines = [_line(view, code, claims[code], effects[code]) for code in ordered]
    missing = [say.measure(view, c) for c in codes if c not in claims and c != ALL]
    more = notes.quiet(t("sanctions.effect.missing", names=words.listed(missing))) if missing else ""
    figures.show(
        forest.draw(lines, label=t("sanctions.effect.label"), foot=t("sanctions.effect.foot")) + more,
        lambda: twin(view, effects),
        key="sanction_effects",
        heading=_heading(view, claims, ordered),
        caption=caption,
        how=t("sanctions.effect.how"),
        view=view,
        definitions={t(f"sanctions.design.{d}"): t(f"sanctions.design.{d}_is") for d in DESIGNS},
    )


def _heading(view: Scope, claims: Mapping[str, Claim], codes: Sequence[str]) -> str:
    """What works by name, the rest by number."""
    names = [say.measure(view, c) for c in codes if claims[c].claim == "works"]
    counted = {claim: sum(claims[c].claim == claim for c in codes) for claim in say.MARKS if claim != "works"}
    rest = [t(f"sanctions.finding.{claim}", n=words.number(n)) for claim, n in counted.items() if n]
    if not names and counted["cannot_say"] == len(codes):
        return t("sanctions.effect.heading_none")
    said = [t("sanctions.effect.works", names=words.listed(names, 3))] if names else []
    return t("sanctions.finding.joint").join([*said, t("sanctions.finding.enum").join(rest)] if rest else said)


def _line(view: Scope, code: str, claim: Claim, designs: Designs) -> forest.Line:
    """Verdict, ratio and matched difference in numbers, and why no more is claimed."""
    row = designs.get(DECIDING) or {}
    said = [_ratio(row), _difference(designs.get(("matched", "comply"))), _events(row), say.reason(claim.reason)]
    below = t("sanctions.joint_space").join(part for part in said if part)
    name = f"{escape(say.measure(view, code))}{say.chip(claim.claim)}"
    ends = (row.get("estimate"), row.get("low"), row.get("high"))
    return forest.Line(name, *ends, f"<small>{escape(below)}</small>")


def _ratio(row: Row) -> str:
    if row.get("estimate") is None:
        return ""
    return t("sanctions.effect.ratio", n=say.times(row["estimate"]), interval=say.between(row["low"], row["high"]))


def _difference(row: Row | None) -> str:
    """The matched difference, with its interval."""
    if not row or row["estimate"] is None:
        return t("sanctions.effect.unmatched")
    ends = t("sanctions.effect.to", low=say.bare(row["low"]), high=say.bare(row["high"]))
    return t("sanctions.effect.matched", n=words.points(row["estimate"]), interval=ends)


def _events(row: Row) -> str:
    n = (row.get("detail") or {}).get("events_with")
    return "" if n is None else t("sanctions.effect.counts", events=words.number(n))


def twin(view: Scope, effects: Mapping[str, Designs]) -> pl.DataFrame:
    """Every measure, design and outcome with its estimate, interval and claim."""
    return say.twin(
        [
            {
                say.head("measure"): say.measure(view, code),
                say.head("design"): design_name(design),
                say.head("outcome"): t(f"sanctions.outcome.{outcome}"),
                **say.headed(row, *SAID),
                say.head("claim"): t(f"sanctions.claim.{row['claim']}") if row["claim"] else None,
                say.head("reason"): say.reason(row["reason"]),
            }
            for code, designs in effects.items()
            for (design, outcome), row in designs.items()
        ]
    )


def design_name(code: str) -> str:
    """A design in words."""
    key = f"sanctions.design.{code}"
    return t(key) if words.has(key) else code
