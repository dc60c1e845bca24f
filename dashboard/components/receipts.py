"""The blocks of the data-quality page: what came in by department and feed, receipts, findings, revisions, blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, filters, notes, tables
from dashboard.components.tables import Column, column
from dashboard.reads import shell
from dashboard.words import t

Row = Mapping[str, Any]
BLANKS = ("not_applicable", "not_returned", "refused", "suppressed", "zero")
FEED_ORDER = (
    "entities", "grades", "archives", "commitments", "decisions", "inspection_plans", "draws", "inspections", "listings", "measures",
    "repairs", "objections", "interviews", "credit_checks", "returns", "task_reports",
)  # fmt: skip
MOST_FILES = 12
MOST_LISTED = 100
MOST_SENDERS = (
    12  # lines of a table on the page itself: what is longer costs every run and is opened, or read in the download
)
MOST_QUARTERS = 8


def head(key: str) -> str:
    """A heading of this page's tables."""
    return t(f"data_quality.head.{key}")


def finding(totals: Row) -> str:
    """The page's title."""
    if not totals.get("n_files"):
        return t("data_quality.title_none")
    counts = {k: words.number(totals[k]) for k in ("n_files", "n_rows")}
    kept = totals["n_kept"] / totals["n_rows"] if totals["n_rows"] else None
    said = t("data_quality.title", kept=words.percent(kept), **counts)
    n = totals["n_files_refused"]
    return said + (t("data_quality.title_refused", n=n) if n else "")


def equation(view: Scope, totals: Row) -> None:
    """Rows in = kept + refused + duplicates + not counted."""
    counts = {k: words.number(v) for k, v in totals.items() if k.startswith("n_")}
    st.html(
        f"<p class=xh-caption>{t('data_quality.caption', department=escape(filters.department_name(view)))} "
        f"{t('data_quality.last_received', day=words.day(totals['last_received_on']))}</p>"
        f"<p class=xh-sum>{t('data_quality.equation', **counts)}</p>"
    )


def feed_name(code: str | None) -> str:
    """A feed in words; its code where we have none."""
    key = f"data_quality.feed.{code}"
    return t(key) if words.has(key) else code or words.NONE


def department(view: Scope, code: str | None) -> str:
    """A sender in words."""
    if code is None or code == "*":
        return t("data_quality.several")
    return words.named(shell.department_names(view).get(code, {})) or code


def matrix(view: Scope, rows: Sequence[Row]) -> download.Offer:
    """Department by feed: share kept and rows."""
    sent = {row["feed"] for row in rows}
    feeds = [f for f in FEED_ORDER if f in sent] + sorted(sent - set(FEED_ORDER))
    lines: dict[str | None, dict[str, Row]] = {}
    for row in rows:
        lines.setdefault(row["department_code"], {})[row["feed"]] = row
    columns = [
        Column(
            head("department"),
            lambda line: f"<span style=white-space:nowrap>{escape(department(view, line['code']))}</span>",
            "html",
        ),
        *(
            Column(feed_name(feed), lambda line, feed=feed: _cell(line["feeds"].get(feed)), "right_html")
            for feed in feeds
        ),
        Column(
            head("last_received"),
            lambda line: max(
                (r["last_received_on"] for r in line["feeds"].values() if r["last_received_on"]), default=None
            ),
            "day",
        ),
    ]
    shown = sorted(({"code": code, "feeds": found} for code, found in lines.items()), key=_worst_first)
    tables.beginning(
        shown, columns, MOST_SENDERS, caption=t("data_quality.matrix"), every=t("data_quality.matrix_all", n=len(shown)),
        above=notes.section_html(t("data_quality.matrix"), t("data_quality.matrix_caption")),
        below=notes.how_to_read_html(t("data_quality.matrix_how")), key="matrix_all",
    )  # fmt: skip
    exported = [
        Column(head("department"), lambda r: department(view, r["department_code"])),
        Column(head("feed"), lambda r: feed_name(r["feed"])),
        *(column(head(c), f"n_{c}", "count") for c in ("files", "files_refused", "rows", "kept", "refused", "duplicates")),
        column(head("last_received"), "last_received_on", "day"),
    ]  # fmt: skip
    return download.Offer(
        "by_feed", t("data_quality.matrix"), lambda: tables.frame(rows, exported), t("data_quality.matrix_how")
    )


def _worst_first(line: Row) -> tuple[int, float]:
    """Whole files refused first, then the share of rows refused."""
    rows, refused = (sum(r[k] for r in line["feeds"].values()) for k in ("n_rows", "n_refused"))
    return -sum(r["n_files_refused"] for r in line["feeds"].values()), -refused / rows if rows else 0.0


def _cell(row: Row | None) -> str:
    if row is None:
        return ""  # said once above the table: a word in each of two hundred cells is not read
    share = row["n_kept"] / row["n_rows"] if row["n_rows"] else None
    main = (
        f"{words.percent(share)} <small class=xh-quiet>{t('data_quality.rows', n=words.number(row['n_rows']))}</small>"
        if row["n_rows"]
        else ""
    )
    refused = (
        f"<b class=xh-bad>{t('data_quality.files_refused', n=row['n_files_refused'])}</b>"
        if row["n_files_refused"]
        else ""
    )
    return (
        " ".join(part for part in (main, refused) if part)
        or f"<span class=xh-quiet>{t('data_quality.not_read')}</span>"
    )


def missing(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """Figures owed for the quarter and not given."""
    section = notes.section_html(
        t("data_quality.missing"), t("data_quality.missing_caption", filters=filters.described(view))
    )
    if not rows:
        st.html(section + f"<p class=xh-quiet>{t('data_quality.missing_none')}</p>")
        return None
    columns = [
        tables.name(head("indicator")),
        Column(head("regions"), lambda r: _units(r, "regions"), "right"),
        Column(head("departments"), lambda r: _units(r, "departments"), "right"),
        Column(head("offices"), lambda r: _units(r, "offices"), "right"),
        *(column(t(f"common.blank.{blank}"), f"n_{blank}", "count") for blank in BLANKS[1:4]),
    ]
    st.html(section + tables.html(rows, columns, is_tall=True, caption=t("data_quality.missing")))
    return download.Offer(
        "missing", t("data_quality.missing"), lambda: tables.frame(rows, columns), t("data_quality.blanks_caption")
    )


def _units(row: Row, kind: str) -> str:
    return (
        t("data_quality.missing_units", blank=row[f"n_{kind}_blank"], n=row[f"n_{kind}"])
        if row[f"n_{kind}"]
        else words.NONE
    )


def files(
    view: Scope, troubled: Sequence[Row], n_troubled: int, problems: Mapping[str, Sequence[Row]], every: pl.DataFrame
) -> download.Offer:
    """Receipts of what was refused, then the list of all files."""
    section = notes.section_html(t("data_quality.files"), t("data_quality.files_caption", n=n_troubled))
    if troubled:
        more = n_troubled - len(troubled)
        rest = f"<p class=xh-caption>{t('data_quality.files_more', n=more)}</p>" if more > 0 else ""
        st.html(
            section + "".join(_receipt(view, row, problems.get(row["submission_id"], [])) for row in troubled) + rest
        )
    else:
        st.html(section + f"<p class=xh-quiet>{t('data_quality.files_none')}</p>")
    box = tables.opened(t("data_quality.all_files", n=words.number(every.height)), "all_files")
    if box is not None:
        box.html(_all_files(view, every))
    return download.Offer(
        "files",
        t("data_quality.all_files_title"),
        lambda: tables.frame(every.to_dicts(), _file_columns(view)),
        t("data_quality.files_caption", n=n_troubled),
    )


def _all_files(view: Scope, every: pl.DataFrame) -> str:
    listed = every.head(MOST_LISTED).to_dicts()
    left = every.height - len(listed)
    rest = f"<p class=xh-caption>{t('common.more_rows', n=words.number(left))}</p>" if left > 0 else ""
    return tables.html(listed, _file_columns(view), is_tall=True) + rest


def _receipt(view: Scope, row: Row, problems: Sequence[Row]) -> str:
    if row["error_rule"]:
        short = f"<b class=xh-bad>✕ {t('data_quality.file_refused')}</b>"
    else:
        short = escape(
            t("data_quality.file_rows", rows=words.number(row["n_rows"]), refused=words.number(row["n_refused"]))
        )
    line = f"{escape(file_line(view, row))} <span class=xh-outcome>{short}</span>"
    return f"<details class=xh-fold><summary>{line}</summary><div>{outcome(row, problems)}</div></details>"


def file_line(view: Scope, row: Row) -> str:
    """A file in one line: sender, feed, name, day."""
    return t(
        "data_quality.file_line", department=department(view, row["department_code"]), feed=feed_name(row["feed"]),
        file=row["file_name"], day=words.day(row["received_on"]),
    )  # fmt: skip


def outcome(row: Row, problems: Sequence[Row]) -> str:
    """Why a file, or rows of it, were refused: the sentence, or one line a rule and column."""
    if row["error_rule"]:
        return f"<p>{escape(words.pick(row, 'error') or row['error_rule'])}</p>"
    if not problems:
        return f"<p class=xh-quiet>{t('data_quality.files_none')}</p>"
    return f"<ul class=xh-grounds>{''.join(f'<li>{escape(problem(p))}</li>' for p in problems)}</ul>"


def problem(row: Row) -> str:
    """One rule broken, how often and where first."""
    what = (words.pick(row, "message") or row["rule"]).rstrip("。.")
    said = {
        "what": what,
        "column": row["column_name"] or t("data_quality.problem_no_column"),
        "n": words.number(row["n_rows"]),
    }
    if not row["first_rows"]:
        return t("data_quality.problem_no_rows", **said)
    first = ("、" if words.language() == "zh" else ", ").join(map(str, row["first_rows"]))
    return t("data_quality.problem", rows=first, **said)


def _file_columns(view: Scope) -> list[Column]:
    counts = ("rows", "kept", "refused", "masked", "duplicates", "dropped")
    return [
        column(head("received_on"), "received_on", "day"),
        Column(head("department"), lambda r: department(view, r["department_code"])),
        Column(head("feed"), lambda r: feed_name(r["feed"])),
        column(head("file"), "file_name"),
        column(head("encoding"), "encoding"),
        *(column(head(c), f"n_{c}", "count") for c in counts),
        Column(head("trouble"), lambda r: words.pick(r, "error") if r["error_rule"] else ""),
    ]


def quarters(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """What came in, by quarter of receipt."""
    if not rows:
        return None
    section = notes.section_html(t("data_quality.quarters"), t("data_quality.quarters_caption"))
    counts = ("files", "files_refused", "rows", "kept", "refused", "masked", "duplicates", "dropped")
    columns = [
        Column(head("quarter"), lambda r: words.quarter(r["quarter"])),
        *(column(head(c), f"n_{c}", "count") for c in counts),
        Column(head("kept_rate"), lambda r: r["n_kept"] / r["n_rows"] if r["n_rows"] else None, "rate"),
    ]
    st.html(section + tables.html(rows, columns, is_tall=True, caption=t("data_quality.quarters"), most=MOST_QUARTERS))
    return download.Offer(
        "by_quarter",
        t("data_quality.quarters"),
        lambda: tables.frame(rows, columns),
        t("data_quality.quarters_caption"),
    )


def findings(view: Scope, rows: Sequence[Row]) -> download.Offer | None:
    """Contradictions between feeds."""
    section = notes.section_html(t("data_quality.findings"), t("data_quality.findings_caption"))
    if not rows:
        st.html(section + f"<p class=xh-quiet>{t('data_quality.findings_none')}</p>")
        return None
    columns = [
        Column(head("finding"), lambda r: _worded("finding", r["finding"])),
        Column(head("feed"), lambda r: feed_name(r["feed"])),
        Column(head("department"), lambda r: department(view, r["department_code"])),
        column(head("n_rows"), "n_rows", "count"),
        column(head("n_regions"), "n_regions", "count"),
        Column(head("span"), _span, "right"),
    ]
    st.html(section + tables.html(rows, columns, is_tall=True, caption=t("data_quality.findings"), most=80))
    return download.Offer(
        "findings", t("data_quality.findings"), lambda: tables.frame(rows, columns), t("data_quality.findings_caption")
    )


def _span(row: Row) -> str:
    first, last = (words.quarter(row[key]) for key in ("first_quarter", "last_quarter"))
    return first if first == last else f"{first}–{last}"


def _worded(kind: str, code: str) -> str:
    key = f"data_quality.{kind}.{code}"
    return t(key) if words.has(key) else code


def revisions(view: Scope, pairs: Sequence[Row], by_feed: Sequence[Row]) -> list[download.Offer]:
    """How much each department replaced or contradicted, by feed; which file did when opened."""
    section = notes.section_html(t("data_quality.revisions"), t("data_quality.revisions_caption"))
    if not pairs:
        st.html(section + f"<p class=xh-quiet>{t('data_quality.revisions_none')}</p>")
        return []
    who = [
        Column(head("department"), lambda r: department(view, r["department_code"])),
        Column(head("feed"), lambda r: feed_name(r["feed"])),
    ]
    counts = (("n_replaced", "count"), ("n_conflict", "count"), ("n_files", "count"), ("replaced_share", "rate"))
    summed = [*who, *(column(head(key), key, kind) for key, kind in counts)]
    st.html(
        section + tables.html(by_feed, summed, is_tall=True, caption=t("data_quality.revisions"), most=MOST_SENDERS)
    )
    kind = Column(
        head("kind"),
        lambda r: t("data_quality.revision_conflict" if "conflict" in r["kind"] else "data_quality.revision_replaced"),
    )
    files = [column(head("old_file"), "old_file"), column(head("new_file"), "new_file")]
    each = [
        *who,
        kind,
        column(head("n_rows"), "n_rows", "count"),
        *files,
        column(head("received_on"), "new_received_on", "day"),
    ]
    title = t("data_quality.revisions_open", n=words.number(len(pairs)))
    box = tables.opened(title, "revisions")
    if box is not None:
        box.html(tables.html(pairs, each, is_tall=True, caption=title, most=80))
    note = t("data_quality.revisions_caption")
    return [
        download.Offer("revised", t("data_quality.revisions"), lambda: tables.frame(by_feed, summed), note),
        download.Offer("revisions", title, lambda: tables.frame(pairs, each), note),
    ]


def blanks() -> None:
    """The five kinds of blank, named apart."""
    section = notes.section_html(t("data_quality.blanks"), t("data_quality.blanks_caption"))
    lines = "".join(f"<dt>{t(f'common.blank.{b}')}</dt><dd>{t(f'data_quality.blank.{b}')}</dd>" for b in BLANKS)
    st.html(section + f"<dl class='xh-key rows'>{lines}</dl>")
