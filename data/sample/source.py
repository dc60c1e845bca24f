"""Write a made-up source for one plan: departments' files as they would be sent, and truth.json beside them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import tomli_w

from data.errors import Fixable
from data.sample import hegang, jiangmen, jiangxi
from data.sample.headings import VALUES
from data.sample.truth import Truth
from data.sample.write import Outbox

_WRITERS = {"jiangxi-2020": jiangxi, "jiangmen-2014": jiangmen, "hegang-2020": hegang}
PLANS = tuple(_WRITERS)
# Plans without invented figures: their tasks, limits and milestones can be read all the same.
ALSO_SHOWN = {"jiangxi-2020": ("zhejiang-2020", "siyang-2016")}
LEAST_SCALE = 0.02  # below it departments have quarters without a single act


def write_source(plan: str, out: Path, *, scale: float = 1.0, seed: int = 20200709) -> Truth:
    """Fill `out` with the files of one plan; same plan, scale and seed give the same bytes.

    `scale` multiplies organisations and events, not offices or quarters. Raises Fixable where the plan has no sample,
    the scale is under LEAST_SCALE or `out` holds files already.
    """
    if plan not in _WRITERS:
        known = ", ".join(PLANS)
        raise Fixable(
            plan,
            ("没有该方案的演示数据。", "There is no sample for this plan."),
            (f"可选:{known}。", f"Choose: {known}."),
        )
    if scale < LEAST_SCALE:
        raise Fixable(
            "--scale", (f"规模不能小于 {LEAST_SCALE}。", f"The scale cannot be below {LEAST_SCALE}."),
            ("请填更大的数,如 0.1 或 1。", "Give a larger number, such as 0.1 or 1."),
        )  # fmt: skip
    if out.exists() and any(out.iterdir()):
        raise Fixable(
            str(out),
            ("目录已有文件。", "This folder holds files already."),
            ("请另选空目录。", "Name an empty folder."),
        )
    out.mkdir(parents=True, exist_ok=True)
    writer, outbox = _WRITERS[plan], Outbox(out)
    truth = Truth(plan, seed, scale, writer.AS_OF)
    try:
        writer.fill(outbox, truth)
    except BaseException:
        shutil.rmtree(out)  # half a source looks like a whole one with departments missing
        raise
    truth.rows, truth.files = dict(outbox.rows), dict(outbox.files)
    (out / "source.toml").write_text(tomli_w.dumps(_settings(plan, writer.NAME, writer.AS_OF)), encoding="utf-8")
    truth.write(out)
    return truth


def _settings(plan: str, name: str, as_of: str) -> dict[str, object]:
    """source.toml: the plan, the demo mark, and words of ours that no contract can know."""
    mapped = {
        "entities": ("sector",),
        "archives": ("archive_kind",),
        "grades": ("scheme",),
        "inspection_plans": ("scheme",),
    }
    feeds = {
        feed: {"values": {column: {zh: code for code, zh in VALUES[column].items()} for column in columns}}
        for feed, columns in mapped.items()
    }
    return {
        "name": name,
        "plans": [plan, *ALSO_SHOWN.get(plan, ())],
        "demo": True,
        "as_of": date.fromisoformat(as_of),
        "feeds": feeds,
    }
