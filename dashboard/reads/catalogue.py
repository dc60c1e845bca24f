"""The whole catalogue as a reader searches it: by words in either language, plan, core, owner of the clause, judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.access import Scope
from dashboard.reads import base
from dashboard.reads.base import Row
from dashboard.reads.register import folded

KINDS = ("in_plan", "core", "event", "return")
SEARCHED = ("indicator", "name_zh", "name_en", "name_in_plan", "mechanism", "mechanism_zh", "mechanism_en")


@dataclass(frozen=True)
class Wanted:
    """What is looked for; an empty part asks for nothing."""

    words: str = ""
    kinds: Sequence[str] = ()  # of KINDS: every one asked for has to fit
    judgements: Sequence[str] = ()  # words of judgement; no_target: none
    owner: str = ""


@base.kept
def owners(scope: Scope) -> dict[str, list[str]]:
    """Departments that own a clause an indicator counts, by indicator."""
    held: dict[str, list[str]] = {}
    for row in base.rows(scope, "overview_owners"):
        held.setdefault(row["indicator"], []).append(row["department_code"])
    return held


def found(rows: Iterable[Row], wanted: Wanted, owned: dict[str, list[str]]) -> list[Row]:
    """The cards left, those of one mechanism together: the plan's own mechanisms come first, each in the catalogue's order."""
    said = folded(wanted.words).split()
    kept = [row for row in rows if _fits(row, wanted, owned) and all(word in _text(row) for word in said)]
    order = {mechanism: n for n, mechanism in enumerate(dict.fromkeys(row["mechanism"] for row in kept))}
    return sorted(kept, key=lambda row: order[row["mechanism"]])


def _text(row: Row) -> str:
    return folded(" ".join(str(row[c]) for c in SEARCHED if row[c]))


def _fits(row: Row, wanted: Wanted, owned: dict[str, list[str]]) -> bool:
    return (
        all(_is(row, kind) for kind in wanted.kinds)
        and (not wanted.judgements or (row["word"] or "no_target") in wanted.judgements)
        and (not wanted.owner or wanted.owner in owned.get(row["indicator"], ()))
    )


def _is(row: Row, kind: str) -> bool:
    return bool({"in_plan": row["is_in_plan"], "core": row["is_core"]}.get(kind, kind in row["origin"].split("_or_")))
