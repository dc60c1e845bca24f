"""What Streamlit works out though it is known: in every run of a page, or at every start.

The theme is told to the browser in seven parts, and for each Streamlit looks through all its options: 2 ms, a tenth of a
light page. At a start it reads what every installed package says of itself, to find components of others: a quarter of a
second, and there are none. Streamlit has no door for either, so two functions of the pinned version are wrapped or
replaced; where a later version has none of that name, nothing is and it only costs more.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import app_session

NAME = "_populate_theme_msg"
SCAN = "scan_component_manifests"


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


def look_for_no_components() -> None:
    """No package we install brings any. To be called before the runtime is made; calling it twice changes nothing."""
    scan = getattr(manifest_scanner, SCAN, None)
    if scan is None or hasattr(scan, "__wrapped__"):
        return

    def find_none(*_: Any, **__: Any) -> list[Any]:
        return []

    find_none.__wrapped__ = scan  # type: ignore[attr-defined]
    setattr(manifest_scanner, SCAN, find_none)
