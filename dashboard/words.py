"""Words and numbers as the reader sees them, in the language of this run. Percent exists only here."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

TEXT = Path(__file__).resolve().parent / "text"
NONE = "–"
_language: ContextVar[str] = ContextVar("language", default="zh")


def use(lang: str) -> None:
    """Set the language of this run. A thread of its own (a download) must say it again."""
    _language.set(lang if lang in ("zh", "en") else "zh")


def language() -> str:
    """zh or en."""
    return _language.get()


def t(key: str, **args: object) -> str:
    """The text of `page.key` (text/<lang>/page.toml), its {places} filled in. A missing key is our own bug: KeyError."""
    text = _texts(language())[key]
    return text.format(**args) if args else text


@cache
def _texts(lang: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((TEXT / lang).glob("*.toml")):
        _flatten(file.stem, tomllib.loads(file.read_text(encoding="utf-8")), found)
    return found


def _flatten(stem: str, table: Mapping[str, Any], into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{stem}.{key}", value, into)
        else:
            into[f"{stem}.{key}"] = value


def has(key: str) -> bool:
    """Whether there is such a text."""
    return key in _texts(language())


def keys(lang: str) -> frozenset[str]:
    """Every key of a language, for the test that keeps both equal."""
    return frozenset(_texts(lang))


def pick(row: Mapping[str, Any], stem: str) -> str:
    """`<stem>_zh` or `<stem>_en` of a row, the other where one is empty."""
    one, other = ("zh", "en") if language() == "zh" else ("en", "zh")
    return row.get(f"{stem}_{one}") or row.get(f"{stem}_{other}") or ""


def named(row: Mapping[str, Any]) -> str:
    """The row's own name."""
    return pick(row, "name")


def listed(names: Iterable[str], most: int | None = None) -> str:
    """A、B、C or A, B and C; above `most` names 等N个 or `and N more`."""
    every = list(names)
    shown, more = (every, 0) if most is None or len(every) <= most else (every[:most], len(every) - most)
    if language() == "zh":
        return "、".join(shown) + (t("common.and_others", n=len(every)) if more else "")
    if more:
        return ", ".join(shown) + t("common.and_others", n=more)
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1] if shown else ""]))


def number(value: float | None, digits: int = 0) -> str:
    """Thousands separated; a true minus sign."""
    if value is None:
        return NONE
    return f"{value:,.{digits}f}".replace("-", "−")


def percent(rate: float | None, digits: int = 1) -> str:
    """A rate 0-1 as per cent. What is not quite 100 % (or 0 %) never rounds to it."""
    if rate is None:
        return NONE
    shown = round(rate * 100, digits)
    step = 10**-digits
    if shown >= 100 and rate < 1:
        shown = 100 - step
    elif shown <= 0 and rate > 0:
        shown = step
    return f"{shown:,.{digits}f}%".replace("-", "−")


def points(difference: float | None, digits: int = 1) -> str:
    """A difference of rates in percentage points, signed."""
    if difference is None:
        return NONE
    return t("common.points", n=f"{difference * 100:+.{digits}f}".replace("-", "−"))


def value(amount: float | None, unit: str | None) -> str:
    """A value in its unit: percent (0-1), count, duration (working days), amount (yuan), ratio."""
    if amount is None:
        return NONE
    if unit == "percent":
        return percent(amount)
    if unit == "duration":
        return t("common.workdays", n=number(amount, 1))
    if unit == "amount":
        return t("common.yuan", n=number(amount))
    if unit == "ratio":
        return number(amount, 2)
    return number(amount, 0 if float(amount).is_integer() else 1)


def change(difference: float | None, unit: str | None) -> str:
    """A signed difference in the unit; rates in percentage points."""
    if difference is None:
        return NONE
    if unit == "percent":
        return points(difference)
    digits = {"ratio": 2, "duration": 1}.get(unit or "", 0 if float(difference).is_integer() else 1)
    return f"{difference:+,.{digits}f}".replace("-", "−")


def fraction(numerator: float | None, denominator: float | None) -> str:
    """x/n beside every rate; empty where there is none."""
    if numerator is None or denominator is None:
        return ""
    return f"{number(numerator)}/{number(denominator)}"


def interval(low: float | None, high: float | None, unit: str | None = "percent") -> str:
    """80.0–84.0%, the unit once."""
    if low is None or high is None:
        return ""
    if unit == "percent":
        return f"{percent(low).rstrip('%')}–{percent(high)}"
    return f"{value(low, unit)}–{value(high, unit)}"


def day(date: dt.date | None) -> str:
    """2026-09-30 in both languages."""
    return date.strftime("%Y-%m-%d") if date else NONE


def quarter(code: str | None) -> str:
    """2026Q3 as 2026年三季度 or 2026 Q3."""
    if not code or "Q" not in code:
        return period(code)
    year, n = code.split("Q")
    return f"{year}年{'一二三四'[int(n) - 1]}季度" if language() == "zh" else f"{year} Q{n}"


def period(code: str | None) -> str:
    """A year, month or quarter code for people."""
    if not code:
        return NONE
    if "Q" in code:
        return quarter(code)
    if language() == "en":
        return code
    return f"{code[:4]}年{int(code[5:7])}月" if "-" in code else f"{code}年"


def judgement(word: str | None) -> str:
    """达标, 符合序时 ...; no word means no target set."""
    return t(f"common.judgement.{word or 'no_target'}")


def blank(kind: str | None) -> str:
    """Why a cell is empty: one of five reasons, never a bare blank."""
    return t(f"common.blank.{kind}") if kind else NONE
