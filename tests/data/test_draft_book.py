"""The workbook goes on counting: every figure that follows from another is a formula that holds its value already."""

import io
import math
import re
from dataclasses import replace

import openpyxl
import pytest

from data.draft_book import SAYS, Sheet, as_xlsx, asked_of

SAY = {key: f"<{key}>" for key in SAYS}
DEMO = "演示数据"
ONE = Sheet(
    "许可 稳妥", [("备注", "=1+1")], [("360100", "南昌市", 156, 150, 0.975), ("360200", "景德镇市", 44, 38, 0.887), ("360300", "无件", 0, 0, None)],
    0.955, 0.94, is_least=True, is_rate=True,
)  # fmt: skip


def opened(*sheets, **how):
    raw = as_xlsx(sheets, say=SAY, about=[("快照", "20261010-x")], **({"demo": DEMO} | how))
    assert raw == as_xlsx(sheets, say=SAY, about=[("快照", "20261010-x")], **({"demo": DEMO} | how))  # no clock in it
    return openpyxl.load_workbook(io.BytesIO(raw)), openpyxl.load_workbook(io.BytesIO(raw), data_only=True)


def cells(sheet):
    return {cell.coordinate: cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None}


def row_of(found, word, column="A"):
    return next(int(re.sub(r"\D", "", at)) for at, v in found.items() if v == word and at.startswith(column))


def test_what_the_whole_asks_and_what_the_parts_come_to_follow_by_formula():
    formulas, values = (cells(book.worksheets[0]) for book in opened(ONE))
    total = row_of(values, "<total>")
    assert [values[f"{c}{total}"] for c in "CDGH"] == [200, 188, 153 + 40, 3 + 2]
    assert formulas[f"G{total}"] == f"=SUM(G{total - 3}:G{total - 1})"
    wanted, check = row_of(values, "<wanted>"), row_of(values, "<check>")
    assert values[f"B{wanted}"] == 191 and values[f"B{check}"] == "<beyond>"
    assert f"C{total}" in formulas[f"B{wanted}"] and formulas[f"B{check}"].startswith("=IF(")
    unit = row_of(values, "360100")
    assert formulas[f"F{unit}"] == 0.975 and formulas[f"G{unit}"].startswith("=IF(F") and values[f"G{unit}"] == 153
    assert values[f"I{unit + 2}"] == "<no_cases>" and f"F{unit + 2}" not in values


@pytest.mark.parametrize(
    ("plan_value", "is_least", "said"),
    [
        (0.965, True, "<adds_up>"),
        (0.955, True, "<beyond>"),
        (0.97, True, "<short>"),
        (0.965, False, "<beyond>"),
        (0.95, False, "<short>"),
        (0.955, False, "<adds_up>"),
    ],
)
def test_the_check_says_whether_the_parts_come_to_the_whole(plan_value, is_least, said):
    _, book = opened(replace(ONE, plan_value=plan_value, is_least=is_least))
    found = cells(book.worksheets[0])
    asked = sum(asked_of(u[4], u[2], u[3], is_least) for u in ONE.units)
    assert found[f"B{row_of(found, '<left>')}"] == asked_of(plan_value, 200, 188, is_least) - asked
    assert found[f"B{row_of(found, '<check>')}"] == said


def test_every_formula_comes_to_the_value_it_holds():
    """Reckoned by a reader of formulas of our own: what Excel would show after a change is what it shows at first."""
    for told in (
        ONE,
        replace(ONE, is_least=False, ceiling=0.9),
        replace(ONE, units=[], value=0.91),
        replace(ONE, is_rate=False, units=[]),
    ):
        formulas, values = (cells(book.worksheets[0]) for book in opened(told))
        for at, formula in formulas.items():
            if str(formula).startswith("="):
                held = values.get(at, "")
                assert reckoned(formula[1:], values) == (pytest.approx(held) if isinstance(held, float) else held), at


class Blank(int):
    """An empty cell: nought in a sum, and equal to no text."""

    __hash__ = int.__hash__

    def __eq__(self, other):
        return other in (0, "")


def reckoned(formula, values):
    """IF, INT, SUM, comparisons and the four operations over the values of other cells."""
    texts = []
    text = re.sub(r'"([^"]*)"', lambda m: texts.append(m[1]) or f"said[{len(texts) - 1}]", formula)
    text = re.sub(r"SUM\(([A-Z])(\d+):[A-Z](\d+)\)", r"sum(cell('\1' + str(i)) for i in range(\2, \3 + 1))", text)
    text = re.sub(r"\b([A-Z]\d+)\b", r"cell('\1')", text)
    text = re.sub(r"(cell\('\w+'\))/(cell\('\w+'\))", r"ratio(\1, \2)", text)
    text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
    names = {
        "cell": lambda at: values.get(at, Blank()), "said": texts, "ratio": lambda a, b: a / b if b else 0,
        "IF": lambda test, yes, no: yes if test else no, "INT": math.floor,
    }  # fmt: skip
    return eval(text, names)  # our own formulas


def test_a_rate_asks_whole_cases_and_nought_asks_none():
    assert [asked_of(x, 40, 10, True) for x in (0, 0.25, 0.2500001, 1, None)] == [0, 10, 11, 40, 10]
    assert [asked_of(x, 40, 10, False) for x in (0, 0.25, 0.2499999, 1, None)] == [0, 10, 9, 40, 10]
    formulas, _ = opened(ONE)
    asked = [v for v in cells(formulas.worksheets[0]).values() if str(v).startswith("=IF(F")]
    assert asked and not any("ROUNDUP" in v for v in asked)  # it would make -1 of nought less a trifle


def test_every_sheet_carries_the_mark_and_no_text_becomes_a_formula():
    whole = replace(ONE, name="x" * 60, units=[], is_rate=False, value=None)
    book, _ = opened(ONE, whole)
    assert all(len(s.title) <= 31 for s in book.worksheets) and len(book.worksheets) == 3
    assert all(DEMO in {c.value for c in (s["A1"], s["A2"])} for s in book.worksheets)
    assert book.worksheets[0]["B3"].value == "'=1+1" and book.worksheets[0]["B3"].data_type == "s"
    real, _ = opened(ONE, demo="")
    assert DEMO not in {v for s in real.worksheets for v in cells(s).values()}
