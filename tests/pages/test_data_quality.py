"""What came in, what was refused, what is missing?"""

import pytest

from tests import tiny
from tests.pages.opening import opened, said

LANGUAGES = ["zh", "en"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    tiny.publish_tiny(folder)
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_counts_files_rows_and_what_was_kept(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "data_quality", lang=lang))
    title = {"zh": "收到4份文件、6,512行，接收率99.5%，1份整份退回", "en": "4 files and 6,512 rows came in, 99.5% kept; files refused whole: 1"}
    assert title[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_receipt_says_why_in_a_plain_sentence(home, monkeypatch, lang):
    text = said(opened(home, monkeypatch, "data_quality", lang=lang))
    assert {"zh": "文件不完整，请重新导出。", "en": "The file is cut off; export it again."}[lang] in text
    assert "34" in text and "published_on" in text


def test_findings_and_revisions_are_in_words(home, monkeypatch):
    text = said(opened(home, monkeypatch, "data_quality", lang="zh"))
    assert "主体名录中没有该主体" in text and "更正" in text and "unknown_entity" not in text


def test_the_department_filter_narrows_the_page(home, monkeypatch):
    text = said(opened(home, monkeypatch, "data_quality", department="medical_insurance"))
    assert "收到1份文件、0行" in text and "tasks.csv" not in text


def test_the_five_blanks_are_told_apart(home, monkeypatch):
    text = said(opened(home, monkeypatch, "data_quality"))
    assert all(blank in text for blank in ("不适用", "未报送", "已退回", "已隐去", "数就是零"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("publish", [tiny.publish_empty, tiny.publish_planned])
def test_nothing_received_is_said(tmp_path, monkeypatch, lang, publish):
    publish(tmp_path)
    text = said(opened(tmp_path, monkeypatch, "data_quality", lang=lang))
    assert "xh-state" in text or {"zh": "尚未收到任何文件", "en": "No file has come in yet"}[lang] in text
