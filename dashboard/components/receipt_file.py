"""One file's receipt: read on the page, taken away as JSON or XLSX. No values, as in every receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, receipts, tables
from dashboard.components.tables import column
from dashboard.reads import data_quality, shell
from dashboard.words import t

Row = Mapping[str, Any]
MOST_FILES = 100  # a list that travels with every run while the fold is open
MOST_ROWS = 60


def show(view: Scope, every: pl.DataFrame) -> None:
    """A fold with a choice of files, those with trouble first; nothing of it travels while it is closed."""
    box = tables.opened(t("data_quality.receipt"), "receipt")
    if box is None or every.is_empty():
        return
    ordered = sorted(every.to_dicts(), key=lambda r: (r["error_rule"] is None, not r["n_refused"]))[:MOST_FILES]
    named = {r["submission_id"]: r for r in ordered}
    with box:
        chosen = st.selectbox(
            t("data_quality.receipt_choose", n=words.number(len(named)), all=words.number(every.height)),
            list(named),
            format_func=lambda s: receipts.file_line(view, named[s]),
            key="receipt_of",
        )
        _receipt(view, named[chosen])


def _receipt(view: Scope, file: Row) -> None:
    counts = data_quality.problems(view).get(file["submission_id"], [])
    rows = data_quality.receipt_rows(view, file["submission_id"])
    balance = "" if file["error_rule"] else f"<p class=xh-sum>{t('data_quality.equation', **_counts(file))}</p>"
    st.html(balance + receipts.outcome(file, counts))
    if rows:
        st.html(tables.html(rows, _columns(), is_tall=True, caption=t("data_quality.receipt"), most=MOST_ROWS))
    stem = f"xinheng-receipt-{file['submission_id']}"
    with st.container(horizontal=True, gap="small", key="receipt_downloads"):
        for kind, write, mime in (("json", as_json, "application/json"), ("xlsx", as_xlsx, download.XLSX)):
            st.download_button(
                t(f"data_quality.receipt_{kind}"),
                data=partial(_made, write, view, file, counts, rows, words.language()),
                file_name=f"{stem}.{kind}",
                mime=mime,
                key=f"receipt_{kind}",
                on_click="ignore",
                type="tertiary",
                icon=":material/download:",
            )


def _made(write: Any, view: Scope, file: Row, counts: Sequence[Row], rows: Sequence[Row], lang: str) -> bytes:
    words.use(lang)  # the click is answered in a thread that has not heard of this run's language
    return write(view, file, counts, rows)


def as_json(view: Scope, file: Row, counts: Sequence[Row], rows: Sequence[Row]) -> bytes:
    """The receipt as `xinheng check --json` writes it, with the snapshot it comes from."""
    build = shell.build(view)
    error = {"rule": file["error_rule"], "message": file["error_zh"], "message_en": file["error_en"]}
    said = {
        "file": file["file_name"], "feed": file["feed"], "department": file["department_code"],
        "received_on": _iso(file["received_on"]), "encoding": file["encoding"],
        **{c: file[f"n_{c}"] for c in ("rows", "kept", "refused", "masked", "duplicates", "dropped")},
        "file_error": error if file["error_rule"] else None,
        "problem_counts": [{"rule": c["rule"], "column": c["column_name"], "rows": c["n_rows"]} for c in counts],
        "problems": [_listed(row) for row in rows],
        "problems_not_listed": sum(c["n_rows"] for c in counts) - len(rows),
        "snapshot": view.snapshot, "as_of": _iso(build["as_of"]), "is_demo": bool(build["is_demo"]),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _listed(row: Row) -> dict[str, Any]:
    return {
        "row": row["row_number"], "column": row["column_name"], "rule": row["rule"],
        "message": row["message_zh"], "message_en": row["message_en"],
    }  # fmt: skip


def as_xlsx(view: Scope, file: Row, counts: Sequence[Row], rows: Sequence[Row]) -> bytes:
    """The refused rows as a sheet a clerk can work down, the counts by rule beside the facts."""
    told = [(t("data_quality.receipt_rule", n=i), receipts.problem(c)) for i, c in enumerate(counts, 1)]
    sheet = download.facts(
        view,
        t("data_quality.receipt_title", file=receipts.file_line(view, file)),
        t("data_quality.equation", **_counts(file)),
        dict([*told, *([(receipts.head("trouble"), words.pick(file, "error"))] if file["error_rule"] else [])]),
    )
    return download.as_xlsx(tables.frame(rows, _columns()) if rows else pl.DataFrame(), sheet)


def _counts(file: Row) -> dict[str, str]:
    return {
        f"n_{c}": words.number(file[f"n_{c}"]) for c in ("rows", "kept", "refused", "masked", "duplicates", "dropped")
    }


def _columns() -> list[tables.Column]:
    return [
        column(receipts.head("row_number"), "row_number", "right"),
        column(receipts.head("column"), "column_name"),
        tables.name(receipts.head("trouble"), "message"),
        column(receipts.head("rule"), "rule"),
    ]


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
