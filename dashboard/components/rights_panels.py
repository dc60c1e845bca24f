"""Three panels over the last four quarters: objections, credit repair, wrongful listings put right."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard import words
from dashboard.access import Scope
from dashboard.components import filters, notes
from dashboard.components import rights_words as say
from dashboard.reads import rights
from dashboard.words import t

Row = Mapping[str, Any]


def show(
    view: Scope, objected: Row | None, repaired: Row | None, restored: Row | None, judged: Mapping[str, Row], feeds: Mapping[str, Row]
) -> None:  # fmt: skip
    """One below the other on a phone."""
    panels = (
        _objections(view, objected, judged, feeds)
        + _repairs(view, repaired, judged, feeds)
        + _restored(view, restored, feeds)
    )
    notes.block(f"<div class='xh-columns xc-panels'>{panels}</div>")


def _panel(view: Scope, key: str, heading: str, body: str) -> str:
    caption = t(f"rights.caption.{key}", view=filters.described(view))
    return f"<section>{notes.section_html(heading, caption)}{body}{notes.how_to_read_html(t(f'rights.how.{key}'))}</section>"


def _none(key: str, feed: str, row: Row | None, feeds: Mapping[str, Row]) -> str:
    """Not sent, or sent and none in these quarters: two different blanks."""
    return notes.quiet(
        t(f"rights.none.{key}" if feed in feeds else "rights.none.not_sent", blank=words.blank("not_returned"))
    )


def _returned(judged: Mapping[str, Row], codes: tuple[str, ...]) -> str:
    """The indicators of the catalogue the panel stands for, each a link; a returned figure says that it is one."""
    items = []
    for code in codes:
        row = judged.get(code)
        if row is None:
            continue
        told = (
            f" {words.value(row['value'], row['unit'])} {t('rights.returned')}"
            if row["origin"] == "return" and row["value"] is not None
            else ""
        )
        items.append(
            f"<a class='xh-link xh-plain' href='indicator?indicator={code}' title='{escape(words.named(row), quote=True)}'>{code}</a>{told}"
        )
    return f"<p class='xh-more xh-quiet xr-codes'>{t('rights.indicators')} {' · '.join(items)}</p>" if items else ""


def _objections(view: Scope, row: Row | None, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> str:
    codes = ("M31-1", "M31-2", "M31-3", "M31-4", "M31-5")
    if row is None or not row["n_raised"]:
        return _panel(
            view,
            "objections",
            t("rights.objections.none"),
            _none("objections", "objections", row, feeds) + _returned(judged, codes),
        )
    stated = rights.count(row, "n_stated")
    finding = t(
        "rights.objections.finding", n=words.number(row["n_raised"]), answered=words.number(row["n_answered"]),
        upheld=words.number(row["n_upheld"]), breach=words.number(row["n_in_breach"]), of=words.number(row["n_with_measures"]),
    )  # fmt: skip
    parts = [
        ("upheld", row["n_upheld"], "late"), ("not_upheld", row["n_not_upheld"], "done"), ("unstated", row["n_unstated"], "blank"),
        ("open", row["n_open"], "open"),
    ]  # fmt: skip
    shares = [
        ("upheld", row["n_upheld"], stated, row["upheld_low"], row["upheld_high"]),
        ("untouched", row["n_untouched"], row["n_with_measures"], row["untouched_low"], row["untouched_high"]),
        ("corrected", row["n_corrected_in_time"], row["n_upheld"], None, None),
    ]
    if row["n_due"]:
        shares.insert(0, ("in_time", row["n_in_time"], row["n_due"], row["in_time_low"], row["in_time_high"]))
    facts = [
        (t("rights.fact.days"), _workdays(row["days_median"], row["days_p90"])),
        (t("rights.fact.limit"), _limit(row)),
        (t("rights.fact.suspended"), _said("suspended_is", n=row["n_suspended"], of=row["n_with_measures"])),
        (t("rights.fact.breach"), _said("breach_is", n=row["n_in_breach"], days=row["days_in_breach"] or 0)),
    ]
    return _panel(
        view,
        "objections",
        finding,
        say.stack(parts) + say.lines(shares) + say.facts(facts) + _returned(judged, codes),
    )


def _limit(row: Row) -> str:
    """In time or not only where a dated rule with a source says how many days."""
    if not row["n_due"]:
        return f"<span class=xh-quiet>{t('rights.fact.no_limit')}</span>"
    return words.fraction(row["n_in_time"], row["n_due"])


def _said(key: str, **counts: int) -> str:
    return t(f"rights.fact.{key}", **{name: words.number(n) for name, n in counts.items()})


def _median(days: float | None) -> str:
    return words.NONE if days is None else t("common.workdays", n=words.number(days, 1))


def _workdays(median: float | None, p90: float | None) -> str:
    if median is None:
        return words.NONE
    return t("rights.fact.days_is", median=words.number(median, 1), p90=words.number(p90, 1))


def _repairs(view: Scope, row: Row | None, judged: Mapping[str, Row], feeds: Mapping[str, Row]) -> str:
    codes = ("M29-1", "M29-2", "M29-3", "M29-4", "M29-5", "M29-6")
    if row is None or not row["n_applied"]:
        return _panel(
            view,
            "repairs",
            t("rights.repairs.none"),
            _none("repairs", "repairs", row, feeds) + _returned(judged, codes),
        )
    finding = t(
        "rights.repairs.finding", n=words.number(row["n_applied"]), granted=words.number(row["n_granted"]),
        public=words.number(row["n_still_public"]), measured=words.number(row["n_still_measured"]),
    )  # fmt: skip
    parts = [
        ("granted", row["n_granted"], "done"), ("refused", row["n_refused"], "late"), ("withdrawn", row["n_withdrawn"], "follow"),
        ("unstated", row["n_outcome_unstated"], "blank"), ("open", row["n_open"], "open"),
    ]  # fmt: skip
    shares = [
        ("granted", row["n_granted"], rights.count(row, "n_settled"), row["granted_low"], row["granted_high"]),
        ("unpublished", row["n_unpublished"], row["n_granted"], None, None),
        ("still_measured", row["n_still_measured"], row["n_measured"], None, None),
        ("early", row["n_too_early"], row["n_with_least"], row["early_low"], row["early_high"]),
        ("faulty", rights.count(row, "n_faulty"), row["n_audited"], row["faulty_low"], row["faulty_high"]),
    ]
    facts = [
        (t("rights.fact.decide"), _workdays(row["days_to_decide"], row["days_decide_p90"])),
        (t("rights.fact.unpublish"), _median(row["days_to_unpublish"])),
        (t("rights.fact.audits"), _said("audits_is", n=row["n_audited"], wrong=row["n_wrong"], missed=row["n_missed"])),
    ]
    return _panel(
        view,
        "repairs",
        finding,
        say.stack(parts) + say.lines(shares) + say.facts(facts) + _returned(judged, codes),
    )


def _restored(view: Scope, row: Row | None, feeds: Mapping[str, Row]) -> str:
    if row is None or not row["n_found"]:
        return _panel(view, "restored", t("rights.restored.none"), _none("restored", "listings", row, feeds))
    waiting = row["n_found"] - row["n_restored"]
    finding = t(
        "rights.restored.finding",
        n=words.number(row["n_found"]),
        restored=words.number(row["n_restored"]),
        waiting=words.number(waiting),
    )
    shares = [
        ("corrected_record", row["n_corrected"], row["n_found"], None, None),
        ("off_list", row["n_off_list"], row["n_found"], None, None),
        ("measures_ended", row["n_measures_ended"], row["n_measured"], None, None),
        ("restored", row["n_restored"], row["n_found"], row["restored_low"], row["restored_high"]),
    ]
    facts = [
        (t("rights.fact.restore"), _median(row["days_to_restore"])),
        (
            t("rights.fact.waiting"),
            words.NONE if row["days_open_most"] is None else _said("waiting_is", days=row["days_open_most"]),
        ),
        (t("rights.fact.entities"), words.number(row["n_entities"])),
    ]
    return _panel(
        view,
        "restored",
        finding,
        say.stack([("restored", row["n_restored"], "done"), ("waiting", waiting, "lost")])
        + say.lines(shares)
        + say.facts(facts),
    )
