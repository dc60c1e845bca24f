"""How the numbers of the page are made: the words defined, the method and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dashboard.access import Scope
from dashboard.components import notes, tables
from dashboard.words import t

DEFINED = ("chance", "expected", "asks", "benchmark", "percentile", "best", "split", "brier")


def show(view: Scope, card: Mapping[str, Any]) -> None:
    """Folded: it is read once."""
    lines = "".join(
        f"<dt>{escape(t(f'targets.define.{k}'))}</dt><dd>{escape(t(f'targets.define.{k}_is'))}</dd>" for k in DEFINED
    )
    notes.block(tables.fold(t("targets.box.heading"), f"<dl class=xf-facts>{lines}</dl>"))
