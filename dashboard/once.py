"""What Streamlit works out anew in every run of a page though it cannot change while a server runs.

The theme is told to the browser in seven parts, and for each Streamlit looks through all its options: 2 ms, a tenth of a
light page. Streamlit has no door for this, so one private function of the pinned version is wrapped; where a later
version has no such function, nothing is wrapped and pages only cost more.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from streamlit.runtime import app_session

NAME = "_populate_theme_msg"


def tell_theme_once() -> None:
    """Remember each part of the theme as it was first told. Calling it twice changes nothing."""
    told = getattr(app_session, NAME, None)
    if told is None or hasattr(told, "__wrapped__"):
        return

    @cache
    def part(kind: type[Any], section: str) -> Any:
        message = kind()
        told(message, section)
        return message

    def populate(message: Any, section: str = "theme") -> None:
        found = part(type(message), section)
        if found.ByteSize():  # merging nothing would leave an empty part behind where there was none
            message.MergeFrom(found)

    populate.__wrapped__ = told  # type: ignore[attr-defined]
    setattr(app_session, NAME, populate)
