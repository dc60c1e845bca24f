"""Colours can be read by everyone: 4.5:1 for text, 3:1 for marks; and the style sheet holds the same values."""

import re
import tomllib
from pathlib import Path

import pytest

from dashboard import theme

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "dashboard" / "static" / "shell.css").read_text(encoding="utf-8")
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (theme.INK, theme.PAPER), (theme.INK, theme.PANEL), (theme.QUIET, theme.PAPER), (theme.QUIET, theme.PANEL), (theme.ACCENT, theme.PAPER),
        (theme.INK_DARK, theme.PAPER_DARK), (theme.INK_DARK, theme.PANEL_DARK), (theme.QUIET_DARK, theme.PAPER_DARK),
        (theme.QUIET_DARK, theme.PANEL_DARK), (theme.ACCENT_DARK, theme.PAPER_DARK), ("#FFFFFF", theme.BLUE), ("#C9D6E6", theme.BLUE), ("#B7C7DC", theme.BLUE),
        ("#0E1116", "#F2C14E"), ("#B34A00", theme.PAPER), ("#FF9A57", theme.PAPER_DARK),
    ],
)  # fmt: skip
def test_text_stands_out_from_its_ground(text, ground):
    assert theme.contrast(text, ground) >= 4.5


@pytest.mark.parametrize("word", theme.JUDGEMENTS)
def test_text_on_a_judgement_can_be_read(word):
    assert theme.contrast(theme.ON_CHIP, theme.JUDGEMENTS[word].colour) >= 4.5


@pytest.mark.parametrize("ground", [theme.PAPER, theme.PAPER_DARK])
def test_a_sparkline_can_be_seen(ground):
    assert theme.contrast(theme.SPARK, ground) >= 3 and theme.contrast(theme.SPARK_TARGET, ground) >= 3


def test_every_judgement_has_a_sign_of_its_own():
    signs = [mark.sign for mark in theme.JUDGEMENTS.values()]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize("word", theme.JUDGEMENTS)
def test_the_style_sheet_holds_the_same_colours(word):
    declared = re.search(rf"--xh-{word}: (#[0-9a-fA-F]{{6}})", CSS)
    assert declared and declared[1].upper() == theme.JUDGEMENTS[word].colour.upper()


def test_the_pages_colours_are_those_of_the_style_sheet():
    light, dark = CONFIG["theme"]["light"], CONFIG["theme"]["dark"]
    assert (light["backgroundColor"], dark["backgroundColor"]) == (theme.PAPER, theme.PAPER_DARK)
    assert (light["textColor"], dark["textColor"]) == (theme.INK, theme.INK_DARK)


@pytest.mark.parametrize("palette", ["chartCategoricalColors", "chartSequentialColors", "chartDivergingColors"])
def test_chart_palettes_have_ten_colours(palette):
    assert len(CONFIG["theme"][palette]) == 10  # with fewer, plotly falls back to its own


def test_nothing_is_fetched_from_elsewhere():
    assert (
        "http" not in CSS
        and CONFIG["browser"]["gatherUsageStats"] is False
        and CONFIG["server"]["address"] == "127.0.0.1"
    )
