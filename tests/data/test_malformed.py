"""The shared folder of malformed files: row by row as its index asks, and harmless under any other feed too."""

import io
import json
import tomllib
import zipfile

import pytest

from data.contracts import FEEDS
from data.ingest.check import check_file
from data.ingest.receipt_book import as_xlsx
from data.ingest.stage import stage_source
from data.mapping import read_settings
from tests.data.conftest import SAMPLES, accounted

FOLDER = SAMPLES / "malformed"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="../shared/samples is not beside this checkout")
FILES = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))["files"] if FOLDER.exists() else []
ROWS = [f for f in FILES if f.get("row_expectations") and f["file_action"] != "reject"]
KEY = {"entity": "entity_id", "inspection": "inspection_id", "decision": "decision_id", "indicator": "return_id"}
# their field -> our column; names of parties are scanned and left behind, and regions are folded by the build
OURS = {
    "num": "numerator",
    "den": "denominator",
    "rate": "value",
    "quarter": "period",
    "uscc": "entity_id",
    "fine": "fine_10k_yuan",
    "tier": "tier",
}


def settings():
    return read_settings(FOLDER / "mapping.toml")


def feed_of(case):
    return tomllib.loads((FOLDER / "mapping.toml").read_text(encoding="utf-8"))["types"][case["semantic_type"]]


@pytest.mark.parametrize("case", ROWS, ids=lambda c: c["file"])
def test_each_row_named_in_the_index_goes_where_it_should(case):
    got = check_file(FOLDER / case["file"], feed_of(case), settings())
    kept = {str(r[KEY[case["semantic_type"]]]): r for r in got.kept.to_dicts()}
    numbers = {f"row {r['_row'] - 1}": r for r in got.kept.to_dicts()}
    for name, wanted in case["row_expectations"].items():
        row = (numbers if name.startswith("row ") else kept).get(name)
        assert (row is not None) == wanted["action"].startswith("accept"), (name, wanted)
        for field, value in wanted.get("normalised", {}).items():
            if field in OURS:
                assert (
                    row[OURS[field]] == pytest.approx(value) if isinstance(value, float) else row[OURS[field]] == value
                )


@pytest.mark.parametrize("feed", FEEDS)
def test_every_file_under_every_feed_is_a_receipt_or_one_sentence(feed):
    for case in FILES:
        receipt = check_file(FOLDER / case["file"], feed, settings()).receipt
        assert accounted(receipt)
        if secrets := case.get("must_never_appear", ()):
            book = zipfile.ZipFile(io.BytesIO(as_xlsx(receipt))).read("xl/sharedStrings.xml").decode()
            written = json.dumps(receipt, ensure_ascii=False) + book
            assert not [secret for secret in secrets if secret in written]
        error = receipt["file_error"]
        assert error is None or (error["rule"] and error["message"].endswith("。") and "\n" not in error["message"])


def test_a_source_of_them_all_is_staged_and_nothing_secret_reaches_the_warehouse(tmp_path):
    source = tmp_path / "source"
    for case in FILES:
        folder = source / feed_of(case) / "market_regulation"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / case["file"].rsplit("/", 1)[-1]).write_bytes((FOLDER / case["file"]).read_bytes())
    (source / "source.toml").write_text((FOLDER / "mapping.toml").read_text(encoding="utf-8"), encoding="utf-8")
    staged = stage_source(source, tmp_path / "warehouse")
    assert len(staged.submissions) == len(FILES)
    assert all(s.rows == s.kept + s.refused + s.duplicates + s.dropped for s in staged.submissions)
    secrets = {secret.encode() for case in FILES for secret in case.get("must_never_appear", ())}
    written = b"".join(p.read_bytes() for p in (tmp_path / "warehouse").rglob("*.json"))
    names = " ".join(s.file_name for s in staged.submissions).encode()
    assert secrets and not [s for s in secrets if s in written or s in names]
