"""The check character of unified social credit codes, against python-stdnum."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from data.credit_code import ALPHABET, is_credit_code


def verdicts(*codes):
    return is_credit_code(pl.Series(codes, dtype=pl.String)).to_list()


def body(number):
    """The first 17 characters of a code, a different one for each number."""
    places = ["123456789"] * 2 + ["0123456789"] * 6 + [ALPHABET] * 9
    letters = []
    for allowed in places:
        number, place = divmod(number, len(allowed))
        letters.append(allowed[place])
    return "".join(letters)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 81 * 10**6 * 31**9 - 1)))
def test_the_check_character_is_the_one_stdnum_computes(numbers):
    codes = [body(n) + uscc.calc_check_digit(body(n)) for n in numbers]
    assert verdicts(*codes) == [True] * len(codes)
    assert verdicts(*(c[:-1] + ALPHABET[ALPHABET.index(c[-1]) - 1] for c in codes)) == [False] * len(codes)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(ALPHABET + "IOSVZ0123456789", min_size=16, max_size=19), max_size=20))
def test_codes_made_at_random_are_judged_as_stdnum_judges_them(codes):
    codes = [c for c in codes if c[:1] not in ("A", "N", "Y")]  # authorities stdnum does not know, see below
    assert verdicts(*codes) == [uscc.is_valid(c) for c in codes]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_slip_is_found(place, letter):
    good = "91360600TEXT000171"
    slipped = good[:place] + letter + good[place + 1 :]
    assert verdicts(slipped) == [slipped == good]


@pytest.mark.parametrize("code", ["N2", "A1", "Y1"])
def test_bodies_registered_under_a_letter_have_codes_too(code):
    """Village collectives carry N2; a rule of digits only would refuse every one of them."""
    body = code + "360681MF0000001"[:15]
    assert verdicts(body + uscc.calc_check_digit(body)) == [True]


def test_what_is_no_code_is_false_and_never_an_error():
    assert (
        verdicts(None, "", "无", "９１３６０６００TEXT000171", "91360600text000171", "x" * 18, "码" * 6) == [False] * 7
    )


def test_no_codes_at_all_give_no_verdicts():
    assert verdicts() == []
