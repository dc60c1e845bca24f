"""When a task is due. A month deadline (2020年11月前) has a strict and a lenient reading; the wording is kept."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
WRITTEN_MONTH = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月")
STARTING = re.compile("启动|开始|着手|开展前")
STAYING = re.compile("持续|长期|常态")

DATED = frozenset({"finish_by", "start_by", "start_then_ongoing"})


def read_deadline(given: dict[str, Any] | None) -> dict[str, Any]:
    """`{kind, wording, month, strict, lenient}`; both dates None where the text gives none.

    strict: the last day before the month where the wording says 前; lenient: the last day of the month.
    A window ends on its `to` in both readings. Source: plans.md, Deadlines.
    """
    given = given or {"kind": "not_stated"}
    strict, lenient = _both_readings(given)
    return {
        "kind": given["kind"],
        "wording": given.get("wording"),
        "month": given.get("month"),
        "from": given.get("from"),
        "strict": strict,
        "lenient": lenient,
    }


def _both_readings(given: dict[str, Any]) -> tuple[date | None, date | None]:
    if given["kind"] == "window":
        return given.get("to"), given.get("to")
    found = MONTH.fullmatch(given.get("month", ""))
    if found is None:
        return None, None
    year, month = int(found[1]), int(found[2])
    last = date(year, month, monthrange(year, month)[1])
    if "月前" in "".join(given.get("wording", "").split()):
        return date(year, month, 1) - timedelta(days=1), last
    return last, last


def deadline_trouble(given: dict[str, Any]) -> tuple[str, str] | None:
    """What contradicts what in a deadline as written in a pack, (zh, en), or None."""
    kind, wording, month = given.get("kind"), given.get("wording", ""), given.get("month")
    written = WRITTEN_MONTH.search(wording)
    if kind == "not_stated":
        bare = not wording and not month
        return None if bare else ("写明了时限,kind 却是 not_stated。", "There is a wording or month, yet not_stated.")
    if not wording:
        return ("有时限而没有原文措辞(wording)。", "A deadline without its wording.")
    if kind in DATED and not MONTH.fullmatch(month or ""):
        return (f'{kind} 需要 month = "YYYY-MM"。', f'{kind} needs month = "YYYY-MM".')
    if written and month and f"{int(written[1]):04}-{int(written[2]):02}" != month:
        return (f"措辞“{written[0]}”与 month = {month} 不一致。", f"The wording says {written[0]}, month says {month}.")
    if kind == "finish_by" and "启动" in wording:
        return ("措辞写“启动”,是开始时限而不是完成时限。", "The wording says 启动: a start, not a finish.")
    if kind in {"start_by", "start_then_ongoing"} and not STARTING.search(wording):
        return (f"kind 为 {kind},措辞中却没有“启动”。", f"{kind}, but the wording names no start.")
    if kind in {"ongoing", "start_then_ongoing"} and not STAYING.search(wording):
        return (f"kind 为 {kind},措辞中却没有“持续”。", f"{kind}, but the wording does not say 持续.")
    if kind == "window" and not (given.get("from") and given.get("to") and given["from"] <= given["to"]):
        return ("window 需要先后有序的 from 和 to。", "A window needs from and to, in order.")
    return None
