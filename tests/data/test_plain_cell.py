"""What leaves the house is read by people, never run by their spreadsheets."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.plain_cell import CELL_LIMIT, DANGEROUS, plain_cell


@given(st.text(max_size=50))
@example(" =1+1")
@example("\u3000＝1+1")
@example("\x00=1+1")
@example("\n\t=1+1")
def test_text_never_begins_as_a_formula_does(text):
    shown = plain_cell(text)
    assert not shown.startswith(DANGEROUS) and not shown.lstrip().startswith(DANGEROUS)


@pytest.mark.parametrize("value", [-1, -0.5, 3, None, True, date(2026, 1, 1)])
def test_numbers_and_dates_pass_unchanged(value):
    assert plain_cell(value) is value


def test_a_text_longer_than_a_cell_holds_is_cut_with_its_apostrophe_inside():
    assert len(plain_cell("=" * 40_000)) == CELL_LIMIT
