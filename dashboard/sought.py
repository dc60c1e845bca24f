"""A box of a page that asks for its own value is told that value alone.

Every box asks whether its value is None, and for that Streamlit writes out the whole session, half a millisecond a box
and more with each box a reader has met. There is no door for this, so one private property of the pinned version is
replaced; where a later version has none of that name, nothing is and pages only cost more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.runtime.state import safe_session_state

NAME = "filtered_state"


class Values(Mapping[str, Any]):
    """The session's values by key; all of them are written out for whoever goes through them."""

    def __init__(self, state: Any, written_out: property) -> None:
        self._state, self._written_out = state, written_out

    def __getitem__(self, key: str) -> Any:
        return self._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._written_out.__get__(self._state))

    def __len__(self) -> int:
        return len(self._written_out.__get__(self._state))


class _Alone(property):
    """Ours in the place of Streamlit's own."""


def look_up_alone() -> None:
    """Calling it twice changes nothing."""
    kind = getattr(safe_session_state, "SafeSessionState", None)
    written_out = getattr(kind, NAME, None)
    if isinstance(written_out, property) and not isinstance(written_out, _Alone):
        setattr(kind, NAME, _Alone(lambda state: Values(state, written_out)))
