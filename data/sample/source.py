"""Write a made-up source for one plan: departments' files as they would be sent, and truth.json beside them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import tomli_w

from data import disk
from data.errors import Fixable, NoRoom
from data.sample import hegang, jiangmen, jiangxi
from data.sample.headings import VALUES
from data.sample.truth import Truth
from data.sample.write import Outbox

_WRITERS = {"jiangxi-2020": jiangxi, "jiangmen-2014": jiangmen, "hegang-2020": hegang}
PLANS = tuple(_WRITERS)
# Plans without invented figures: their tasks, limits and milestones can be read all the same.
ALSO_SHOWN = {"jiangxi-2020": ("zhejiang-2020", "siyang-2016")}
LEAST_SCALE = 0.02  # below it departments have quarters without a single act
MOST_SCALE = 167.0  # 5 million organisations; at 70 about 30 million rows
BYTES_AT_SCALE_ONE = 60_000_000  # room asked for before a source is begun; it takes less


def write_source(plan: str, out: Path, *, scale: float = 1.0, seed: int = 20200709) -> Truth:
    """Fill `out` with the files of one plan; same plan, scale and seed give the same bytes.

    `scale` multiplies organisations and events, not offices or quarters. Raises Fixable where the plan has no sample,
    the scale is out of range, the seed is negative or `out` holds files already; NoRoom where the disk does not take it.
    Memory: about 1 GB at 30 million rows, 1.6 GB at 5 million organisations: the register, and a few parts of 65,536 rows
    for each of those who work at once.
    """
    if plan not in _WRITERS:
        known = ", ".join(PLANS)
        raise Fixable(
            plan,
            ("没有该方案的演示数据。", "There is no sample for this plan."),
            (f"可选:{known}。", f"Choose: {known}."),
        )
    _check_scale(scale)
    if seed < 0:
        raise Fixable("--seed", ("种子不能为负数。", "The seed cannot be negative."), _SEEDS)
    with disk.plain_words(out):
        _check_folder(out, scale)
        out.mkdir(parents=True, exist_ok=True)
        try:
            return _filled(plan, out, scale, seed)
        except BaseException:
            shutil.rmtree(out, ignore_errors=True)  # half a source looks like a whole one with departments missing
            raise


def read_scale(text: str) -> float:
    """A scale as somebody typed it. Raises Fixable where it is no number or not between LEAST_SCALE and MOST_SCALE."""
    try:
        scale = float(text)
    except ValueError:
        raise Fixable("--scale", (f"“{text}”不是数字。", f"{text!r} is not a number."), _SCALES) from None
    _check_scale(scale)
    return scale


def read_seed(text: str) -> int:
    """A seed as somebody typed it. Raises Fixable where it is no whole number or negative."""
    if not (text.isascii() and text.isdigit()):
        raise Fixable("--seed", (f"“{text}”不是非负整数。", f"{text!r} is no whole number from 0 on."), _SEEDS)
    return int(text)


_SEEDS = ("请填 0 或正整数。", "Give 0 or more.")
_SCALES = (
    f"请填 {LEAST_SCALE:g} 到 {MOST_SCALE:g} 之间的数,如 0.1 或 1。",
    f"Give a number between {LEAST_SCALE:g} and {MOST_SCALE:g}, such as 0.1 or 1.",
)


def _check_scale(scale: float) -> None:
    if not LEAST_SCALE <= scale <= MOST_SCALE:  # nor is anything between them no number
        raise Fixable("--scale", (f"规模 {scale:g} 超出范围。", f"A scale of {scale:g} is out of range."), _SCALES)


def _check_folder(out: Path, scale: float) -> None:
    if out.exists() and not out.is_dir():
        raise Fixable(str(out), ("这是文件,不是目录。", "This is a file, no folder."), _ANOTHER)
    if out.exists() and any(out.iterdir()):
        raise Fixable(str(out), ("目录已有文件。", "This folder holds files already."), _ANOTHER)
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    needed, free = scale * BYTES_AT_SCALE_ONE, shutil.disk_usage(there).free
    if needed > free:
        raise NoRoom(str(out), *_too_full(_size(needed), _size(free)))


def _too_full(needed: str, free: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (
        (
            f"磁盘空间不足:约需 {needed},剩余 {free}。",
            f"The disk is too full: about {needed} are needed, {free} are free.",
        ),
        ("请腾出空间或缩小规模。", "Free some space or choose a smaller scale."),
    )


def _size(n_bytes: float) -> str:
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes >= 1e9 else f"{n_bytes / 1e6:.0f} MB"


_ANOTHER = ("请另选空目录。", "Name an empty folder.")


def _filled(plan: str, out: Path, scale: float, seed: int) -> Truth:
    writer, outbox = _WRITERS[plan], Outbox(out)
    truth = Truth(plan, seed, scale, writer.AS_OF)
    writer.fill(outbox, truth)
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
