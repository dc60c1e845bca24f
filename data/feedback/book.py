"""One department's list as a workbook to fill in: the measures feed's own headings, code lists as drop-downs, days as days.

It holds nothing that is not in the measures feed, so it can be sent back as it is: newer rows replace the older ones.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data.contracts import FEEDS
from data.contracts.measures import EFFECTS
from data.feedback import wording
from data.feedback.owed import Owed
from data.ingest.receipt_book import DEMO
from data.plain_cell import plain_cell

CONTRACT = FEEDS["measures"]
WIDTHS = {"measure_id": 18, "listing_id": 18, "measure_code": 26, "basis": 30, "named": 34, "state": 24}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2098, 12, 31)
MOST_ROWS = 1_000_000  # of a sheet


def as_xlsx(owed: Owed, lang: str = "zh") -> bytes:
    """The workbook: the list, how to fill it in, the codes. The same list gives the same bytes."""
    out = io.BytesIO()
    say = wording.speak(lang)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2020, 1, 1), "title": say("title")})  # no clock: same bytes
        forms = _forms(book)
        sheets = [book.add_worksheet(say(f"sheet.{name}")) for name in ("list", "guide", "codes")]
        effects = _effects(lang)
        _put_list(sheets[0], owed, say, forms, effects)
        _put_guide(sheets[1], owed, say, forms)
        _put_codes(sheets[2], owed, say, forms, effects, lang)
        for sheet in sheets:
            if owed.is_demo:
                sheet.set_footer(f"&C{DEMO[0]} {DEMO[1]}")
    return out.getvalue()


def _forms(book: xlsxwriter.Workbook) -> dict[str, Any]:
    yellow = {"bg_color": "#FFF6D6", "border": 1, "border_color": "#D9C98A"}
    forms = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8ECF1"}),
        "left": book.add_format({"align": "left"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for kind, shown in (("text", "@"), ("day", "yyyy-mm-dd"), ("number", "0.00")):
        forms[kind] = book.add_format({"num_format": shown})
        forms[f"{kind} to fill"] = book.add_format({"num_format": shown, **yellow})
    return forms


def _effects(lang: str) -> dict[str, str]:
    """{our word: the word of the drop-down}, one each; in Chinese the first that departments write."""
    ours = ("complied", "partly", "none")
    return {e: e if lang == "en" else next(w for w in EFFECTS if EFFECTS[w] == e) for e in ours}


def headings(lang: str) -> dict[str, str]:
    """{column: heading} of the list: the contract's own words, in the order of the contract."""
    if lang == "en":
        return {c: c for c in CONTRACT.columns}
    return {c: CONTRACT.heading(c) + ("(元)" if c == "amount" else "") for c in CONTRACT.columns}


def to_fill(row: Mapping[str, Any]) -> set[str]:
    """The cells a department is asked for: what the next steps would bring, where it is empty."""
    asked = {"fed_back_on", "effect", "amount"}
    if row["state"] in ("unchecked", "unapplied"):
        asked |= {"checked_on", "applied_on", "limit_until"}
    elif row["is_over"]:
        asked.add("ended_on")
    return {c for c in asked if row[c] is None}


def _put_list(
    sheet: Worksheet, owed: Owed, say: wording.Say, forms: Mapping[str, Any], effects: Mapping[str, str]
) -> None:  # fmt: skip
    head = headings(say.lang)
    columns = [*head, "named", "state", "wanted_by"]
    for i, c in enumerate(columns):
        sheet.set_column(i, i, WIDTHS.get(c, 14))
        sheet.write_string(0, i, head.get(c) or say(f"extra.{c}"), forms["head"])
    sheet.freeze_panes(1, 1)
    listed = owed.listed.head(MOST_ROWS)
    name = "name_en" if say.lang == "en" else "name_zh"
    called = dict(owed.codes.select("measure_code", name).iter_rows())
    for at, row in enumerate(listed.iter_rows(named=True), 1):
        asked = to_fill(row)
        shown = {
            **row,
            "state": say(f"wanted.{_wanted(row)}"),
            "effect": effects.get(row["effect"]),
            "named": called.get(row["measure_code"]),
        }
        for i, c in enumerate(columns):
            kind = _kind(c)
            _put_cell(sheet, at, i, shown[c], kind, forms[f"{kind} to fill" if c in asked else kind])
    _validate(sheet, columns, listed.height, len(owed.codes), say, effects)
    if listed.height:
        sheet.autofilter(0, 0, listed.height, len(columns) - 1)


def _wanted(row: Mapping[str, Any]) -> str:
    applied = row["state"] in ("not_fed_back", "feedback_open")
    return "ended_not_fed_back" if applied and row["is_over"] else str(row["state"])


def _kind(column: str) -> str:
    if column in CONTRACT.days or column == "wanted_by":
        return "day"
    return "number" if column in CONTRACT.units else "text"


def _put_cell(sheet: Worksheet, row: int, column: int, value: Any, kind: str, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, form)
    elif kind == "day":
        sheet.write_datetime(row, column, datetime.combine(value, datetime.min.time()), form)
    elif kind == "number":
        sheet.write_number(row, column, value, form)
    else:
        sheet.write_string(row, column, str(plain_cell(value)), form)


def _validate(
    sheet: Worksheet, columns: Sequence[str], n_rows: int, n_codes: int, say: wording.Say, effects: Mapping[str, str]
) -> None:  # fmt: skip
    """Days are days, amounts are not negative, effects and measures are of the lists."""
    if not n_rows:
        return
    codes = f"='{say('sheet.codes')}'"
    for i, c in enumerate(columns[: len(CONTRACT.columns)]):
        rule: dict[str, Any] | None = None
        if c in CONTRACT.days:
            rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
            rule |= {"error_title": say("wrong.title"), "error_message": say("wrong.day")}
        elif c == "amount":
            rule = {"validate": "decimal", "criteria": ">=", "value": 0}
            rule |= {"error_title": say("wrong.title"), "error_message": say("wrong.amount")}
        elif c == "effect":
            rule = {"validate": "list", "source": f"{codes}!$E$2:$E${1 + len(effects)}"}
            rule |= {"error_title": say("wrong.title"), "error_message": say("wrong.effect")}
        elif c == "measure_code":  # a code that is not of the list may still be the right one
            rule = {"validate": "list", "source": f"{codes}!$A$2:$A${1 + n_codes}", "error_type": "warning"}
            rule |= {"error_title": say("wrong.title"), "error_message": say("wrong.measure")}
        if rule:
            sheet.data_validation(1, i, n_rows, i, rule)


def _put_guide(sheet: Worksheet, owed: Owed, say: wording.Say, forms: Mapping[str, Any]) -> None:
    """Whose list, how long and why, and what to do with it."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 70)
    name = "name_en" if say.lang == "en" else "name_zh"
    settled = owed.rows.height - owed.listed.height
    lines: list[tuple[str, object]] = [
        (say("guide.office"), f"{owed.region[name]} · {owed.department[name]} ({owed.department['department_code']})"),
        (say("guide.quarter"), owed.quarter),
        (say("guide.as_of"), owed.as_of.isoformat()),
        (say("guide.snapshot"), owed.snapshot_id),
        ("", ""),
        *((say(f"count.{key}"), n) for key, n in owed.counts.items()),
        *([(say("count.n_rewards"), owed.n_rewards)] if owed.n_rewards else []),
        *([(say("count.n_settled"), settled)] if settled else []),
        (say("count.n_listed"), min(owed.listed.height, MOST_ROWS)),
        *([(say("count.n_left"), owed.listed.height - MOST_ROWS)] if owed.listed.height > MOST_ROWS else []),
        ("", ""),
        *((f"{i}", say(f"step.{i}")) for i in range(1, 8)),
    ]
    sheet.write_string(0, 0, say("title"), forms["title"])
    if owed.is_demo:
        sheet.write_string(1, 0, DEMO[1] if say.lang == "en" else DEMO[0], forms["wrap"])
    for i, (label, value) in enumerate(lines, 2):
        sheet.write_string(i, 0, label, forms["wrap"])
        if isinstance(value, int):
            sheet.write_number(i, 1, value, forms["left"])
        else:
            sheet.write_string(i, 1, str(value), forms["wrap"])


def _put_codes(
    sheet: Worksheet, owed: Owed, say: wording.Say, forms: Mapping[str, Any], effects: Mapping[str, str], lang: str
) -> None:  # fmt: skip
    """What the drop-downs hold, with what each code means."""
    for i, width in enumerate((30, 40, 44, 4, 16, 44)):
        sheet.set_column(i, i, width)
    for i, key in enumerate(("code", "zh", "en")):
        sheet.write_string(0, i, say(f"codes.{key}"), forms["head"])
    for at, row in enumerate(owed.codes.iter_rows(named=True), 1):
        for i, c in enumerate(("measure_code", "name_zh", "name_en")):
            sheet.write_string(at, i, str(plain_cell(row[c]) or ""), forms["wrap"])
    sheet.write_string(0, 4, say("codes.effect"), forms["head"])
    sheet.write_string(0, 5, say("codes.meaning"), forms["head"])
    for at, (ours, word) in enumerate(effects.items(), 1):
        sheet.write_string(at, 4, word, forms["wrap"])
        sheet.write_string(at, 5, say(f"effect.{ours}"), forms["wrap"])
