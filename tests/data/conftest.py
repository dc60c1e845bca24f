"""Files as departments send them, drawn in tests: CSV text in, a checked file out."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ingest.check import check_file

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"

INSPECTIONS = "检查编号,统一社会信用代码,检查部门,行政区划代码,抽取方式,检查日期,检查结果"
# Valid codes of invented bodies.
CODES = ("91360600TEXT000171", "91360600TEXT00025U", "91360600TEXT00033N", "91360600TEXT00041H", "91360600TEXT0005X9")


def visit(number: int, **changes: str) -> str:
    """One good line under INSPECTIONS, with the cells changed that the test is about."""
    cells = {
        "id": f"JC{number:04d}", "code": CODES[number % len(CODES)], "department": "市场监管局", "region": "360681",
        "selection": "双随机", "on": f"2024-05-{number % 28 + 1:02d}", "result": "合格",
    } | changes  # fmt: skip
    return ",".join(cells.values())


def visits(*lines: str) -> str:
    """A file of inspections."""
    return "\n".join([INSPECTIONS, *lines]) + "\n"


@pytest.fixture
def send(tmp_path):
    """Write a file as a department would and check it: send("检查.csv", text, "inspections", as_of=...)."""

    def sent(name, content, feed="inspections", mapping=None, **more):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return check_file(path, feed, mapping, **more)

    return sent


def accounted(receipt) -> bool:
    """Every row of the file is found again in the receipt."""
    r = receipt
    return r["rows"] == r["kept"] + r["refused"] + r["duplicates"] + r["dropped"] and r["masked"] <= r["refused"]


def rules(checked) -> list[tuple[int, str, str]]:
    """(row, column, rule) of every problem."""
    return [(p["row"], p["column"], p["rule"]) for p in checked.receipt["problems"]]
