"""Scenarios as a workbook that goes on counting: proposed targets are input cells, everything else follows by formula.

Formulas carry the values they had when written, so that a viewer that does not calculate shows them too.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data.plain_cell import plain_cell

TINY = 1e-9
HEADS = ("code", "unit", "n", "held", "value", "target", "asked", "more", "remark")
WIDTHS = (22, 26, 12, 12, 12, 14, 12, 14, 30)
SAYS = (*HEADS, "total", "whole", "whole_value", "plan_value", "wanted", "left", "check", "adds_up", "beyond", "short",
        "no_cases", "above", "below", "about", "difference")  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One scenario. units: (code, name, cases, cases held, proposed rate or None); of the whole alone: no units.

    facts: (label, text) above the table. is_rate: values are 0-1 of whole cases; else only value and proposal are told.
    """

    name: str
    facts: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str, int, int, float | None]]
    plan_value: float
    value: float | None
    is_least: bool
    is_rate: bool
    ceiling: float = 1.0


def as_xlsx(
    sheets: Sequence[Sheet], *, say: Mapping[str, str], about: Sequence[tuple[str, str]], demo: str = ""
) -> bytes:  # fmt: skip
    """The workbook: a sheet a scenario, then what everything means. The same scenarios give the same bytes.

    say: the words of SAYS in the reader's language. about: (label, text) of the last sheet. demo: the mark, empty where data
    are real.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2020, 1, 1)})  # no clock: same bytes
        forms = _forms(book)
        for i, told in enumerate(sheets, 1):
            sheet = book.add_worksheet(f"{i} {told.name}"[:31].rstrip("' "))
            _put(sheet, told, say, forms, demo)
        last = book.add_worksheet(say["about"][:31])
        last.set_column(0, 0, 24)
        last.set_column(1, 1, 100)
        for i, (label, text) in enumerate([*([(demo, "")] if demo else []), *about]):
            last.write_string(i, 0, str(plain_cell(label) or ""), forms["demo"] if demo and i == 0 else forms["wrap"])
            last.write_string(i, 1, str(plain_cell(text) or ""), forms["wrap"])
    return out.getvalue()


def _forms(book: xlsxwriter.Workbook) -> dict[str, Any]:
    yellow = {"bg_color": "#FFF6D6", "border": 1, "border_color": "#D9C98A"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "demo": book.add_format({"bold": True, "bg_color": "#F2C14E"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8ECF1"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "plain": book.add_format({}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "rate": book.add_format({"num_format": "0.0##%"}),
        "number": book.add_format({"num_format": "#,##0.0##"}),
        "rate to fill": book.add_format({"num_format": "0.0##%", **yellow}),
        "number to fill": book.add_format({"num_format": "#,##0.0##", **yellow}),
        "sum": book.add_format({"num_format": "#,##0", "bold": True, "top": 1}),
        "rate sum": book.add_format({"num_format": "0.0##%", "bold": True, "top": 1}),
        "bold": book.add_format({"bold": True}),
    }


def _put(sheet: Worksheet, told: Sheet, say: Mapping[str, str], forms: Mapping[str, Any], demo: str) -> None:
    for i, width in enumerate(WIDTHS):
        sheet.set_column(i, i, width)
    sheet.write_string(0, 0, str(plain_cell(told.name) or ""), forms["title"])
    if demo:
        sheet.write_string(1, 0, demo, forms["demo"])
        sheet.set_footer(f"&C{demo}")
    top = 2
    for label, text in told.facts:
        sheet.write_string(top, 0, str(plain_cell(label) or ""))
        sheet.write_string(top, 1, str(plain_cell(text) or ""))
        top += 1
    if told.is_rate and told.units:
        _put_whole(sheet, told, say, forms, top + 1, first=top + 9)
        _put_units(sheet, told, say, forms, top + 8)
    else:
        _put_values(sheet, told, say, forms, top + 1)


def asked_of(target: float | None, n: int, held: int, is_least: bool) -> int:
    """Whole cases a rate asks of n; what is held where none is given."""
    if target is None:
        return held
    return math.ceil(target * n - TINY) if is_least else math.floor(target * n + TINY)


def _asked(target: str, n: str, is_least: bool) -> str:
    """The same as a formula. ROUNDUP would make -1 of a nought less a trifle; INT does not."""
    return f"-INT(-({target}*{n}-{TINY:.9f}))" if is_least else f"INT({target}*{n}+{TINY:.9f})"


def _put_whole(
    sheet: Worksheet, told: Sheet, say: Mapping[str, str], forms: Mapping[str, Any], top: int, *, first: int
) -> None:  # fmt: skip
    """What the whole asks and whether the parts add up; every line looks at the total row of the units."""
    total = first + len(told.units) + 1  # as Excel counts
    cases, held = sum(u[2] for u in told.units), sum(u[3] for u in told.units)
    asked = sum(asked_of(u[4], u[2], u[3], told.is_least) for u in told.units)
    wanted = asked_of(told.plan_value, cases, held, told.is_least)
    left, sign = wanted - asked, 1 if told.is_least else -1
    value, plan, need, rest = (f"B{top + i + 1}" for i in (1, 2, 3, 4))
    sheet.write_string(top, 0, say["whole"], forms["bold"])
    for i, key in enumerate(("whole_value", "plan_value", "wanted", "left", "check"), 1):
        sheet.write_string(top + i, 0, say[key])
    sheet.write_formula(value, f'=IF(C{total}>0,D{total}/C{total},"")', forms["rate"], held / cases if cases else "")
    sheet.write_number(plan, told.plan_value, forms["rate to fill"])
    sheet.write_formula(need, "=" + _asked(plan, f"C{total}", told.is_least), forms["whole"], wanted)
    sheet.write_formula(rest, f"={need}-G{total}", forms["whole"], left)
    words = f"IF({rest}=0,{_text(say['adds_up'])},IF({sign}*{rest}<0,{_text(say['beyond'])},{_text(say['short'])}))"
    said = say["adds_up"] if left == 0 else say["beyond"] if sign * left < 0 else say["short"]
    sheet.write_formula(f"B{top + 6}", f"={words}", forms["bold"], said)
    _validate(sheet, top + 2, top + 2, 1, told.ceiling)


def _put_units(sheet: Worksheet, told: Sheet, say: Mapping[str, str], forms: Mapping[str, Any], top: int) -> None:
    for i, key in enumerate(HEADS):
        sheet.write_string(top, i, say[key], forms["head"])
    for at, (code, name, n, held, target) in enumerate(told.units, top + 1):
        r = at + 1
        asked = asked_of(target, n, held, told.is_least)
        more = asked - held if told.is_least else held - asked
        sheet.write_string(at, 0, str(plain_cell(code) or ""))
        sheet.write_string(at, 1, str(plain_cell(name) or ""))
        sheet.write_number(at, 2, n, forms["whole"])
        sheet.write_number(at, 3, held, forms["whole"])
        sheet.write_formula(at, 4, f'=IF(C{r}>0,D{r}/C{r},"")', forms["rate"], held / n if n else "")
        if target is None:
            sheet.write_blank(at, 5, None, forms["rate to fill"])
        else:
            sheet.write_number(at, 5, target, forms["rate to fill"])
        counted = _asked(f"F{r}", f"C{r}", told.is_least)
        sheet.write_formula(at, 6, f'=IF(F{r}="",D{r},{counted})', forms["whole"], asked)
        sheet.write_formula(at, 7, f"=G{r}-D{r}" if told.is_least else f"=D{r}-G{r}", forms["whole"], more)
        beyond = f"G{r}>INT({told.ceiling:g}*C{r}+{TINY:.9f})"
        words = f'IF({beyond},{_text(say["above"])},IF(H{r}<0,{_text(say["below"])},""))'
        is_above = asked > math.floor(told.ceiling * n + TINY)
        said = say["no_cases"] if n == 0 else say["above"] if is_above else say["below"] if more < 0 else ""
        sheet.write_formula(at, 8, f"=IF(C{r}=0,{_text(say['no_cases'])},{words})", forms["plain"], said)
    _put_total(sheet, told, say, forms, top + 1)
    _validate(sheet, top + 1, top + len(told.units), 5, told.ceiling)
    sheet.freeze_panes(top + 1, 2)


def _put_total(sheet: Worksheet, told: Sheet, say: Mapping[str, str], forms: Mapping[str, Any], first: int) -> None:
    at = first + len(told.units)
    asked = [asked_of(u[4], u[2], u[3], told.is_least) for u in told.units]
    n, held = sum(u[2] for u in told.units), sum(u[3] for u in told.units)
    more = sum(asked) - held if told.is_least else held - sum(asked)
    sheet.write_string(at, 0, say["total"], forms["sum"])
    sheet.write_blank(at, 1, None, forms["sum"])
    for column, total in (("C", n), ("D", held), ("G", sum(asked)), ("H", more)):
        sheet.write_formula(f"{column}{at + 1}", f"=SUM({column}{first + 1}:{column}{at})", forms["sum"], total)
    for column, of, share in (("E", "D", held), ("F", "G", sum(asked))):
        formula = f'=IF(C{at + 1}>0,{of}{at + 1}/C{at + 1},"")'
        sheet.write_formula(f"{column}{at + 1}", formula, forms["rate sum"], share / n if n else "")


def _put_values(sheet: Worksheet, told: Sheet, say: Mapping[str, str], forms: Mapping[str, Any], top: int) -> None:
    """Nothing that counts in cases, or nothing divided: the value, the proposal and the way between them."""
    kind = "rate" if told.is_rate else "number"
    sheet.write_string(top, 0, say["whole"], forms["bold"])
    for i, key in enumerate(("whole_value", "plan_value", "difference"), 1):
        sheet.write_string(top + i, 0, say[key])
    if told.value is not None:
        sheet.write_number(top + 1, 1, told.value, forms[kind])
    sheet.write_number(top + 2, 1, told.plan_value, forms[f"{kind} to fill"])
    formula = f'=IF(B{top + 2}="","",B{top + 3}-B{top + 2})'
    sheet.write_formula(top + 3, 1, formula, forms[kind], "" if told.value is None else told.plan_value - told.value)
    if told.is_rate:
        _validate(sheet, top + 2, top + 2, 1, told.ceiling)


def _validate(sheet: Worksheet, first: int, last: int, column: int, ceiling: float) -> None:
    sheet.data_validation(
        first, column, last, column, {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": ceiling}
    )


def _text(said: str) -> str:
    return '"' + said.replace('"', '""') + '"'
