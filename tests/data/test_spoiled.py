"""Whatever is sent ends in a receipt or in one sentence: never a traceback, never a lost row, never all of the memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 700  # MB a run of small files may take


def spoil_and_check(seed, first, files):
    done = subprocess.run(
        [sys.executable, "-m", "tests.data.spoiling", "--seed", str(seed), "--first", str(first), "--files", str(files)],
        cwd=ROOT, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"the process ended with {done.returncode}:\n{done.stderr[-2000:]}"
    return json.loads(done.stdout)


def test_three_hundred_spoiled_files():
    told = spoil_and_check(1, 0, 300)
    assert told["wrong"] == [] and told["peak_mb"] < LARGEST
    assert told["outcomes"]["receipt"] > 100 and len(told["outcomes"]) > 5


@pytest.mark.slow
@pytest.mark.parametrize("tenth", range(10))
def test_ten_thousand_spoiled_files(tenth):
    told = spoil_and_check(20_26, tenth * 1000, 1000)
    assert told["wrong"] == [] and told["peak_mb"] < LARGEST
