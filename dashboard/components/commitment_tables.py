"""The chain row by row: by kind of commitment and by department, and where it breaks in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard import links, words
from dashboard.access import Scope
from dashboard.components import commitment_words as say
from dashboard.components import download, filters, notes, tables
from dashboard.components.tables import Column, column
from dashboard.reads import commitments
from dashboard.reads.commitment_rows import OF_DEPARTMENT, PROMISED
from dashboard.words import t

Row = Mapping[str, Any]
LEAST = 30  # a share of fewer is no ground to call a step weak
CHAIN = ("M01-2", "M01-7", "kept", "M01-9", "M01-8")


def head(key: str) -> str:
    """A heading of this page's tables."""
    return t(f"commitments.head.{key}")


def kinds(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """One line a kind of commitment."""
    first = Column(head("kind"), lambda r: say.kind(r["kind"]))
    return _chain(
        view, rows, "kinds", first, PROMISED, weak=_weakest_names(rows, "kinds", lambda r: say.kind(r["kind"]))
    )


def departments(view: Scope, rows: Sequence[Row], chosen: str) -> download.Offer | None:
    """One line a department, with its checks, talks and the step opened beside; a name changes the address."""
    first = tables.name(
        head("department"), link=lambda r: links.href("commitments", view, department=r["department_code"])
    )
    beside = dict.fromkeys(("M06-1", "M22-1", *([chosen] if chosen not in CHAIN else [])))
    more = [share(code, OF_DEPARTMENT) for code in beside]
    weak = _weakest_names(rows, "departments", words.named)
    return _chain(view, rows, "departments", first, OF_DEPARTMENT, weak=weak, more=more)


def _chain(
    view: Scope, rows: Sequence[Row], key: str, first: Column, shares: Mapping[str, tuple[str, str]], *, weak: str,
    more: Sequence[Column] = (),
) -> download.Offer | None:  # fmt: skip
    caption = t(f"commitments.{key}.caption", view=filters.described(view))
    notes.section(weak or t(f"commitments.{key}.heading"), caption)
    if not rows:
        notes.block(notes.quiet(t("commitments.none.chain")))
        return None
    columns = [
        first, *(share(code, shares) for code in CHAIN), Column(head("breaks"), _breaks), *more,
    ]  # fmt: skip
    tables.show(rows, columns, caption=t(f"commitments.{key}.heading"))
    counts = dict.fromkeys(c for pair in shares.values() for c in pair)
    exported = [first, *(column(head(c), c, "count") for c in counts), *rates(shares), Column(head("breaks"), _breaks)]
    return download.Offer(
        f"commitments_{key}", t(f"commitments.{key}.heading"), lambda: tables.frame(rows, exported), t("commitments.how.chain")
    )  # fmt: skip


def share(code: str, shares: Mapping[str, tuple[str, str]]) -> Column:
    """A column of shares with counts and interval."""
    return Column(say.step(code), lambda r: say.cell(r, code, shares[code]), "right_html")


def rates(shares: Mapping[str, tuple[str, str]]) -> list[Column]:
    """Rate and both ends of its interval, for a download."""
    return [
        column(t(f"commitments.head.{end}", name=say.step(code)), f"{code}_{end}", "rate")
        for code in shares
        for end in ("rate", "low", "high")
    ]


def _breaks(row: Row) -> str:
    code = commitments.weakest(row, LEAST)
    return say.step(code) if code else ""


def _weakest_names(rows: Sequence[Row], key: str, name: Callable[[Row], str]) -> str:
    """Where the chain breaks, in one line: the commonest weak step, and where it is another."""
    weak = [(name(r), code) for r in rows if (code := commitments.weakest(r, LEAST))]
    if not weak:
        return ""
    codes = [code for _, code in weak]
    common = max(dict.fromkeys(codes), key=codes.count)
    others = [t("commitments.other_step", name=n, step=say.step(c)) for n, c in weak if c != common]
    if len(weak) == 1:
        return t("commitments.weak_one", name=weak[0][0], step=say.step(common))
    said = t(
        "commitments.weak_all" if not others else "commitments.weak_most",
        rows=t(f"commitments.{key}.rows"),
        step=say.step(common),
    )
    return said + (words.listed(others, 4) if others else "")
