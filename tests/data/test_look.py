"""The short cut past clean cells: it must leave out none that the long way would have touched."""

import unicodedata

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.ingest import look, normalise
from data.ingest.check import check_file
from data.ingest.look import DOUBTFUL, LONGEST_BLANK, ODD, doubtful
from data.ingest.privacy import LONG_RUN, has_identity_number
from data.ingest.tidy import BLANKS, fold, identifiers, prose
from tests.data.conftest import CODES
from tests.data.spoiling import spoiled

CELLS = st.lists(
    st.one_of(
        st.text(st.sampled_from("0123456789-xX 　０９〔〕赣号.'\u200b\u00ad\uff0d|"), max_size=24),
        st.sampled_from(
            [*BLANKS, *CODES, "99999919000230123X", "999999-19000230-0000", "甲999999190002300000乙", "12.0"]
        ),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=120, deadline=None)
@given(CELLS)
@example(["99999919000230123X", "999999000230123"])
def test_what_is_called_clean_is_no_identity_number_and_would_be_read_as_it_stands(cells):
    written = pl.Series("c", cells, dtype=pl.String)
    left = written.filter(~written.is_in(doubtful(written, is_code=False).values.implode()))
    assert not has_identity_number(left).any()
    read = left.to_frame().select(code=identifiers(fold(pl.col("c"))), text=prose(pl.col("c")))
    assert read["code"].to_list() == read["text"].to_list() == left.to_list()


@settings(max_examples=100, deadline=None)
@given(CELLS)
def test_among_codes_only_valid_ones_are_left_alone(cells):
    written = pl.Series("c", cells, dtype=pl.String)
    left = written.filter(~written.is_in(doubtful(written, is_code=True).values.implode()))
    assert set(left) <= set(CODES)


def test_no_character_that_is_not_odd_is_a_figure_or_a_blank_but_ascii_figures():
    """Why one short pattern stands for the long one among clean cells."""
    letters = pl.Series([chr(i) for i in range(0x110000) if not 0xD800 <= i < 0xE000])
    clean = letters.filter(~letters.str.contains(ODD))
    figures = clean.filter(clean.str.contains(r"\p{N}|\s")).to_list()
    assert figures == list("0123456789")
    assert [c for c in clean if unicodedata.normalize("NFKC", c) != c] == []
    assert (
        pl.Series(["1" * 14, "1-" * 7]).str.contains(DOUBTFUL).all()
        and pl.Series(["1" * 14]).str.contains(LONG_RUN).all()
    )
    assert max(len(word.encode()) for word in BLANKS) == LONGEST_BLANK


@pytest.mark.parametrize("first", range(0, 60, 30))
def test_a_file_looked_at_by_values_has_the_outcome_of_one_read_cell_by_cell(tmp_path, monkeypatch, first):
    for number in range(first, first + 30):
        feed, name, body, _ = spoiled(number, seed=3)
        path = tmp_path / name
        path.write_bytes(body)
        plain = check_file(path, feed)
        with monkeypatch.context() as patch:
            patch.setattr(look, "MANY", 0)
            patch.setattr(normalise, "MANY", 0)
            patch.setattr(look, "SAMPLE", 4)
            by_value = check_file(path, feed)
        assert by_value.receipt == plain.receipt and by_value.kept.equals(plain.kept), (number, feed)
