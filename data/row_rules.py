"""What a mapping says about whole rows, and about columns a foreign register does not have but lets one work out.

    drop = { Status = ["Draft", ""] }                          # rows that are none of this feed's; "" is an empty cell
    joined = { decision_id = ["Case", "Item", "#row"] }        # several cells as one, with a hyphen; one alone is a copy
    empty = { published_on = { Done = ["No"] } }               # a cell that is not to be believed where another says so
    days_after = { due_on = { from = "decided_on", days = "Days allowed" } }   # or days = 30
    not_before = { published_on = "decided_on" }               # an earlier day is read as that day

Words left of `=` in `drop` and inside `empty`, and those in `joined` and `days`, are the file's own headings; the rest
are our columns. Rows dropped stand in the receipt among `dropped`, with a line that says how many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.contracts import Contract
from data.errors import SourceUnusable

ROW_NUMBER = "#row"  # in `joined`: for registers whose lines have no number of their own
Words = Mapping[str, tuple[str, ...]]  # {heading: words}


@dataclass(frozen=True)
class DaysAfter:
    """A day told as a number of days after another: `days` is a heading of the file, or the number itself."""

    base: str
    days: str | int


@dataclass(frozen=True)
class RowRules:
    """Rules about rows and composed columns; empty for nearly every source."""

    drop: Words = field(default_factory=dict)
    joined: Words = field(default_factory=dict)
    empty: Mapping[str, Words] = field(default_factory=dict)
    days_after: Mapping[str, DaysAfter] = field(default_factory=dict)
    not_before: Mapping[str, str] = field(default_factory=dict)

    @property
    def composed(self) -> set[str]:
        """Our columns that stand under no heading of the file."""
        return {*self.joined, *self.days_after}

    def headings(self) -> list[str]:
        """The file's headings these rules look at, each once."""
        found = [*self.drop, *(h for parts in self.joined.values() for h in parts if h != ROW_NUMBER)]
        found += [h for conditions in self.empty.values() for h in conditions]
        found += [d.days for d in self.days_after.values() if isinstance(d.days, str)]
        return list(dict.fromkeys(found))


OPTIONS = tuple(RowRules.__dataclass_fields__)


def parse_rules(raw: Mapping[str, Any], contract: Contract, path: Path, where: str) -> RowRules:
    """The row rules of one [feeds.NAME] table. Raises SourceUnusable naming the key that is wrong."""
    tables = {option: table(raw.get(option, {}), path, f"{where}.{option}") for option in OPTIONS}
    rules = RowRules(
        drop=all_words(tables["drop"], path, f"{where}.drop"),
        joined=all_words(tables["joined"], path, f"{where}.joined"),
        empty={
            column: all_words(table(conditions, path, f"{where}.empty.{column}"), path, f"{where}.empty.{column}")
            for column, conditions in tables["empty"].items()
        },
        days_after={
            column: days_after(value, path, f"{where}.days_after.{column}")
            for column, value in tables["days_after"].items()
        },
        not_before={column: str(other) for column, other in tables["not_before"].items()},
    )
    for key, column, kinds in columns_named(rules, contract):
        if column not in kinds:
            names = ", ".join(kinds)
            raise refused(path, f"{where}.{key}", f"“{column}”不能用在这里", f"{column} cannot stand here",
                          f"可用:{names}", f"Columns: {names}")  # fmt: skip
    twice = [c for c in rules.composed if c in raw.get("rename", {}).values() or c in raw.get("constants", {})]
    twice += [c for c in rules.joined if c in rules.days_after]
    if twice:
        raise refused(path, where, f"“{twice[0]}”有两个来源", f"{twice[0]} is given in two ways",
                      "请只保留一个", "Keep one of them")  # fmt: skip
    return rules


def columns_named(rules: RowRules, contract: Contract) -> Iterator[tuple[str, str, list[str]]]:
    """(key, our column named there, columns that may be named there)."""
    columns, days = list(contract.columns), contract.days
    given = [d for d in days if d not in rules.days_after]  # a day worked out rests on one that was sent
    yield from (("joined", c, columns) for c in rules.joined)
    yield from (("empty", c, columns) for c in rules.empty)
    for column, after in rules.days_after.items():
        yield "days_after", column, days
        yield f"days_after.{column}.from", after.base, given
    for column, other in rules.not_before.items():
        yield "not_before", column, days
        yield f"not_before.{column}", other, days


def days_after(value: object, path: Path, where: str) -> DaysAfter:
    """One line of days_after."""
    found = table(value, path, where)
    base, days = found.get("from"), found.get("days")
    if set(found) != {"from", "days"} or not isinstance(base, str) or not isinstance(days, str | int):
        raise refused(path, where, "应写明 from 和 days", "from and days are wanted",
                      '例如 { from = "decided_on", days = 30 }', 'As { from = "decided_on", days = 30 }')  # fmt: skip
    return DaysAfter(base, days)


def table(value: object, path: Path, where: str) -> Mapping[str, Any]:
    """A TOML table."""
    if isinstance(value, dict):
        return value
    raise refused(path, where, "类型不对", "is of the wrong type", "应为 table", "It should be a table")


def all_words(found: Mapping[str, Any], path: Path, where: str) -> dict[str, tuple[str, ...]]:
    """{heading: words}; one word may stand without brackets."""
    lists = {heading: [words] if isinstance(words, str) else words for heading, words in found.items()}
    for heading, words in lists.items():
        if not isinstance(words, list) or not words:
            raise refused(path, f"{where}.{heading}", "应为文字或文字的列表", "should be a word or a list of words",
                          '例如 ["Draft", ""]', 'As ["Draft", ""]')  # fmt: skip
    return {heading: tuple(str(w) for w in words) for heading, words in lists.items()}


def refused(path: Path, key: str, zh: str, en: str, next_zh: str, next_en: str) -> SourceUnusable:
    """SourceUnusable naming file and key."""
    return SourceUnusable(path.name, (f"{key}:{zh}。", f"{key}: {en}."), (f"{next_zh}。", f"{next_en}."))
