"""Colours and marks: one deep blue for structure, one palette for judgements that colour-blind readers can tell apart."""

from __future__ import annotations

from dataclasses import dataclass

BLUE = "#17375E"  # bands and headings; white text on it
ACCENT = "#1F4E8C"
ACCENT_DARK = "#8AB6E8"
INK = "#1B222C"
INK_DARK = "#E7ECF2"
QUIET = "#566273"  # secondary text, light
QUIET_DARK = "#A3B0BF"
PAPER = "#FFFFFF"
PAPER_DARK = "#10161E"
PANEL = "#F3F6FA"
PANEL_DARK = "#19222D"
RULE = "#D3DAE3"
RULE_DARK = "#303C4A"
SPARK = "#4C86C6"  # one colour for both themes: 3:1 on paper and on the dark page
SPARK_TARGET = "#8A8F98"
ON_CHIP = "#0E1116"  # text on every judgement colour: 4.5:1 or better on all of them


@dataclass(frozen=True)
class Mark:
    """How a judgement looks: never by colour alone."""

    sign: str
    colour: str


JUDGEMENTS: dict[str, Mark] = {
    "met": Mark("✓", "#009E73"),
    "on_course": Mark("↗", "#56B4E9"),
    "watch": Mark("!", "#E69F00"),
    "lagging": Mark("▼", "#D55E00"),
    "not_met": Mark("✕", "#D55E00"),
    "insufficient": Mark("–", "#7F7F7F"),
    "no_target": Mark("○", "#B9C2CD"),
}
# Of change and of assurance, apart from the word and without colour: a fuller square is a surer target.
SIGNS = {"improving": "△", "steady": "≈", "worsening": "▽", "pass": "■", "hit_and_miss": "▨", "fail": "□"}
ORDER = ("met", "on_course", "watch", "lagging", "insufficient", "no_target")
ORDER_OVER = ("met", "not_met", "insufficient", "no_target")  # for a plan whose period is over


def mark(word: str | None) -> Mark:
    """The mark of a judgement; no word means that no target was set."""
    return JUDGEMENTS[word or "no_target"]


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
