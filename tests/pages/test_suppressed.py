"""A figure of too few persons: every page says it is suppressed, none calls it unreported or shows what it was."""

import duckdb
import pytest

import queries
from tests import tiny
from tests.pages import opening

# The whole province of one indicator in the last quarter: its tile, its page, its row in the list of blanks.
HIDE = """
    update stat_judgement set
        numerator = null, denominator = null, value = null, low = null, high = null, gap = null, gap_units = null, n_rows = null,
        previous_value = null, pace_required = null, pace_achieved = null,
        word = 'insufficient', reasons = 'SUPPRESSED', blank = 'suppressed'
    where indicator = 'M04-1' and quarter = '2026Q3' and department_code = '*'"""
SHOWN = {"zh": "已隐去", "en": "suppressed"}
UNREPORTED = {"zh": "未报送", "en": "not returned"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    name = tiny.publish_tiny(folder)
    with duckdb.connect(str(folder / "snapshots" / f"{name}.duckdb")) as con:
        con.execute(HIDE)
        con.execute(
            "update agg_rollup set numerator = null, value = null where indicator = 'M04-1' and period = '2026Q3'"
        )
        con.execute(f"delete from agg_blank; insert into agg_blank by name {queries.read('agg_blank')}")
    return folder


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_indicator_page_says_suppressed(home, monkeypatch, lang):
    said = opening.said(opening.opened(home, monkeypatch, "indicator", lang=lang, indicator="M04-1"))
    assert SHOWN[lang] in said and UNREPORTED[lang] not in said and "8,640" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_overview_says_suppressed_on_its_tile(home, monkeypatch, lang):
    said = opening.said(opening.opened(home, monkeypatch, "overview", lang=lang))
    assert SHOWN[lang] in said and "8,640" not in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_blanks_counts_it_apart(home, monkeypatch, lang):
    said = opening.said(opening.opened(home, monkeypatch, "data_quality", lang=lang))
    assert {"zh": "行政许可公示及时率", "en": "Licences published in time"}[lang] in said and SHOWN[lang] in said
