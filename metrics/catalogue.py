"""The catalogue of indicators: reads the cards, checks them, and writes the SQL that observes them.

A card (`cards/<mechanism>.toml`) says what a number means; a plan pack says what someone promised about it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from metrics import vocabulary

CARDS = Path(__file__).parent / "cards"
_CODE = re.compile(r"M\d\d-\d{1,2}(-[A-Z])?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHOICES = {
    "unit": vocabulary.UNITS,
    "direction": vocabulary.DIRECTIONS,
    "series": vocabulary.SERIES,
    "origin": vocabulary.ORIGINS,
}


class CardUnusable(ValueError):
    """A card contradicts the schema or another card: which file, which indicator, what to mend."""

    def __init__(self, file: str, code: str, what: str) -> None:
        super().__init__(f"{file}, {code}: {what}" if code else f"{file}: {what}")
        self.file, self.code, self.what = file, code, what


@dataclass(frozen=True, kw_only=True)
class Mechanism:
    """One of the 47 working mechanisms of the plans: the family a card belongs to, reviewed together."""

    code: str
    name_zh: str
    name_en: str
    review_on: date


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A clause of a plan that the indicator serves."""

    plan: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Observe:
    """Where an event indicator is read from: a mart, two of its counts, and which of its rows."""

    mart: str
    grain: str  # month or quarter: also the name of the mart's period column
    numerator: str
    denominator: str | None = None  # a count has none
    where: dict[str, Any] = field(default_factory=dict)  # column = value, or one of a list of values
    rolled_up: bool = False  # the mart already carries every region level and department '*'


@dataclass(frozen=True, kw_only=True)
class Card:
    """One indicator. Rates are 0-1, durations working days, amounts yuan; `margin` is in units (cases, not points)."""

    mechanism: Mechanism
    code: str
    name_zh: str
    name_en: str
    why_zh: str
    why_en: str
    numerator_zh: str
    numerator_en: str
    denominator_zh: str = ""
    denominator_en: str = ""
    unit: str
    direction: str
    series: str
    origin: str
    feeds: tuple[str, ...] = ()
    least_denominator: int = 30
    ceiling: float | None = None
    margin: float | None = None
    core: bool = False
    rule: str | None = None
    caveat_zh: str = ""
    caveat_en: str = ""
    additive_over: tuple[str, ...] = ()
    comparable_departments: bool = False
    clauses: tuple[Clause, ...] = ()
    observe: Observe | None = None


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
            "indicator": card.code,
            "mechanism": card.mechanism.code,
            "mechanism_zh": card.mechanism.name_zh,
            "mechanism_en": card.mechanism.name_en,
            **{name: getattr(card, name) for name in _COPIED},
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


def observation_sql(card: Card) -> str:
    """The SELECT that turns the card's mart into rows of agg_observation. AssertionError for a card without events."""
    assert card.observe is not None, card.code
    o = card.observe
    numerator = f"sum({o.numerator})"
    denominator = f"sum({o.denominator})" if o.denominator else "null"
    value = f"{numerator} / nullif({denominator}, 0)" if o.denominator else numerator
    where = "".join(f"\n    and {_condition(column, wanted)}" for column, wanted in o.where.items())
    # nothing to divide by is no observation: a county without a single penalty is not at 0 %
    having = f"\nhaving {denominator} > 0" if o.denominator else ""
    return (
        f"select\n    '{card.code}' as indicator, '{o.grain}' as period_kind, {o.grain} as period,\n"
        f"    {_PERIOD_END[o.grain]} as period_end, region_code, department_code,\n"
        f"    cast({numerator} as double) as numerator, cast({denominator} as double) as denominator,\n"
        f"    cast({value} as double) as value,\n"
        f"    cast({denominator if o.denominator else numerator} as bigint) as n_rows, 'event' as origin\n"
        f"from {o.mart}\nwhere {o.grain} is not null{where}\n"
        f"group by {o.grain}, region_code, department_code{having}"
    )


def observations_sql(cards: list[Card]) -> str:
    """All of agg_observation as one SELECT: every card with events, then returns.

    Events stand above returns: where a jurisdiction sends the events of an indicator, its returns do not count.
    """
    events = [observation_sql(card) for card in cards if card.observe]
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
_PERIOD_END = {
    "month": "last_day(cast(month || '-01' as date))",
    "quarter": "last_day(cast(substr(quarter, 1, 4) || '-' || "
    "lpad(cast(3 * cast(substr(quarter, 6, 1) as integer) as varchar), 2, '0') || '-01' as date))",
}
_COPIED = (
    "name_zh",
    "name_en",
    "why_zh",
    "why_en",
    "numerator_zh",
    "numerator_en",
    "denominator_zh",
    "denominator_en",
    "unit",
    "direction",
    "series",
    "origin",
    "comparable_departments",
    "least_denominator",
    "ceiling",
    "margin",
    "rule",
    "caveat_zh",
    "caveat_en",
)
_INDICATOR = {
    **dict.fromkeys(("indicator", "mechanism", "mechanism_zh", "mechanism_en", *_COPIED[:12]), pl.String),
    **dict.fromkeys(("feeds", "aggregate", "additive_over"), pl.String),
    "comparable_departments": pl.Boolean,
    "least_denominator": pl.Int32,
    "ceiling": pl.Float64,
    "margin": pl.Float64,
    "is_core": pl.Boolean,
    "rule": pl.String,
    "caveat_zh": pl.String,
    "caveat_en": pl.String,
    "review_on": pl.Date,
    "position": pl.Int32,
}


def _condition(column: str, wanted: Any) -> str:
    values = wanted if isinstance(wanted, list) else [wanted]
    literals = ", ".join(_literal(value) for value in values)
    return f"{column} in ({literals})" if len(values) > 1 else f"{column} = {literals}"


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


def _cards_in(path: Path) -> list[Card]:
    try:
        sheet = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise CardUnusable(path.name, "", f"no TOML in UTF-8: {trouble}") from trouble
    _check_keys(path, "", sheet, {"mechanism", "indicator"}, {"mechanism", "indicator"})
    mechanism = _build(path, "mechanism", Mechanism, sheet["mechanism"])
    if path.stem != mechanism.code:
        raise CardUnusable(path.name, "", f"the file of mechanism {mechanism.code} is called {mechanism.code}.toml")
    return [_card(path, mechanism, entry) for entry in sheet["indicator"]]


def _card(path: Path, mechanism: Mechanism, entry: dict[str, Any]) -> Card:
    code = str(entry.get("code", "an indicator without code"))
    clauses = tuple(_build(path, code, Clause, clause) for clause in entry.get("clauses", []))
    watched = dict(entry["observe"]) if "observe" in entry else None
    if watched is not None and "from" in watched:
        watched["mart"] = watched.pop("from")  # `from` reads well in TOML and is no name in Python
    card = _build(
        path,
        code,
        Card,
        {
            # what goes without saying: a rate ends at 100 %, a return comes from the returns
            **({"ceiling": 1.0} if entry.get("unit") == "percent" else {}),
            **entry,
            "mechanism": mechanism,
            "feeds": tuple(entry.get("feeds", ["returns"] if entry.get("origin") == "return" else [])),
            "additive_over": tuple(entry.get("additive_over", [])),
            "clauses": clauses,
            "observe": _build(path, code, Observe, watched) if watched is not None else None,
        },
    )
    for trouble in _troubles(card):
        raise CardUnusable(path.name, code, trouble)
    return card


def _troubles(card: Card) -> list[str]:
    """What a well-formed card says that cannot be, in plain words."""
    o = card.observe
    rate = card.unit in ("percent", "ratio", "duration")
    names = [o.mart, o.numerator, *o.where, *([o.denominator] if o.denominator else [])] if o else []
    checks = [
        (not _CODE.fullmatch(card.code), "a code reads M13-1 or M13-1-P"),
        (not card.code.startswith(f"{card.mechanism.code}-"), f"the code does not begin with {card.mechanism.code}-"),
        *(
            (getattr(card, name) not in allowed, f"{name} is {getattr(card, name)!r}; write one of {', '.join(allowed)}")
            for name, allowed in _CHOICES.items()
        ),
        (not set(card.additive_over) <= set(vocabulary.ADDITIVE), "additive_over takes time, region, department"),
        (card.series == "stock" and "time" in card.additive_over, "a stock does not add up over time"),
        (rate and not (card.denominator_zh and card.denominator_en), f"a {card.unit} needs its denominator in words"),
        (card.origin == "return" and o is not None, "a return has no [observe]; write origin = 'event_or_return'"),
        (card.origin != "return" and o is None, "an event indicator needs [observe]"),
        (card.origin != "return" and not card.feeds, "name the feeds it is computed from"),
        (o is not None and o.grain not in _PERIOD_END, "observe.grain is month or quarter"),
        (o is not None and rate and o.denominator is None, f"a {card.unit} needs observe.denominator"),
        (
            o is not None and o.rolled_up and bool({"region", "department"} & set(card.additive_over)),
            "a rolled_up mart is not added up again; leave region and department out of additive_over",
        ),
        (any(not _NAME.fullmatch(name) for name in names), "observe names a table or column that cannot exist"),
        (o is not None and any(not _plain(value) for value in o.where.values()), "observe.where takes plain values"),
        (card.least_denominator < 1, "least_denominator is at least 1"),
        (any(not text.strip() for text in (card.name_zh, card.name_en)), "the name is empty"),
    ]
    return [words for wrong, words in checks if wrong]


def _plain(wanted: Any) -> bool:
    values = wanted if isinstance(wanted, list) else [wanted]
    return bool(values) and all(
        isinstance(v, bool | int) or (isinstance(v, str) and re.fullmatch(r"[\w*]+", v)) for v in values
    )


def _build(path: Path, code: str, kind: type, entry: Any) -> Any:
    """A frozen record from a TOML table: no unknown key, none missing, each of its declared type."""
    if not isinstance(entry, dict):
        raise CardUnusable(path.name, code, f"{kind.__name__.lower()} is a table of keys")
    declared = {f.name: f for f in fields(kind)}
    required = {name for name, f in declared.items() if f.default is f.default_factory}
    _check_keys(path, code, entry, set(declared), required)
    for name, value in entry.items():
        wanted = _TYPES.get(str(declared[name].type))
        if wanted and (not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool)):
            raise CardUnusable(path.name, code, f"{name} is {value!r}; it takes {_SPOKEN[str(declared[name].type)]}")
    return kind(**entry)


def _check_keys(path: Path, code: str, entry: dict[str, Any], known: set[str], required: set[str]) -> None:
    for name in sorted(set(entry) - known):
        raise CardUnusable(path.name, code, f"unknown key {name!r}; known are {', '.join(sorted(known))}")
    for name in sorted(required - set(entry)):
        raise CardUnusable(path.name, code, f"{name} is missing")


_TYPES: dict[str, Any] = {
    "str": str,
    "str | None": str,
    "bool": bool,
    "int": int,
    "float | None": (int, float),
    "date": date,
    "dict[str, Any]": dict,
}
_SPOKEN = {
    "str": "text",
    "str | None": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float | None": "a number",
    "date": "a date (2027-06-30)",
    "dict[str, Any]": "a table of column = value",
}
