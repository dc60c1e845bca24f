"""Whatever is sent ends in a receipt or in one sentence: never a traceback, never a lost row, never all of the memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.spoiling import spoiled

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 700  # MB a run of small files may take
MANY = int(
    os.environ.get("XINHENG_SPOILED", "4000")
)  # 10000 where the reading of files was changed: 100 s of a processor


def spoil_and_check(seed, first, files):
    done = subprocess.run(
        [sys.executable, "-m", "tests.data.spoiling", "--seed", str(seed), "--first", str(first), "--files", str(files)],
        cwd=ROOT, capture_output=True, text=True, timeout=900, check=False,
        env={**os.environ, "POLARS_MAX_THREADS": "1"},  # a thread more costs files of six rows a third more time
    )  # fmt: skip
    assert done.returncode == 0, f"the process ended with {done.returncode}:\n{done.stderr[-2000:]}"
    return json.loads(done.stdout)


def test_three_hundred_spoiled_files():
    told = spoil_and_check(1, 0, 300)
    assert told["wrong"] == [] and told["peak_mb"] < LARGEST
    assert told["outcomes"]["receipt"] > 100 and len(told["outcomes"]) > 5


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_thousands_of_spoiled_files(half):
    told = spoil_and_check(20_26, half * (MANY // 2), MANY // 2)
    assert told["wrong"] == [] and told["peak_mb"] < LARGEST


def test_the_same_numbers_give_the_same_file():
    assert [spoiled(n, 5) for n in range(40)] == [spoiled(n, 5) for n in range(40)]
