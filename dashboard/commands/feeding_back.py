"""Write departments the lists of measures that want an answer, and say what was written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from data.feedback.owed import Owed, owed
from data.feedback.send import write_all, write_one
from data.home import home

ALL = ("all", "全部")


def write_lists(
    home_path: Path | None, department: str, period: str | None, out: Path, *, region: str | None, lang: str
) -> Iterator[str]:
    """Lines to print: what each list holds. Raises Fixable."""
    is_all = department.strip().lower() in ALL
    lists = owed(home(home_path), None if is_all else department, period, region=region)
    if not is_all:
        written = [out] if write_one(out, lists[0], lang) else []
        yield _said(lists[0], out if written else None, lang)
        return
    written = write_all(out, lists, lang)
    of = {p.stem: p for p in written}
    for one in lists:
        yield _said(one, of.get(f"{one.quarter}-{one.department['department_code']}"), lang)
    yield f"{out}: {len(written)} workbooks written." if lang == "en" else f"{out}:已写出 {len(written)} 份清单。"


def _said(one: Owed, path: Path | None, lang: str) -> str:
    n = one.counts
    if lang == "en":
        who = f"{one.department['name_en']}, {one.quarter}"
        if path is None:
            return f"{who}: no measure wants an answer; no file was written."
        return (
            f"{path}: {who}, {one.listed.height} measures ({n['n_unchecked']} not checked, {n['n_unapplied']} not applied, "
            f"{n['n_not_fed_back']} with feedback overdue, {n['n_ended_not_fed_back']} ended without feedback)"
        )
    who = f"{one.department['name_zh']},{one.quarter}"
    if path is None:
        return f"{who}:没有待反馈的措施,未写文件。"
    return (
        f"{path}:{who},{one.listed.height} 件(未核查 {n['n_unchecked']},未实施 {n['n_unapplied']},"
        f"逾期未反馈 {n['n_not_fed_back']},已终止未反馈 {n['n_ended_not_fed_back']})"
    )
