"""What kind of place the region is, what it was before, and which regions it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import county_words as say
from dashboard.components import filters, notes
from dashboard.reads import county, shell
from dashboard.reads.county import Peers
from dashboard.words import t

Row = Mapping[str, Any]
SHARES = ("individual", "food_drug", "construction", "finance")
TIERS = ("a", "b", "c", "d")


def show(view: Scope, beside: Peers) -> None:
    """Facts of the region, its past, its peers with rule and distance, and the other ways to choose them."""
    own, past = county.place(view), county.past(view)
    facts = [
        (t("county.place.kind"), _kind(view, own)),
        *([(t("county.place.past"), _past(past))] if past else []),
        (t("county.place.structure"), _structure(own)),
        (t("county.place.peers"), _peers(view, beside)),
        (t("county.place.choose"), _choices(beside)),
    ]
    rows = "".join(f"<dt>{escape(head)}</dt><dd>{body}</dd>" for head, body in facts if body)
    heading = notes.section_html(t("county.place.heading"), t("county.place.caption", view=filters.described(view)))
    notes.block(f"<div class='xh-more xc-place'>{heading}<dl class=xf-facts>{rows}</dl></div>")


def _kind(view: Scope, own: Row) -> str:
    parent = own.get("parent_code")
    inside = [row for row in shell.regions(view).values() if row["parent_code"] == view.region]
    parts = [escape(say.kind(own))]
    if parent in shell.regions(view):
        parts.append(say.link("county", say.name(view, parent), region=parent))
    if inside:
        links = [say.link("county", words.named(row), region=row["region_code"]) for row in inside]
        parts.append(t("county.place.inside", n=len(inside)) + t("county.comma_list").join(links))
    return " · ".join(parts)


def _past(past: Sequence[Row]) -> str:
    """Renamed, merged, split: until when, by which document, and what that means for the figures."""
    notes_below = [t("county.place.joined")] if any(row["change"] in ("recoded", "merged") for row in past) else []
    notes_below += [t("county.place.apart")] if any(is_new(row) for row in past) else []
    below = "".join(f"<br><span class=xh-quiet>{note}</span>" for note in notes_below)
    return "<br>".join(_line(row) for row in past) + below


def is_new(row: Row) -> bool:
    """Whether the region was set up by splitting from another: it has no past of its own."""
    return row["change"] == "split" and not row["past_code"]


def _line(row: Row) -> str:
    change = "lost" if row["change"] == "split" and not is_new(row) else row["change"]
    began = row["until_on"] + timedelta(days=1) if row["until_on"] else None
    said = t(f"county.past.{change}", name=words.pick(row, "past_name"), day=words.day(began))
    document = t("county.past.document", document=row["document"]) if row["document"] else ""
    about = t("county.past.by_list") if row["basis"] == "code_list" else ""
    note = words.pick(row, "note")
    return escape(said + document + about + (t("county.past.note", note=note) if note else ""))


def _structure(own: Row) -> str:
    """The register behind the choice of peers; none where the jurisdiction sends none."""
    if own.get("n_entities") is None:
        return t("county.place.no_register")
    parts = [t("county.place.entities", n=words.number(own["n_entities"]), day=words.day(own["as_of"]))]
    shares = [
        t(f"county.place.share_{k}", share=words.percent(own[f"share_{k}"], 0))
        for k in SHARES
        if own.get(f"share_{k}") is not None
    ]
    tiers = [
        t("county.place.tier", tier=k.upper(), share=words.percent(own[f"share_tier_{k}"], 0))
        for k in TIERS
        if own.get(f"share_tier_{k}") is not None
    ]
    if own.get("n_acts_a_year") is not None:
        shares.append(t("county.place.acts", n=words.number(own["n_acts_a_year"])))
    told = [*parts, *(t("county.comma").join(said) for said in (shares, tiers) if said)]
    return escape(t("county.semicolon").join(told))


def _peers(view: Scope, beside: Peers) -> str:
    if not beside.rows:
        return t("county.place.nobody")
    shown = t("county.comma_list").join(_peer(row, beside) for row in beside.rows)
    few = t("county.place.few", n=len(beside.rows)) if len(beside.rows) < county.LEAST_OTHERS else ""
    rule = t(f"county.rule.{'nearest' if beside.rule else beside.asked}", features=_features(beside.rule))
    return f"{shown}<br><span class=xh-quiet>{escape(rule)}{escape(few)}</span>"


def _peer(row: Row, beside: Peers) -> str:
    near = words.number(row["distance"], 2) if beside.rule and row["distance"] is not None else ""
    return say.link("county", words.named(row), region=row["region_code"]) + (f"<small>{near}</small>" if near else "")


def _features(rule: str) -> str:
    """The features of the rule in words, as far as they have words."""
    named = [part.strip() for part in rule.split(";")[0].split(",") if part.strip()]
    return t("county.comma_list").join(
        t(f"county.feature.{f}") if words.has(f"county.feature.{f}") else f for f in named
    )


def _choices(beside: Peers) -> str:
    """Other ways to be compared, as links: the address holds the choice."""
    if len(beside.offered) < 2:
        return ""
    parts = []
    for code, n in beside.offered.items():
        said = t(f"county.choice.{'nearest' if code in county.NEAREST else code}", n=n)
        parts.append(f"<b>{said}</b>" if code == beside.asked else say.link("county", said, peers=code))
    return " · ".join(parts)
