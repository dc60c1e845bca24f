"""What goes wrong in departments: each trouble put into one file, and recorded.

Good rows stay as they are, so that the planted truth can still be counted from the files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from data.sample.codes import with_wrong_check
from data.sample.habits import habit
from data.sample.truth import Truth

# Shaped like a resident identity number, of a division (999999) and a day (1900) that make it nobody's.
NOBODY = "999999190001010017"


def spoil(root: Path, truth: Truth) -> None:
    """Put ten troubles into a Jiangxi source."""
    _wrong_check(root, truth)
    _impossible_day(root, truth)
    _totals_row(root, truth)
    _corrected_later(root, truth)
    _repeated_row(root, truth)
    _identity_number(root, truth)
    _no_spreadsheet(root, truth)
    _empty_file(root, truth)
    _upside_down_band(root, truth)
    _published_before_decided(root, truth)


class Sheet:
    """A CSV file of one department, as lines."""

    def __init__(self, root: Path, feed: str, department: str, label: str) -> None:
        form = habit(feed, department)
        assert form.kind == "csv", "only CSV files are spoiled line by line"
        self.root, self.encoding = root, form.encoding
        # A small sample may have nothing in that quarter: then the last file of the department.
        folder = root / feed / department
        found = sorted(folder.glob(f"*/*{label}.csv")) or sorted(folder.glob("*/*.csv"))
        self.path = found[-1]
        self.lines = self.path.read_bytes().decode(self.encoding).splitlines()

    def write(self, path: Path | None = None) -> None:
        """Save the lines in the department's encoding."""
        path = path or self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(("\n".join(self.lines) + "\n").encode(self.encoding))

    def fields(self, line: int) -> list[str]:
        """The cells of one line; our files hold no quoted commas."""
        return self.lines[line].split(",")


def _note(truth: Truth, root: Path, path: Path, what: str, rows: int) -> None:
    truth.spoiled.append({"file": path.relative_to(root).as_posix(), "what": what, "rows": rows})


def _wrong_check(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "entities", "organisation_establishment", "2019—2023年")
    n = min(6, len(sheet.lines) - 1)
    wrong = with_wrong_check(np.array([sheet.fields(i)[0] for i in range(1, n + 1)]))
    sheet.lines += [",".join([code, *sheet.fields(i)[1:]]) for i, code in enumerate(wrong, 1)]
    sheet.write()
    _note(truth, root, sheet.path, "wrong_check_character", n)


def _impossible_day(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "decisions", "human_resources", "2025年第3季度")
    where = sheet.lines[0].split(",").index("决定日期")
    for i in (1, 2, 3):
        cells = sheet.fields(i)
        cells[0], cells[where] = f"{cells[0]}-补", "2025年2月30日"
        sheet.lines.append(",".join(cells))
    sheet.write()
    _note(truth, root, sheet.path, "impossible_day", 3)


def _totals_row(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "returns", "tax", "2025年度")
    head = sheet.lines[0].removeprefix("\ufeff").split(",")
    cells = [""] * len(head)
    cells[0] = "合计"
    for name in ("分子", "分母"):
        cells[head.index(name)] = str(sum(int(sheet.fields(i)[head.index(name)]) for i in range(1, len(sheet.lines))))
    sheet.lines.append(",".join(cells))
    sheet.write()
    _note(truth, root, sheet.path, "totals_row", 1)


def _corrected_later(root: Path, truth: Truth) -> None:
    """The first file of a quarter left out forty days of publication; the same file came again, complete, in August."""
    sheet = Sheet(root, "decisions", "transport", "2025年第2季度")
    again = root / "decisions" / "transport" / "2025-08-12" / f"{sheet.path.stem}_更正.csv"
    sheet.write(again)
    where = sheet.lines[0].split(",").index("公示日期")
    n = min(40, len(sheet.lines) - 1)
    for i in range(1, n + 1):
        cells = sheet.fields(i)
        cells[where] = ""
        sheet.lines[i] = ",".join(cells)
    sheet.write()
    _note(truth, root, again, "corrects_an_earlier_quarter", n)


def _repeated_row(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "inspections", "health", "2026年第1季度")
    sheet.lines.append(sheet.lines[-1])
    sheet.write()
    _note(truth, root, sheet.path, "repeated_row", 1)


def _identity_number(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "decisions", "culture_tourism", "2026年第1季度")
    cells = sheet.fields(1)
    cells[0], cells[1] = f"{cells[0]}-补", NOBODY
    sheet.lines.append(",".join(cells))
    sheet.write()
    _note(truth, root, sheet.path, "identity_number", 1)


def _no_spreadsheet(root: Path, truth: Truth) -> None:
    path = root / "inspections" / "culture_tourism" / "2025-11-03" / "监督检查信息_补报.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xd0\xcf\x11\xe0 not a workbook, cut off on the way")
    _note(truth, root, path, "unreadable_file", 0)


def _empty_file(root: Path, truth: Truth) -> None:
    path = root / "archives" / "civil_affairs" / "2025-05-06" / "信用档案信息_补报.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    _note(truth, root, path, "empty_file", 0)


def _upside_down_band(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "inspection_plans", "culture_tourism", "2026年第1季度")
    head = sheet.lines[0].removeprefix("\ufeff").split(",")
    cells = sheet.fields(1)
    for name, cell in {"行政区划代码": "361100", "抽查比例下限": "0.3", "抽查比例上限": "0.1"}.items():
        cells[head.index(name)] = cell
    sheet.lines.append(",".join(cells))
    sheet.write()
    _note(truth, root, sheet.path, "low_above_high", 1)


def _published_before_decided(root: Path, truth: Truth) -> None:
    sheet = Sheet(root, "decisions", "health", "2026年第2季度")
    where = sheet.lines[0].split(",").index("公示日期")
    for i in (1, 2, 3, 4):
        cells = sheet.fields(i)
        cells[0], cells[where] = f"{cells[0]}-补", "2026-01-05"
        sheet.lines.append(",".join(cells))
    sheet.write()
    _note(truth, root, sheet.path, "published_before_decided", 4)
