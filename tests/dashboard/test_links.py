"""An address says everything; what cannot be used is put right and said."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import links
from dashboard.access import ALL, Scope

VIEW = Scope("2026Q3-x", "jiangxi-2020", "2026Q3", "360100", ALL, "M04-1", "zh")


def test_a_link_carries_every_parameter():
    found = parse_qs(urlsplit(links.href("indicator", VIEW)).query)
    assert set(found) == set(links.PARAMETERS) and found["department"] == ["all"]


def test_a_link_changes_only_what_is_asked():
    found = {
        k: v[0]
        for k, v in parse_qs(
            urlsplit(links.href("indicator", VIEW, indicator="M2", department="justice")).query
        ).items()
    }
    assert found == links.query(VIEW) | {"indicator": "M2", "department": "justice"}


def test_what_is_opened_on_one_page_stays_there():
    view = replace(VIEW, task="07", find="信用")
    assert "task=07" in links.href("tasks", view) and "find=" in links.href("tasks", view)
    assert links.href("indicator", view) == links.href("indicator", VIEW)
    assert links.href("tasks", view, task="", find="") == links.href("tasks", VIEW)


def test_the_overview_lives_at_the_root():
    assert links.href("overview", VIEW).startswith("./?") and links.href("tasks", VIEW).startswith("tasks?")


@given(st.dictionaries(st.sampled_from([*links.PARAMETERS, "other"]), st.text(max_size=200)))
def test_whatever_stands_in_an_address_only_ours_and_sane_lengths_remain(query):
    found = links.asked(query)
    assert set(found) <= set(links.PARAMETERS) and all(0 < len(v) <= links.LONGEST for v in found.values())


@given(st.builds(Scope, *[st.text(min_size=1, max_size=20).map(str.strip).filter(lambda s: s and s != "all")] * 7))
def test_a_view_survives_its_address(view):
    address = {k: v[0] for k, v in parse_qs(urlsplit(links.href("x", view)).query).items()}
    assert links.asked(address) == links.asked(links.query(view))


@pytest.mark.parametrize(
    ("wanted", "value", "told"),
    [("a", "a", False), ("b", "b", False), ("c", "a", True), (None, "a", False), ("", "a", False)],
)
def test_a_value_not_allowed_gives_the_default_and_a_notice(wanted, value, told):
    found, notice = links.pick("plan", wanted, ["a", "b"], "a")
    assert found == value and (notice is not None) == told


@pytest.mark.parametrize(
    ("wanted", "browser", "lang"),
    [
        ("en", "zh-CN", "en"),
        (None, "zh-CN", "zh"),
        (None, "zh-Hant-TW", "zh"),
        (None, "en-GB", "en"),
        (None, "fr", "en"),
        (None, None, "zh"),
        ("xx", None, "zh"),
    ],
)
def test_the_language_is_asked_for_else_the_browsers_else_chinese(wanted, browser, lang):
    assert links.language(wanted, browser) == lang
