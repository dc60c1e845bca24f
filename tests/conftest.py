"""What a test costs decides when it runs."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dashboard import words

# How long one example takes says how busy the machine is, not whether the code is right.
# The same examples every time, so that a red run is somebody's change; HYPOTHESIS_PROFILE=search looks for new ones.
for name, same in (("house", True), ("search", False)):
    settings.register_profile(name, deadline=None, derandomize=same, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
HERE = Path(__file__).parent
# They build snapshots or open pages: every one runs in `make test`, none in `make check`.
SLOW = ("snapshot", "registers", "pages")
# The longest first: a worker that begins one when the other has finished leaves a core idle (make test keeps this order).
FIRST = ("browser", "snapshot", "registers", "pages")
LONG = (
    "test_sample", "test_spoiled", "test_disclosure", "test_cli", "test_pattern", "test_twins", "test_card_twins",
    "test_sanction_twins", "test_sanction_cards", "test_rights_twins", "test_inspection_twins", "test_look", "test_lanes",
    "test_read.py", "test_assess", "test_proof", "test_forecast",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_chinese():
    """The language is kept by thread: what one test chose is not the next one's."""
    words.use("zh")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.relative_to(HERE).parts[0] in SLOW or item.path.name.startswith(LONG):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: _place(item.path))


def _place(path):
    if path.name.startswith(LONG):
        return 0
    room = path.relative_to(HERE).parts[0]
    return 1 + FIRST.index(room) if room in FIRST else 1 + len(FIRST)
