"""The catalogue of indicators: reads the cards, checks them, and writes the SQL that observes them.

A card (`cards/<mechanism>.toml`) says what a number means; a plan pack says what someone promised about it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from metrics.card import PERIOD_END, Card, CardUnusable, Mechanism, build, card_from, check_keys

__all__ = [
    "CARDS",
    "EFFECT_PROOF",
    "PROOF",
    "Card",
    "CardUnusable",
    "clause_frame",
    "indicator_frame",
    "observation_sql",
    "observations_sql",
    "read_cards",
]

CARDS = Path(__file__).parent / "cards"
PROOF = Path(__file__).parent / "proof.toml"  # written by tests.benchmarks, shown on the methods page
EFFECT_PROOF = PROOF.with_name("effect_proof.toml")  # the same for claims about measures


def read_cards(folder: Path = CARDS) -> list[Card]:
    """Every card of a folder, by mechanism and position. Raises CardUnusable at the first one that cannot be used."""
    cards = [card for path in sorted(folder.glob("*.toml")) for card in _cards_in(path)]
    seen: set[str] = set()
    for card in cards:
        if card.code in seen:
            raise CardUnusable(f"{card.mechanism.code}.toml", card.code, "this code has two cards; remove one")
        seen.add(card.code)
    return cards


def indicator_frame(cards: list[Card]) -> pl.DataFrame:
    """The cards as table ref_indicator, one row each."""
    rows = [
        {
            **{name: getattr(card, name, None) for name in _INDICATOR},
            "indicator": card.code,
            "mechanism": card.mechanism.code,
            "mechanism_zh": card.mechanism.name_zh,
            "mechanism_en": card.mechanism.name_en,
            "feeds": ",".join(card.feeds),
            "aggregate": card.observe.mart if card.observe else None,
            "additive_over": ",".join(card.additive_over),
            "is_core": card.core,
            "review_on": card.mechanism.review_on,
            "position": position,
        }
        for position, card in enumerate(cards, 1)
    ]
    return pl.DataFrame(rows, schema=_INDICATOR)


def clause_frame(cards: list[Card]) -> pl.DataFrame:
    """The clauses the cards name, as table ref_indicator_clause."""
    rows = [{"indicator": card.code, "plan": c.plan, "clause": c.clause} for card in cards for c in card.clauses]
    return pl.DataFrame(rows, schema={"indicator": pl.String, "plan": pl.String, "clause": pl.String})


def observation_sql(card: Card, within: str = "") -> str:
    """The SELECT that turns the card's mart into rows of agg_observation. AssertionError for a card without events.

    within: a condition on the mart, where only what it holds is counted.
    """
    assert card.observe is not None, card.code
    o = card.observe
    numerator = f"sum({o.numerator})"
    denominator = f"sum({o.denominator})" if o.denominator else "null"
    value = f"{numerator} / nullif({denominator}, 0)" if o.denominator else numerator
    counted = o.rows if card.unit == "amount" else o.denominator or o.numerator  # yuan are no rows
    n_rows = f"sum({counted})" if counted else "null"
    where = "".join(f"\n    and {_condition(column, wanted)}" for column, wanted in o.where.items())
    where += f"\n    and {within}" if within else ""
    # nothing to divide by is no observation: a county without a single penalty is not at 0 %
    having = f"\nhaving {denominator} > 0" if o.denominator else ""
    return (
        f"select\n    '{card.code}' as indicator, '{o.grain}' as period_kind, {o.grain} as period,\n"
        f"    {PERIOD_END[o.grain]} as period_end, region_code, department_code,\n"
        f"    cast({numerator} as double) as numerator, cast({denominator} as double) as denominator,\n"
        f"    cast({value} as double) as value,\n"
        f"    cast({n_rows} as bigint) as n_rows, 'event' as origin\n"
        f"from {o.mart}\nwhere {o.grain} is not null{where}\n"
        f"group by {o.grain}, region_code, department_code{having}"
    )


def observations_sql(cards: list[Card], within: Mapping[str, str] | None = None) -> str:
    """All of agg_observation as one SELECT: every card with events, then returns. within: by indicator (see observation_sql).

    Events stand above returns: where a jurisdiction sends the events of an indicator, its returns do not count.
    """
    events = [observation_sql(card, (within or {}).get(card.code, "")) for card in cards if card.observe]
    # an empty catalogue has no events either: the first half is then no row of the second
    joined = "\nunion all\n".join(events or ["select * from agg_return where false"])
    return f"with event as (\n{joined}\n),\n{_RETURNED}"


_RETURNED = """sent as (
    select distinct e.indicator, r.jurisdiction_code
    from event as e
    join stg_region as r on r.region_code = e.region_code
),
returned as (
    select n.*
    from agg_return as n
    left join stg_region as r on r.region_code = n.region_code
    left join sent as s on s.indicator = n.indicator and s.jurisdiction_code = r.jurisdiction_code
    where s.indicator is null
)
select * from event
union all
select * from returned"""
# the columns of ref_indicator, in their order
_INDICATOR = {
    **dict.fromkeys(("indicator", "mechanism", "mechanism_zh", "mechanism_en", "name_zh", "name_en"), pl.String),
    **dict.fromkeys(
        ("why_zh", "why_en", "numerator_zh", "numerator_en", "denominator_zh", "denominator_en"), pl.String
    ),
    **dict.fromkeys(("unit", "direction", "series", "origin", "feeds", "aggregate", "additive_over"), pl.String),
    "comparable_departments": pl.Boolean,
    "counts_persons": pl.Boolean,
    "least_denominator": pl.Int32,
    "ceiling": pl.Float64,
    "margin": pl.Float64,
    "is_core": pl.Boolean,
    **dict.fromkeys(("rule", "caveat_zh", "caveat_en"), pl.String),
    "review_on": pl.Date,
    "position": pl.Int32,
}


def _condition(column: str, wanted: Any) -> str:
    values = wanted if isinstance(wanted, list) else [wanted]
    literals = ", ".join(_literal(value) for value in values)
    return f"{column} in ({literals})" if len(values) > 1 else f"{column} = {literals}"


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


def _cards_in(path: Path) -> tuple[Card, ...]:
    try:
        return _cards_of(path.name, path.read_text("utf-8"))
    except UnicodeDecodeError as trouble:
        raise CardUnusable(path.name, "", f"no TOML in UTF-8: {trouble}") from trouble


@lru_cache(maxsize=256)  # the same text is the same cards, however often a process builds
def _cards_of(file: str, text: str) -> tuple[Card, ...]:
    try:
        sheet = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise CardUnusable(file, "", f"no TOML in UTF-8: {trouble}") from trouble
    check_keys(file, "", sheet, {"mechanism", "indicator"}, {"mechanism", "indicator"})
    mechanism = build(file, "mechanism", Mechanism, sheet["mechanism"])
    if Path(file).stem != mechanism.code:
        raise CardUnusable(file, "", f"the file of mechanism {mechanism.code} is called {mechanism.code}.toml")
    return tuple(card_from(file, mechanism, entry) for entry in sheet["indicator"])
