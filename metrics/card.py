"""A card: what one indicator means, read from TOML and refused with a plain sentence where it cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from metrics import vocabulary

_CODE = re.compile(r"M\d\d-\d{1,2}(-[A-Z])?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHOICES = {
    "unit": vocabulary.UNITS,
    "direction": vocabulary.DIRECTIONS,
    "series": vocabulary.SERIES,
    "origin": vocabulary.ORIGINS,
}
# the grains a mart may have, and how the last day of a period is written in SQL
PERIOD_END = {
    "month": "last_day(cast(month || '-01' as date))",
    "quarter": "last_day(cast(substr(quarter, 1, 4) || '-' || "
    "lpad(cast(3 * cast(substr(quarter, 6, 1) as integer) as varchar), 2, '0') || '-01' as date))",
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
    rows: str | None = None  # how many rows an amount is the sum of; elsewhere the two counts say so themselves
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
    counts_persons: bool = False  # natural persons: small counts are hidden (metrics/disclosure.py)
    clauses: tuple[Clause, ...] = ()
    observe: Observe | None = None


def card_from(file: str, mechanism: Mechanism, entry: dict[str, Any]) -> Card:
    """One [[indicator]] entry as a card. Raises CardUnusable with what to mend."""
    code = str(entry.get("code", "an indicator without code"))
    clauses = tuple(build(file, code, Clause, clause) for clause in entry.get("clauses", []))
    watched = dict(entry["observe"]) if "observe" in entry else None
    if watched is not None and "from" in watched:
        watched["mart"] = watched.pop("from")  # `from` reads well in TOML and is no name in Python
    card = build(
        file,
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
            "observe": build(file, code, Observe, watched) if watched is not None else None,
        },
    )
    for trouble in _troubles(card):
        raise CardUnusable(file, code, trouble)
    return card


def _troubles(card: Card) -> list[str]:
    """What a well-formed card says that cannot be, in plain words."""
    o = card.observe
    rate = card.unit in ("percent", "ratio", "duration")
    names = [o.mart, o.numerator, *o.where, *(c for c in (o.denominator, o.rows) if c)] if o else []
    checks = [
        (not _CODE.fullmatch(card.code), "a code reads M13-1 or M13-1-P"),
        (not card.code.startswith(f"{card.mechanism.code}-"), f"the code does not begin with {card.mechanism.code}-"),
        *(
            (
                getattr(card, name) not in allowed,
                f"{name} is {getattr(card, name)!r}; write one of {', '.join(allowed)}",
            )
            for name, allowed in _CHOICES.items()
        ),
        (not set(card.additive_over) <= set(vocabulary.ADDITIVE), "additive_over takes time, region, department"),
        (card.series == "stock" and "time" in card.additive_over, "a stock does not add up over time"),
        (rate and not (card.denominator_zh and card.denominator_en), f"a {card.unit} needs its denominator in words"),
        (card.origin == "return" and o is not None, "a return has no [observe]; write origin = 'event_or_return'"),
        (card.origin != "return" and o is None, "an event indicator needs [observe]"),
        (card.origin != "return" and not card.feeds, "name the feeds it is computed from"),
        (o is not None and o.grain not in PERIOD_END, "observe.grain is month or quarter"),
        (o is not None and rate and o.denominator is None, f"a {card.unit} needs observe.denominator"),
        (o is not None and card.unit != "amount" and o.rows is not None, "observe.rows is for an amount"),
        (
            o is not None and o.rolled_up and bool({"region", "department"} & set(card.additive_over)),
            "a rolled_up mart is not added up again; leave region and department out of additive_over",
        ),
        (any(not _NAME.fullmatch(name) for name in names), "observe names a table or column that cannot exist"),
        (o is not None and any(not _plain(value) for value in o.where.values()), "observe.where takes plain values"),
        (
            card.counts_persons and card.unit not in ("percent", "count"),
            "counts_persons is for a percent or count; the numerator of other units is no number of people",
        ),
        (card.least_denominator < 1, "least_denominator is at least 1"),
        (any(not text.strip() for text in (card.name_zh, card.name_en)), "the name is empty"),
    ]
    return [words for wrong, words in checks if wrong]


def _plain(wanted: Any) -> bool:
    values = wanted if isinstance(wanted, list) else [wanted]
    return bool(values) and all(
        isinstance(v, bool | int) or (isinstance(v, str) and re.fullmatch(r"[\w*]+", v)) for v in values
    )


def build(file: str, code: str, kind: type, entry: Any) -> Any:
    """A frozen record from a TOML table: no unknown key, none missing, each of its declared type."""
    if not isinstance(entry, dict):
        raise CardUnusable(file, code, f"{kind.__name__.lower()} is a table of keys")
    declared = {f.name: f for f in fields(kind)}
    required = {name for name, f in declared.items() if f.default is f.default_factory}
    check_keys(file, code, entry, set(declared), required)
    for name, value in entry.items():
        wanted = _TYPES.get(str(declared[name].type))
        if wanted and (not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool)):
            raise CardUnusable(file, code, f"{name} is {value!r}; it takes {_SPOKEN[str(declared[name].type)]}")
    return kind(**entry)


def check_keys(file: str, code: str, entry: dict[str, Any], known: set[str], required: set[str]) -> None:
    for name in sorted(set(entry) - known):
        raise CardUnusable(file, code, f"unknown key {name!r}; known are {', '.join(sorted(known))}")
    for name in sorted(required - set(entry)):
        raise CardUnusable(file, code, f"{name} is missing")


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
