"""Do the entries of a pack have the form of plan_format? Keys, kinds of value, choices, inner tables."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from data.plan_format import INNER
from data.plan_toml import Entry, Problem

WORDS = {
    "text": ("一段文字", "a text"), "texts": ("文字列表", "a list of texts"), "number": ("数字", "a number"),
    "date": ("日期(如 2020-12-31,不加引号)", "a date (2020-12-31, without quotes)"),
    "integer": ("整数", "a whole number"),
    "yes_no": ("true 或 false", "true or false"), "table": ("{…} 表", "a {...} table"),
    "tables": ("一组 {…} 表", "a list of {...} tables"),
}  # fmt: skip


def shape_problems(entries: list[Entry]) -> list[Problem]:
    """Every deviation of form, in the order of the entries."""
    return [problem for entry in entries for problem in _entry_problems(entry)]


def _entry_problems(entry: Entry) -> Iterator[Problem]:
    yield from _table_problems(entry, entry.values, entry.table.fields, inside="")
    for name, fields in INNER.items():
        value = entry.values.get(name)
        if name not in entry.table.fields:
            continue
        for row in value if isinstance(value, list) else [value]:
            if isinstance(row, dict):
                yield from _table_problems(entry, row, fields, inside=name)


def _table_problems(entry: Entry, values: dict[str, Any], fields: dict[str, str], inside: str) -> Iterator[Problem]:
    needle = next((v for v in values.values() if isinstance(v, str)), None) if inside else None
    for key in values.keys() - fields.keys():
        yield _unknown_key(entry, key, fields, inside)
    for key, kind in fields.items():
        if key in values:
            if not _fits(values[key], kind.removesuffix("?")):
                yield _wrong_kind(entry, key, values[key], kind.removesuffix("?"), inside)
        elif not kind.endswith("?"):
            yield _missing(entry, key, inside, needle)


def _fits(value: object, kind: str) -> bool:
    match kind:
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "texts":
            return isinstance(value, list) and all(isinstance(v, str) and v for v in value)
        case "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "yes_no":
            return isinstance(value, bool)
        case "table":
            return isinstance(value, dict)
        case "tables":
            return isinstance(value, list) and all(isinstance(v, dict) for v in value)
    return value in kind.split("|")


def _unknown_key(entry: Entry, key: str, fields: dict[str, str], inside: str) -> Problem:
    near = difflib.get_close_matches(key, fields, n=1, cutoff=0.6)
    advice = (f"是否应为“{near[0]}”?", f"Did you mean {near[0]}?") if near else (
        f"可用的键:{'、'.join(fields)}。", f"Known keys: {', '.join(fields)}.")  # fmt: skip
    return entry.problem(
        "unknown_key", (f"不认识的键“{key}”。", f"Unknown key {key}."), advice, key=inside or key, needle=key
    )


def _missing(entry: Entry, key: str, inside: str, needle: str | None) -> Problem:
    name = f"{inside}.{key}" if inside else key
    what = (f"缺少“{name}”。", f"{name} is missing.")
    advice = ("请补上。", "Please add it.")
    if key in {"clause", "quote"}:
        advice = ("每个条目都要写明条款和原文摘句。", "Every entry carries its clause and a literal quote.")
    return entry.problem(f"missing_{key}", what, advice, key=inside, needle=needle)


def _wrong_kind(entry: Entry, key: str, value: object, kind: str, inside: str) -> Problem:
    name, shown = (f"{inside}.{key}" if inside else key), f"{value!s:.40}"
    if kind in WORDS:
        zh, en = WORDS[kind]
        advice = (f"这里应填{zh}。", f"Put {en} here.")
    else:
        choices = kind.split("|")
        advice = (f"可选:{'、'.join(choices)}。", f"Choose one of: {', '.join(choices)}.")
    what = (f"“{name}”的值“{shown}”不可用。", f"{name} can't be {shown!r}.")
    return entry.problem("wrong_value", what, advice, key=inside or key, needle=value if inside else None)
