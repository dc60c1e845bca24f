"""Which row is the header, and which of our columns each heading stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from data.contracts import Contract
from data.errors import FileRefused
from data.ingest.privacy import mask
from data.mapping import FeedMapping

SEARCHED = 40  # title rows above a header; no form we have seen has more than eight
LONGEST = 60  # characters of a heading
MARKS = re.compile(r"[*＊]|[(\[](?:必填|选填|必填项|选填项|可空)[)\]]|\s")
UNITS_IN_HEADING = {"%": "percent", "百分比": "percent", "元": "yuan", "万元": "10k_yuan"}

Row = Sequence[str | None]


@lru_cache(maxsize=20_000)
def fold_heading(written: str) -> str:
    """A heading without width, blanks, line breaks, stars and 必填 marks."""
    return MARKS.sub("", unicodedata.normalize("NFKC", written)).lower()


@dataclass(frozen=True)
class Headings:
    """Which position of the file holds which of our columns.

    scanned: text columns we look through for personal data and leave behind. unknown: dropped unread.
    units: what the heading itself says about a column's unit. named: headings the mapping's row rules look at.
    """

    row: int
    depth: int
    written: tuple[str, ...]
    columns: Mapping[str, int]
    scanned: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, int] = field(default_factory=dict)


class Vocabulary:
    """The headings a feed understands, the mapping's first."""

    def __init__(self, contract: Contract, mapping: FeedMapping, present: Sequence[str] = ()) -> None:
        here = {form for written in present for form in forms(written)}
        self.renamed = {fold_heading(theirs): ours for theirs, ours in mapping.rename.items()}
        self.aliases = {fold_heading(h): columns for h, columns in contract.aliases.items()}
        self.unkept = {fold_heading(h) for h in contract.unkept}
        # So many headings make a header, and the search ends; two at least, or a title with one of our words would do.
        filled = {*mapping.constants, *mapping.rules.composed}
        self.enough = max(2, len([c for c in contract.required if c not in filled]))
        self.headings = {*self.renamed, *self.aliases, *self.unkept, *map(fold_heading, mapping.rules.headings())}
        # A heading the mapping names wins over an alias of the same column, but only where the file has it.
        self.taken = filled | {ours for theirs, ours in self.renamed.items() if theirs in here}

    def known(self, written: str) -> bool:
        """Is this one of our headings at all?"""
        return len(written) < LONGEST and any(form in self.headings for form in forms(written))

    def column(self, written: str, used: set[str]) -> str | None:
        """The column a heading stands for; an alias of a column that is already filled falls to its second meaning."""
        for form in forms(written):
            if form in self.renamed:
                return self.renamed[form]
        for form in forms(written):
            candidates = [c for c in self.aliases.get(form, ()) if c not in self.taken]
            if candidates:
                return next((c for c in candidates if c not in used), candidates[0])
        return None


@lru_cache(maxsize=20_000)
def forms(written: str) -> list[str]:
    """A heading in full, and without the bracket at its end (公示日期(年-月-日))."""
    full = fold_heading(written)
    bare = re.sub(r"\([^()]*\)$", "", full)
    return [full] if bare in (full, "") else [full, bare]


def find_headings(rows: Sequence[Row], vocabulary: Vocabulary) -> Headings | None:
    """The header among the first rows of a file: the row, or pair of rows, with the most headings we know."""
    best: tuple[int, int, tuple[str, ...], int] | None = None
    for i, row in enumerate(rows[:SEARCHED]):
        if best is not None and best[3] >= vocabulary.enough and i > best[0] + 1:
            break
        following = rows[i + 1] if i + 1 < len(rows) else ()
        for depth, written in ((1, plain(row)), (2, stacked(row, following, vocabulary))):
            score = len({fold_heading(w) for w in written if w and vocabulary.known(w)})
            if score and (best is None or score > best[3]):
                best = (i, depth, written, score)
    if best is None:
        return None
    return Headings(row=best[0], depth=best[1], written=best[2], columns={})


def plain(row: Row) -> tuple[str, ...]:
    """One row as headings."""
    return tuple((cell or "").strip() for cell in row)


def stacked(upper: Row, lower: Row, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Two rows as headings: the lower cell where it is known, else the upper one, which may be merged across."""
    width = max(len(upper), len(lower))
    top = [*plain(upper), *[""] * (width - len(upper))]
    under = [*plain(lower), *[""] * (width - len(lower))]
    if any(vocabulary.known(cell) for cell in top) and not any(vocabulary.known(cell) for cell in under):
        return ()
    return tuple(
        low if low and (vocabulary.known(low) or not vocabulary.known(up)) else up
        for up, low in zip(top, under, strict=True)
    )


def resolve(found: Headings, contract: Contract, mapping: FeedMapping, where: str) -> Headings:
    """Give every heading its column. Raises FileRefused for a heading given twice or a column that is missing."""
    vocabulary = Vocabulary(contract, mapping, [w for w in found.written if w])
    columns: dict[str, int] = {}
    units: dict[str, str] = {}
    scanned, unknown = [], []
    named = named_positions(found.written, mapping, where)
    for i, written in enumerate(found.written):
        column = vocabulary.column(written, set(columns)) if written else None
        if column is not None and column not in columns:
            columns[column] = i
            if unit := heading_unit(written):
                units[column] = unit
        elif column is not None:
            raise twice(where, found.written[columns[column]], written)
        elif written and any(form in vocabulary.unkept for form in forms(written)):
            scanned.append(i)
        elif i not in named.values():
            unknown.append(i)
    check_required(columns, found, contract, mapping, where)
    return Headings(found.row, found.depth, found.written, columns, tuple(scanned), tuple(unknown), units, named)


def named_positions(written: Sequence[str], mapping: FeedMapping, where: str) -> dict[str, int]:
    """Where the headings named by the mapping's row rules stand. Raises FileRefused where one is missing."""
    places: dict[str, int] = {}
    for i, heading in enumerate(written):
        places.setdefault(fold_heading(heading), i)
    wanted = {heading: fold_heading(heading) for heading in mapping.rules.headings()}
    missing = [heading for heading, folded in wanted.items() if folded not in places]
    if missing:
        zh, en = "、".join(missing), ", ".join(missing)
        raise FileRefused(
            where, "column_missing",
            (f"映射文件提到的列不在文件里:{zh}。", f"Columns the mapping speaks of are not in the file: {en}."),
            ("请核对映射文件与表头。", "Compare the mapping with the headings."),
        )  # fmt: skip
    return {heading: places[folded] for heading, folded in wanted.items()}


def heading_unit(written: str) -> str | None:
    """The unit a heading names in its bracket, if it names one."""
    inside = re.search(r"\(([^()]*)\)$", fold_heading(written))
    return UNITS_IN_HEADING.get(inside.group(1).removeprefix("单位:")) if inside else None


def twice(where: str, first: str, second: str) -> FileRefused:
    """Two headings for one column: taking either would be a guess."""
    a, b = mask(first), mask(second)
    return FileRefused(
        where, "heading_twice",
        (f"“{a}”和“{b}”是同一列,文件里出现了两次。", f"“{a}” and “{b}” are the same column, given twice."),
        ("请删去一列,或用映射文件说明。", "Remove one of them, or name the right one in a mapping."),
    )  # fmt: skip


def check_required(
    columns: Mapping[str, int], found: Headings, contract: Contract, mapping: FeedMapping, where: str
) -> None:
    """Refuse the file when a column that every row needs is not there, and say what was found instead."""
    filled = {*columns, *mapping.constants, *mapping.rules.composed}
    missing = [c for c in contract.required if c not in filled]
    if not missing:
        return
    zh = "、".join(contract.heading(c) for c in missing)
    seen = "、".join(mask(w) for w in found.written if w)[:200]
    raise FileRefused(
        where, "column_missing",
        (f"缺少列:{zh}。文件中的表头为:{seen}。", f"Columns missing: {', '.join(missing)}. Headings found: {seen}."),
        ("请补上这些列,或在映射文件里写明对应的表头。", "Add them, or map their headings in a mapping file."),
    )  # fmt: skip
