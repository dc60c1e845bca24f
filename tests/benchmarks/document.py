"""BENCHMARKS.md: what was measured, against which target, in the last runs. Made of the runs kept; a test holds it to that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.history import Line, runs
from tests.benchmarks.registry import BENCHMARKS
from tests.browser.serving import ROOT

FILE = ROOT / "BENCHMARKS.md"
HEAD = """# Benchmarks

What the program costs, measured by `make bench` and written here by `make bench RECORD=1`. No figure on this page was typed.

- Every figure here has a **target**, an upper bound; ✗ marks one that was missed. Figures without a target are in `bench.json`.
- `× n` is a **ratio** to something measured in the same run (bare DuckDB on the same files, an empty Streamlit page, one reader alone):
  it says more than seconds, for the machine's mood is in both.
- **Load** is how many processes wanted a processor (the highest seen): above the number of cores, times of the clock are too long
  and say little. **Calibration** is what a fixed piece of work took that day, in processor seconds: divide by it to compare two days.
- A + behind the commit: files differed from it.
- A run at full size (`make bench FULL=1`) adds 30 million events and the proofs over thousands of invented provinces; it takes hours, not minutes.
- `python -m tests.benchmarks --only NAME` runs one; `--quick` only shows that it works and is never recorded.

数字全部由命令测得并写入本页,无一手填。每行为一项指标:目标为上限,✗ 表示未达到;× 为与同次运行中参照物之比;负载高于核数时,时间偏长,以比值为准。
"""


def text(kept: Sequence[Line]) -> str:
    """The whole document."""
    measured = [b for b in BENCHMARKS if runs(kept, b.name)]
    parts = [HEAD, _summary(kept, [b.name for b in measured])]
    parts += [_section(b.name, b.tells, [line for line in kept if line.benchmark == b.name]) for b in measured]
    missing = [b.name for b in BENCHMARKS if b not in measured]
    if missing:
        parts.append(f"## Not recorded yet\n\n{', '.join(missing)}.\n")
    return "\n".join(parts)


def _summary(kept: Sequence[Line], names: Sequence[str]) -> str:
    rows = [
        "## Where it stands",
        "",
        "| benchmark | targets met | measured | commit | load / cores | took |",
        "|---|---|---|---|---|---|",
    ]
    last_of = {name: _of(kept, name, runs(kept, name)[-1]) for name in names}
    for name, last in last_of.items():
        met, one = sum(line.is_met for line in last), last[0]
        when = f"{one.taken_at}, {one.size} | {one.commit} | {one.load:g} / {one.cpus} | {one.seconds} s"
        rows.append(f"| [{name}](#{name}) | {met} of {len(last)} | {when} |")
    minutes = sum(last[0].seconds for last in last_of.values()) / 60
    rows.append(f"| together | | | | | {minutes:.0f} min |")
    missed = [
        f"- {name}: {line.name}: {_number(line.value)} {line.unit}, target {_number(line.target)}{_busy(line)}"
        for name, last in last_of.items() for line in last if not line.is_met
    ]  # fmt: skip
    told = ["Missed in the last run:", "", *missed] if missed else ["Every target measured is met."]
    return "\n".join([*rows, "", *told, ""])


def _busy(line: Line) -> str:
    """Times of the clock taken while others wanted the processors too say more of those."""
    by_clock = line.unit in ("s", "ms", "µs/row") and line.load > 1.5 * line.cpus
    return f" (by the clock, on {line.cpus} cores that {line.load:.0f} processes wanted)" if by_clock else ""


def _section(name: str, tells: str, kept: Sequence[Line]) -> str:
    at = runs(kept, name)
    firsts = [_of(kept, name, t)[0] for t in at]
    head = [
        f"{one.taken_at}<br>{one.commit}, {one.size}<br>load {one.load:g} / {one.cpus}<br>calibration {one.calibration:g}"
        for one in firsts
    ]
    rows = [f"| figure | target | {' | '.join(head)} |", f"|---|---|{'---|' * len(at)}"]
    newest = _of(kept, name, at[-1])
    names = dict.fromkeys(line.name for line in [*newest, *reversed(kept)])
    for figure in names:
        own = {line.taken_at: line for line in kept if line.name == figure}
        last = own[max(own)]
        cells = " | ".join(_cell(own.get(t)) for t in at)
        rows.append(f"| {_escaped(figure)} ({last.unit}) | {_number(last.target)} | {cells} |")
    return "\n".join([f"## {name}", "", f"{tells} `python -m tests.benchmarks --only {name}`", "", *rows, ""])


def _of(kept: Sequence[Line], name: str, taken_at: str) -> list[Line]:
    return [line for line in kept if line.benchmark == name and line.taken_at == taken_at]


def _cell(line: Line | None) -> str:
    if line is None:
        return "–"
    ratio = "" if line.ratio is None else f" (× {line.ratio:.2f} of {_escaped(line.ratio_to or '')})"
    return f"{'' if line.is_met else '✗ '}{_number(line.value)}{ratio}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def write(kept: Sequence[Line], file: Path = FILE) -> None:
    """The document anew."""
    file.write_text(text(kept), encoding="utf-8")
