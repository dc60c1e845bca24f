"""What may stand in a plan pack: its files, tables and keys. Everything else in a pack is a mistake.

A field is written `kind` or `kind?` (may be left out): text, texts, date, number, integer, yes_no, table, tables,
or `a|b|c` for a choice. A key left out means the document does not say (未载明); nothing is filled in from memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INDICATOR_CODE = re.compile(r"M\d\d-\d+(-[A-Z])?")

TARGET_KINDS = ("reach", "hold", "at_least", "direction", "implied_total", "deliverable", "stage")
# 应归尽归 and 降低 carry no number in the text; giving them one would invent a promise.
KINDS_WITHOUT_VALUE = frozenset({"direction", "implied_total", "stage"})
KINDS_WITH_VALUE = frozenset({"reach", "hold", "at_least"})
DEADLINE_KINDS = ("finish_by", "start_by", "start_then_ongoing", "ongoing", "window", "not_stated")
FORCES = "binding|promote|study"

NOTES = {"note_zh": "text?", "note_en": "text?"}
PROOF = {"clause": "text", "quote": "text", "more_clauses": "texts?"} | NOTES


@dataclass(frozen=True)
class Table:
    """One kind of entry: the file and TOML table it stands in, the key that names it, and its fields."""

    file: str
    name: str
    key: str
    fields: dict[str, str]


PLAN = Table("plan.toml", "", "slug", {
    "slug": "text", "title_zh": "text", "title_en": "text", "short_zh": "text", "short_en": "text",
    "document_number": "text?", "issuer_zh": "text?", "issuer_en": "text?", "issued_on": "date?", "period": "table?",
    "region_code": "text", "source": "text", "extends": "text?", "demo": "yes_no?",
} | NOTES)  # fmt: skip
INDICATOR = Table("indicators.toml", "indicator", "code", {
    "code": "text", "name": "text", "name_en": "text?", "aliases": "texts?", "section_zh": "text", "section_en": "text",
    "unit": "percent|count|duration|amount|ratio", "scope_zh": "text?", "scope_en": "text?",
    "baseline": "number?", "baseline_on": "date?", "target": "tables",
} | NOTES)  # fmt: skip
TARGET = Table("indicators.toml", "indicator.target", "date", {
    "date": "date?", "comparator": "=|>=|<=?", "value": "number?", "kind": "|".join(TARGET_KINDS), "force": FORCES,
    "region_code": "text?", "department_code": "text?",
} | PROOF)  # fmt: skip
TASK = Table("tasks.toml", "task", "task", {
    "task": "text", "chapter_zh": "text", "chapter_en": "text", "title_zh": "text", "title_en": "text",
    "text_zh": "text", "departments": "tables?", "lead": "text?", "open_list": "yes_no?",
    "local_governments": "yes_no?", "each_department": "yes_no?", "deadline": "table?", "mechanisms": "texts?",
} | PROOF)  # fmt: skip
MILESTONE = Table("milestones.toml", "milestone", "id", {
    "id": "text", "kind": "deliverable|stage", "group_zh": "text?", "group_en": "text?", "title_zh": "text",
    "title_en": "text", "text_zh": "text", "due_on": "date?", "wording": "text?",
} | PROOF)  # fmt: skip
LIMIT = Table("limits.toml", "limit", "id", {
    "id": "text", "days": "integer", "day_kind": "working|calendar", "acts": "texts", "from_event": "text",
    "to_event": "text", "force": FORCES,
} | PROOF)  # fmt: skip
GRADE = Table("schemes.toml", "grade", "grade", {
    "scheme": "text", "grade": "text", "tier": "A|B|C|D?", "name_zh": "text", "name_en": "text",
} | PROOF)  # fmt: skip
MEASURE = Table("measures.toml", "measure", "id", {
    "id": "text", "kind": "administrative|market|industry|social|incentive", "name_zh": "text", "name_en": "text",
    "key": "yes_no?",
} | PROOF)  # fmt: skip
LIST = Table("lists.toml", "list", "id", {"id": "text", "name_zh": "text", "name_en": "text"} | PROOF)

TABLES = (PLAN, INDICATOR, TARGET, TASK, MILESTONE, LIMIT, GRADE, MEASURE, LIST)

# Tables inside an entry, written on one line: {name = "...", department = "..."}
INNER = {
    "period": {"from": "date?", "to": "date?"},
    "departments": {"name": "text", "department": "text", "role": "lead|joint|responsible"},
    "deadline": {
        "kind": "|".join(DEADLINE_KINDS), "wording": "text?", "month": "text?", "from": "date?", "to": "date?",
    },
}  # fmt: skip
