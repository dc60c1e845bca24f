"""Build with the steps, rows and time left on screen."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import typer

from data.errors import SnapshotUnusable
from data.home import ROOT, Home, home
from data.snapshot import kept
from data.snapshot.build import Built, build
from data.snapshot.reader import Reader
from data.snapshot.steps import Step


def build_with_progress(
    home_path: Path | None,
    sources: Sequence[Path],
    as_of: date | None,
    *,
    again: bool,
    serve: bool,
    lang: str,
    quiet: bool = False,
) -> Built:
    """Run a build, telling each step as it ends; the time left is judged by the last build's steps."""
    at = home(home_path)
    watch = None if quiet else _teller(_seconds_last_time(at), lang)
    built = build(at, sources, as_of=as_of, watch=watch, serve=serve, again=again)
    if not quiet:
        typer.echo(_outcome(built, lang))
    return built


def _seconds_last_time(at: Home) -> dict[str, float]:
    """Seconds per step of the snapshot now served, of steps it took over those of their last making; empty where there is none."""
    reader = Reader(at)
    try:
        rows = reader.query(reader.current(), "select step, seconds from meta_step").to_pylist()
    except SnapshotUnusable:
        return {}
    finally:
        reader.close()
    made = kept.seconds_last_made(at)
    return {r["step"]: r["seconds"] or made.get(r["step"], 0.0) for r in rows}


def _teller(last_time: dict[str, float], lang: str) -> Callable[[Step], None]:
    left = dict(last_time)
    begun = time.monotonic()

    def tell(step: Step) -> None:
        if not step.is_done:
            if sys.stderr.isatty():
                sys.stderr.write(f"\r\033[K[{step.position}] {step.step} …")
                sys.stderr.flush()
            return
        left.pop(step.step, None)
        if step.is_taken_over:
            return
        rows = f"{step.rows:>12,} {'rows' if lang == 'en' else '行'}" if step.rows else " " * 14
        rest = sum(left.values())
        ahead = (f"  about {rest:.0f} s left" if lang == "en" else f"  预计还需 {rest:.0f} 秒") if rest >= 1 else ""
        line = f"[{step.position:>2}] {step.step:<32}{rows} {step.seconds:6.2f} s{ahead}"
        sys.stderr.write(
            f"\r\033[K{line}\n" if sys.stderr.isatty() else f"{line}  ({time.monotonic() - begun:.1f} s)\n"
        )

    return tell


def _outcome(built: Built, lang: str) -> str:
    n, rows, refused, spoiled = built.submissions, f"{built.rows:,}", f"{built.refused:,}", built.files_refused
    anew = _made_anew(built, lang)
    if lang == "en":
        head = f"Snapshot {built.snapshot_id}" + ("" if built.is_new else " (nothing had changed)")
        return (
            f"{head}: {n} files, {rows} rows, {refused} refused, {spoiled} files refused, {built.seconds:.1f} s{anew}"
        )
    head = f"快照 {built.snapshot_id}" + ("" if built.is_new else "(数据无变化)")
    return f"{head}:{n} 份文件,{rows} 行,退回 {refused} 行,整份退回 {spoiled} 份,用时 {built.seconds:.1f} 秒{anew}"


def _made_anew(built: Built, lang: str) -> str:
    """How much of a build was taken over from the one before, or why nothing was."""
    if built.distrusted:
        said = (
            "上次构建保留的中间表已损坏,已全部重新计算。",
            "What the last build had kept was damaged; everything was computed anew.",
        )
    elif built.taken_over:
        n, of = built.steps.height - built.taken_over, built.steps.height
        said = (
            f"{of} 个步骤中重新计算 {n} 个,其余沿用上次结果。",
            f"{n} of {of} steps computed anew, the others taken over.",
        )
    else:
        return ""
    return "\n" + said[lang == "en"]


def build_demo(home_path: Path | None, *, scale: float, lang: str) -> Built:
    """Write the invented sources once (anew when their making has changed), then build and publish them."""
    from data.sample.source import PLANS, write_source

    folder = home(home_path).path / "demo" / f"scale-{scale:g}-{_making()}"
    sources = [folder / plan for plan in PLANS]
    for plan, source in zip(PLANS, sources, strict=True):
        if not (source / "truth.json").exists():  # written last: a sample that was cut off is written anew
            typer.echo(f"编造演示数据 {plan} …" if lang != "en" else f"Inventing demo data for {plan} …")
            shutil.rmtree(source, ignore_errors=True)
            write_source(plan, source, scale=scale)
    return build_with_progress(home_path, sources, None, again=False, serve=True, lang=lang)


def _making() -> str:
    """Short hash of what the demo data are made of: the code that invents them, and the targets it aims at."""
    from data.sample.goals import TARGETS

    files = [*sorted((ROOT / "data" / "sample").rglob("*.py")), ROOT / "data" / "plans" / TARGETS / "indicators.toml"]
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:6]
