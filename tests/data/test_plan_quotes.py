"""Every quote of every pack stands in its document, or matches the digest committed when the document was at hand."""

import pytest

from data.plan import PLANS, check_pack
from data.plan_check import read_draft
from data.plan_quotes import (
    DIGESTS,
    OWN_SOURCE,
    SEEDS,
    digest,
    fold,
    quote_problems,
    quoted,
    read_digests,
    write_digests,
)

SLUGS = sorted(p.name for p in PLANS.iterdir() if (p / "plan.toml").is_file())
FROM_DOCUMENTS = [slug for slug in SLUGS if not (PLANS / slug / OWN_SOURCE).is_file()]
needs_documents = pytest.mark.skipif(
    not SEEDS.is_dir(), reason=f"the policy documents are not at hand ({SEEDS}); the digests are checked instead"
)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pack_that_ships_has_no_error(slug):
    assert [p.text("en") for p in check_pack(PLANS / slug) if p.level == "error"] == []


@needs_documents
@pytest.mark.parametrize("slug", FROM_DOCUMENTS)
def test_every_quote_stands_in_the_document(slug):
    entries = read_draft(PLANS / slug).entries
    text = fold((SEEDS / entries[0].values["source"]).read_text(encoding="utf-8"))
    assert [e.name for e in quoted(entries) if fold(e.values["quote"]) not in text] == []
    assert len(quoted(entries)) > 50


@pytest.mark.parametrize("slug", FROM_DOCUMENTS)
def test_without_the_documents_every_quote_matches_its_digest(slug, tmp_path):
    entries = read_draft(PLANS / slug).entries
    assert [p.text("en") for p in quote_problems(PLANS / slug, entries, seeds=tmp_path)] == []
    assert len(read_digests()[slug]) == len(quoted(entries)), "run: python -m data.plan_quotes"


def test_without_the_documents_a_changed_quote_is_found_by_its_digest(tmp_path):
    entries = read_draft(PLANS / FROM_DOCUMENTS[0]).entries
    spoiled = quoted(entries)[0]
    spoiled.values["quote"] += "改"
    found = quote_problems(PLANS / FROM_DOCUMENTS[0], entries, seeds=tmp_path)
    assert [(p.rule, p.entry) for p in found] == [("quote", spoiled.name)]


@needs_documents
def test_the_digest_list_is_what_the_documents_give(tmp_path):
    write_digests(tmp_path / "quotes.csv")
    assert (tmp_path / "quotes.csv").read_text("utf-8") == DIGESTS.read_text("utf-8"), "run: python -m data.plan_quotes"


def test_writing_the_digests_without_the_documents_keeps_them(tmp_path):
    (tmp_path / "quotes.csv").write_bytes(DIGESTS.read_bytes())
    write_digests(tmp_path / "quotes.csv", seeds=tmp_path)
    assert read_digests(tmp_path / "quotes.csv") == read_digests()


def test_a_digest_does_not_see_white_space():
    assert digest("七个 工作日\n内") == digest("七个工作日内") != digest("七个工作日")
