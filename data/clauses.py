"""Clauses in one notation: packs, overlays and cards write the same clause in several ways; here, and nowhere else, they meet."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

SCHEMA = {"plan": pl.String, "clause": pl.String, "clause_key": pl.String, "is_section": pl.Boolean}
# A comma parts two clauses only where another clause begins: 医疗卫生、人口计划领域 is one heading.
NEXT = re.compile(r"[、,;]\s*(?=[(第专]|\d|[一二三四五六七八九十百]+\()")
BRACKET = re.compile(r"[() ]*[()][() ]*")
SECTION = re.compile(r"^第\S+[章节]$")


def clause_keys(clause: str) -> list[str]:
    """The clauses that one entry names, each in our notation: `二(二)、二(一)` gives `二·二` and `二·一`, `（三十）` gives `三十`."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", clause)).strip()
    return list(dict.fromkeys(BRACKET.sub("·", _whole(part, said)).strip("· ") for part in NEXT.split(said)))


def _whole(part: str, said: str) -> str:
    """第三章第二节、第三节 and 专栏2、3: what the second leaves out stands in the first."""
    chapter = re.match(r"第[^章]+章", said)
    if chapter and re.match(r"第[^章]+节", part):
        return chapter[0] + part
    if part.isdigit() and "专栏" in said:
        return f"专栏{part}"
    return part


def is_section(key: str) -> bool:
    """Whether a key names a whole chapter or section without one of its headings; its headings then lie in it."""
    return bool(SECTION.match(key))


def read_clauses(written: pl.DataFrame) -> pl.DataFrame:
    """One row per plan, clause as written and clause it names (clause_key, is_section). `written`: plan, clause, no nulls."""
    rows = [(plan, clause, key, is_section(key)) for plan, clause in written.rows() for key in clause_keys(clause)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
