"""What stands on the screen kept as a draft; those kept before compared, taken away, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from dashboard import words
from dashboard.access import Scope
from dashboard.components import download, notes, tables, target_compare, target_paragraph
from dashboard.components import target_words as say
from dashboard.components.tables import Column
from dashboard.reads import drafts, indicator, shell
from dashboard.reads.drafts import Fixable, Scenario, Weighed
from dashboard.reads.targets import Proposal
from dashboard.words import t

SAID = "target_drafts_said"  # what the last click did, told once
SURE = "target_drafts_sure"  # the drafts that a second click would delete
CHOSEN = "target_drafts_chosen"
SLUG = "target_drafts_slug"
MOST_NOTE = 2000


def show(view: Scope, proposal: Proposal | None) -> None:
    """A fold at the end of the bench: what is in it is made only once it is open, so a move of the slider stays quick."""
    n = len(drafts.names())
    notes.section(t("target_scenarios.heading"), t("target_scenarios.shared", n=words.number(n)))
    fold = tables.opened(t("target_scenarios.fold"), "target_drafts")
    if not fold:
        return
    with fold:
        for kind, text in st.session_state.pop(SAID, []):
            notes.block(f"<p class={'xh-quiet' if kind == 'done' else 'xt-warn'} role=status>{escape(text)}</p>")
        if shell.plan(view).get("is_over"):
            notes.caption(t("target_scenarios.over"))
        elif proposal is not None:
            _save(view, proposal)
        _kept(view)


def _save(view: Scope, proposal: Proposal) -> None:
    card = indicator.card(view) or {}
    division = t("target_scenarios.save.whole_only")
    if proposal.unit_values:
        units = say.many(proposal.level, len(proposal.unit_values))
        division = t("target_scenarios.save.divided", rule=t(f"targets.rule.{proposal.rule}"), units=units)
    aim = say.aimed(proposal.plan_value, card)
    now = t("target_scenarios.save.now", name=words.named(card), year=proposal.year, aim=aim, division=division)
    notes.block(f"<p class=xh-text><b>{escape(t('target_scenarios.save.heading'))}</b> {escape(now)}</p>")
    with st.form("target_drafts_form", border=False):
        st.text_input(t("target_scenarios.save.name"), key="target_drafts_name", max_chars=200)
        st.text_area(t("target_scenarios.save.note"), key="target_drafts_note", height=80)
        st.checkbox(t("target_scenarios.save.replace"), key="target_drafts_replace")
        st.form_submit_button(
            t("target_scenarios.save.button"), on_click=partial(_saved, view, proposal), icon=":material/save:"
        )


def _saved(view: Scope, proposal: Proposal) -> None:
    """The click on the button. What went wrong is told in place; nothing typed is lost by it."""
    words.use(view.lang)
    state = st.session_state
    name, note = state["target_drafts_name"].strip(), state["target_drafts_note"].strip()
    trouble = _trouble(view, name, note, may_replace=state["target_drafts_replace"])
    if trouble:
        state[SAID] = [("trouble", trouble)]
        return
    if not _done(lambda: drafts.save(view, proposal, name, note), t("target_scenarios.save.done", name=name)):
        return
    state[CHOSEN] = [*(n for n in state.get(CHOSEN, []) if n != name), name]
    state["target_drafts_name"], state["target_drafts_note"], state["target_drafts_replace"] = "", "", False


def _trouble(view: Scope, name: str, note: str, *, may_replace: bool) -> str:
    """What a look at the form shows already; whether the name can be a file's is for the drafts to say."""
    if not name:
        return t("target_scenarios.save.empty")
    if len(note) > MOST_NOTE:
        return t("target_scenarios.save.note_long")
    if name not in drafts.names():
        return ""
    if name not in {s.name for s in drafts.saved(view)[0]}:
        return t("target_scenarios.save.used_elsewhere", name=name)
    return "" if may_replace else t("target_scenarios.save.used", name=name)


def _done(act: Callable[[], object], told: str) -> bool:
    """Do it and remember what to say of it."""
    try:
        act()
    except Fixable as trouble:
        st.session_state[SAID] = [("trouble", trouble.text(words.language()))]
        return False
    st.session_state[SAID] = [("done", told)]
    return True


def _kept(view: Scope) -> None:
    sound, broken = drafts.saved(view)
    notes.section(t("target_scenarios.list.heading", plan=words.pick(shell.plan(view), "short")))
    if broken:
        _broken(view, broken)
    if not sound:
        notes.block(f"<p class=xh-quiet>{escape(t('target_scenarios.list.none'))}</p>")
        return
    _list(view, sound)
    by_name = {s.name: s for s in sound}
    st.session_state[CHOSEN] = [n for n in st.session_state.get(CHOSEN, []) if n in by_name]  # others may delete too
    chosen = [
        by_name[n]
        for n in st.multiselect(
            t("target_scenarios.list.choose"), list(by_name), key=CHOSEN, help=t("target_scenarios.list.choose_hint")
        )
    ]
    if not chosen:
        return
    told = [drafts.weigh(view, s) for s in chosen]
    if len(told) > 1:
        target_compare.show(told)
    _export(view, told)
    _delete(view, [s.name for s in chosen])


def _broken(view: Scope, broken: Sequence[drafts.DraftUnusable]) -> None:
    """Each by its name with its trouble and the way out."""
    notes.block(f"<p class=xt-warn>{escape(t('target_scenarios.list.broken', n=words.number(len(broken))))}</p>")
    for trouble in broken:
        notes.caption(trouble.text(words.language()))
        st.button(
            t("target_scenarios.delete.broken", name=trouble.where), key=f"target_drafts_broken_{trouble.where}",
            type="tertiary", on_click=partial(_ask, [trouble.where]),
        )  # fmt: skip
    wanted = [n for n in st.session_state.get(SURE, []) if n in {b.where for b in broken}]
    if wanted:
        _sure(view, wanted)


def _list(view: Scope, sound: Sequence[Scenario]) -> None:
    cards = shell.indicators(view)

    def card(s: Scenario) -> dict[str, object]:
        return dict(cards.get(s.indicator, {"name_zh": s.indicator, "unit": "count"}))

    rows = [{"s": s, "told": Weighed(s, card(s))} for s in sound]
    columns = [
        Column(t("target_scenarios.list.name"), lambda r: r["s"].name),
        Column(t("target_scenarios.list.what"), lambda r: words.named(r["told"].card)),
        Column(t("target_scenarios.list.where"), lambda r: target_paragraph.place(view, r["s"].region_code)),
        Column(t("target_scenarios.list.year"), lambda r: str(r["s"].year), "right"),
        Column(t("target_scenarios.list.value"), lambda r: target_compare.aim(r["told"]), "right"),
        Column(t("target_scenarios.list.division"), lambda r: target_compare.division(r["told"])),
        Column(t("target_scenarios.list.made"), lambda r: words.day(r["s"].as_of) if r["s"].as_of else ""),
        Column(t("target_scenarios.list.note"), lambda r: r["s"].note),
    ]
    heading = t("target_scenarios.list.heading", plan=words.pick(shell.plan(view), "short"))
    notes.block(tables.html(rows, columns, caption=heading, is_tall=len(rows) > 12))


def _export(view: Scope, told: Sequence[Weighed]) -> None:
    notes.section(t("target_scenarios.export.heading"))
    chosen = [one.scenario for one in told]
    st.session_state.setdefault(SLUG, f"{view.plan}-{min(s.year for s in chosen)}-draft")
    slug = st.text_input(t("target_scenarios.export.slug"), key=SLUG, max_chars=60).strip()
    _in_the_way(view, chosen)
    try:
        packed = drafts.pack(view, slug, chosen)
    except Fixable as trouble:
        packed = None
        notes.block(f"<p class=xt-warn role=status>{escape(trouble.text(words.language()))}</p>")
    usable = [one for one in told if one.row is not None]
    lost = [one.scenario.name for one in told if one.row is None]
    if lost:
        notes.caption(t("target_scenarios.export.unread", names=words.listed(lost)))
    with st.container(horizontal=True, gap="small", key="target_drafts_downloads"):
        if packed is not None:
            _button("pack", packed, f"{slug}.zip", "application/zip")
        if usable:
            _button(
                "book",
                partial(_in_language, view, target_compare.book, usable),
                f"xinheng-{view.plan}-targets.xlsx",
                download.XLSX,
            )
            _button(
                "words",
                partial(_in_language, view, _text, usable),
                f"{t('target_scenarios.words.file')}.txt",
                "text/plain",
            )
    notes.caption(t("target_scenarios.export.how"))
    if usable:
        parts = "".join(f"<p>{escape(target_paragraph.paragraph(view, one))}</p>" for one in usable)
        notes.block(tables.fold(t("target_scenarios.export.words"), parts))


def _text(view: Scope, told: Sequence[Weighed]) -> bytes:
    return "\ufeff".encode() + target_paragraph.as_text(view, told).encode("utf-8")


def _in_language(view: Scope, make: Callable[[Scope, Sequence[Weighed]], bytes], told: Sequence[Weighed]) -> bytes:
    words.use(view.lang)  # the click is answered in a thread that has not heard of this run's language
    return make(view, told)


def _button(what: str, data: bytes | Callable[[], bytes], name: str, mime: str) -> None:
    st.download_button(
        t(f"target_scenarios.export.{what}"), data=data, file_name=name, mime=mime, key=f"target_drafts_{what}",
        on_click="ignore", type="tertiary", icon=":material/download:",
    )  # fmt: skip


def _in_the_way(view: Scope, chosen: Sequence[Scenario]) -> None:
    """Another number for the same place and day would stop the build, or leave it open which one holds."""
    found = drafts.in_the_way(view, chosen)
    if not found:
        return
    cards, names = shell.indicators(view), {**shell.region_names(view), **shell.department_names(view)}
    lines = []
    for row in found:
        unit = cards.get(row["indicator"], {}).get("unit")
        code = row["department_code"] or row["region_code"]
        told = {"indicator": row["indicator"], "on": words.day(row["target_on"]), "pack": row["from_pack"]}
        where = words.named(names.get(code, {})) if code else t("target_scenarios.export.the_whole")
        told |= {
            "place": where,
            "value": words.value(row["value"], unit),
            "proposed": words.value(row["proposed"], unit),
        }
        lines.append(f"<li>{escape(t('target_scenarios.export.set_already', **told))}</li>")
    notes.block(
        f"<p class=xt-warn>{escape(t('target_scenarios.export.in_the_way'))}</p><ul class=xh-grounds>{''.join(lines)}</ul>"
    )


def _delete(view: Scope, names: list[str]) -> None:
    if st.session_state.get(SURE) == names:
        _sure(view, names)
        return
    st.button(
        t("target_scenarios.delete.button"),
        key="target_drafts_delete",
        on_click=partial(_ask, names),
        icon=":material/delete:",
    )


def _ask(names: list[str]) -> None:
    st.session_state[SURE] = names


def _sure(view: Scope, names: list[str]) -> None:
    """The second click."""
    notes.block(
        f"<p class=xt-warn role=status>{escape(t('target_scenarios.delete.sure', names=words.listed(names)))}</p>"
    )
    with st.container(horizontal=True, gap="small"):
        st.button(
            t("target_scenarios.delete.again"),
            key="target_drafts_again",
            on_click=partial(_deleted, view, names),
            type="primary",
        )
        st.button(t("target_scenarios.delete.keep"), key="target_drafts_keep", on_click=partial(_ask, []))


def _deleted(view: Scope, names: list[str]) -> None:
    words.use(view.lang)
    st.session_state[SURE] = []
    _done(lambda: [drafts.delete(name) for name in names], t("target_scenarios.delete.done", names=words.listed(names)))
