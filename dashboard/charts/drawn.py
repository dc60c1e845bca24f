"""A chart as Streamlit takes it, without the check it would run on every rerun.

Streamlit hands a dict to plotly for validation each time it is shown: 10 to 25 ms for a chart of ours. Our dicts are
validated once, in the tests; a figure that already is one passes unread.
"""

from __future__ import annotations

from typing import Any

from plotly.basedatatypes import BaseFigure


class Drawn(BaseFigure):
    """A plotly dict that is known to be valid."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec  # nothing of the base is set up: only its name and `to_dict` are asked for

    def to_dict(self) -> dict[str, Any]:
        """The dict as drawn."""
        return self._spec
