"""The words of the feedback workbook, of wording.toml beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Say:
    """The words of one language: say("sheet.list")."""

    lang: str

    def __call__(self, key: str) -> str:
        found: Any = _words()
        for part in key.split("."):
            found = found[part]
        return str(found[1 if self.lang == "en" else 0])


def speak(lang: str) -> Say:
    """Chinese unless English is asked for."""
    return Say("en" if lang == "en" else "zh")


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
