"""What a test costs decides when it runs."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dashboard import words

# How long one example takes says how busy the machine is, not whether the code is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
HERE = Path(__file__).parent
# They build snapshots or open pages: every one runs in `make test`, none in `make check`.
SLOW = ("snapshot", "registers", "pages")
LONG = ("test_sample", "test_spoiled", "test_disclosure", "test_cli")


@pytest.fixture(autouse=True)
def in_chinese():
    """The language is kept by thread: what one test chose is not the next one's."""
    words.use("zh")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.relative_to(HERE).parts[0] in SLOW or item.path.name.startswith(LONG):
            item.add_marker(pytest.mark.slow)
