"""The command `xinheng`. Starts fast: what a command needs is imported when it runs."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="信衡:社会信用体系规划执行与监管成效的检查、汇总与展示。 Xinheng: check, build and show.",
)  # fmt: skip
plan_app = typer.Typer(no_args_is_help=True, help="规划包:检查与查看。 Plan packs: check and show.")
app.add_typer(plan_app, name="plan")

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="工作目录(默认 XINHENG_HOME 或 var/)。 Working folder.", envvar="XINHENG_HOME"),
]
LangOption = Annotated[str, typer.Option("--lang", help="zh 或 en。 Language of messages.", envvar="XINHENG_LANG")]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出。 Print JSON.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="基准日 YYYY-MM-DD(默认取数据中最晚的日期)。 Reference day.")
]
ScaleOption = Annotated[
    str,
    typer.Option(
        "--scale",
        help="规模倍数,0.02 至 167。江西样例:1 约 3 万户、50 万行;7 约 300 万行;70 约 210 万户、3000 万行;167 为 500 万户。 "
        "Size, 0.02 to 167. Jiangxi: 1 is 30,000 organisations and half a million rows; 7 about 3 million rows; "
        "70 about 30 million; 167 5 million organisations.",
    ),
]
ServersOption = Annotated[
    int | None,
    typer.Option(
        "--servers", min=1, max=64, envvar="XINHENG_SERVERS",
        help="服务进程数(默认与处理器数相同,最多 4 个)。 Server processes; as many as processors by default, at most 4.",
    ),
]  # fmt: skip


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise typer.BadParameter(f"{text!r} 不是 YYYY-MM-DD 形式的日期。 Not a date like 2026-09-30.") from None


def _pick(lang: str, zh: str, en: str) -> str:
    return en if lang == "en" else zh


def print_json(value: Any) -> None:
    """JSON for machines: UTF-8, dates as ISO text."""
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="要检查的文件。 The file.")],
    feed: Annotated[str, typer.Option("--feed", help="数据类别,如 decisions。 The feed.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="source.toml 对照表。 Mapping for foreign headings.")
    ] = None,
    as_of: AsOfOption = None,
    book: Annotated[
        Path | None, typer.Option("--receipt", help="另存回执为 XLSX。 Write the receipt as XLSX too.")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """检查一个文件,不入库。退出码:0 全部接收,1 部分退回,2 整份退回。

    Check one file and write nothing: 0 all kept, 1 some refused, 2 file refused.
    """
    from data.ingest.check import check_file
    from data.ingest.receipt import exit_code, lines

    receipt = check_file(file, feed, mapping, _day(as_of)).receipt
    if book:
        from data.ingest.receipts import write_receipt

        write_receipt(book, receipt, mapping=mapping)
    if as_json:
        print_json(receipt)
    else:
        typer.echo("\n".join(lines(receipt, lang)))
    raise typer.Exit(exit_code(receipt))


@app.command()
def receipts(
    source: Annotated[Path, typer.Argument(help="数据源文件夹。 The source folder.")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹。 Folder to write.")],
    as_of: AsOfOption = None,
    home_path: HomeOption = None,
    lang: LangOption = "zh",
) -> None:
    """为数据源的每个文件写一份回执(JSON 与 XLSX),按部门分文件夹。 Write a receipt for every file of a source, by department."""
    from data.home import home
    from data.ingest.receipts import write_receipts

    n = write_receipts(source, out, home=home(home_path), as_of=_day(as_of))
    typer.echo(_pick(lang, f"{out}:已写出 {n} 份回执。", f"{out}: {n} receipts written."))


@app.command()
def build(
    sources: Annotated[list[Path], typer.Argument(help="数据源文件夹,可多个。 Source folders.")],
    as_of: AsOfOption = None,
    again: Annotated[bool, typer.Option("--again", help="即使无变化也重建。 Build even if nothing changed.")] = False,
    keep_current: Annotated[
        bool, typer.Option("--no-publish", help="只生成,不发布。 Build without publishing.")
    ] = False,
    home_path: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """由数据源生成快照并发布。 Build a snapshot from sources and publish it."""
    from dashboard.commands.building import build_with_progress

    built = build_with_progress(
        home_path, sources, _day(as_of), again=again, serve=not keep_current, lang=lang, quiet=as_json
    )
    if as_json:
        print_json({k: v for k, v in vars(built).items() if k != "steps"} | {"steps": built.steps.to_dicts()})


@app.command()
def sample(
    plan: Annotated[str, typer.Option("--plan", help="规划:jiangxi-2020、jiangmen-2014、hegang-2020。")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹。 Folder to write.")],
    scale: ScaleOption = "1",
    seed: Annotated[str, typer.Option("--seed", help="随机种子。 Seed.")] = "20200709",
    lang: LangOption = "zh",
) -> None:
    """编造一套演示数据源(全部虚构)。 Write an invented demo source."""
    from data.sample.source import read_scale, read_seed, write_source

    truth = write_source(plan, out, scale=read_scale(scale), seed=read_seed(seed))
    n_files, n_rows = sum(truth.files.values()), sum(truth.rows.values())
    zh, en = (
        f"演示数据已写出({n_files} 份文件,{n_rows:,} 行)。",
        f"demo source written ({n_files} files, {n_rows:,} rows).",
    )
    typer.echo(_pick(lang, f"{out}:{zh}", f"{out}: {en}"))


@app.command()
def publish(snapshot: str, home_path: HomeOption = None) -> None:
    """发布指定快照。 Serve the snapshot named."""
    from data.home import home
    from data.snapshot.publish import publish as publish_snapshot

    publish_snapshot(home(home_path), snapshot)
    typer.echo(f"已发布 / now serving {snapshot}")


@app.command()
def rollback(home_path: HomeOption = None) -> None:
    """退回上一个快照。 Serve the snapshot published before."""
    from data.home import home
    from data.snapshot.publish import rollback as go_back

    typer.echo(f"已退回 / now serving {go_back(home(home_path))}")


@app.command()
def snapshots(home_path: HomeOption = None, as_json: JsonOption = False, lang: LangOption = "zh") -> None:
    """列出现有快照,* 为当前。 List snapshots; * marks the one served."""
    from data.home import home
    from data.snapshot.publish import snapshots as listed

    found = listed(home(home_path))
    if as_json:
        print_json([vars(s) | {"trouble": s.trouble.text(lang) if s.trouble else None} for s in found])
        return
    if not found:
        typer.echo(_pick(lang, "尚无快照。请运行 xinheng build。", "No snapshot yet. Run `xinheng build`."))
    for s in found:
        state = s.trouble.text(lang) if s.trouble else f"{s.as_of}  {s.size_bytes / 1e6:.1f} MB"
        typer.echo(f"{'*' if s.is_current else ' '} {s.snapshot_id}  {state}")


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="指标代码,如 M13-1-P。 Indicator code.")],
    plan: Annotated[str | None, typer.Option("--plan")] = None,
    region: Annotated[str | None, typer.Option("--region", help="区划代码。 Region code.")] = None,
    department: Annotated[str | None, typer.Option("--department", help="部门代码。 Department code.")] = None,
    period: Annotated[str | None, typer.Option("--period", help="季度,如 2026Q3。 Quarter.")] = None,
    snapshot: Annotated[str | None, typer.Option("--snapshot", help="快照编号(默认当前)。 Snapshot id.")] = None,
    home_path: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = "zh",
) -> None:
    """说明一个数字从何而来:数值、分子分母、目标、判定、规则、查询、文件与行号。 Show where a number comes from."""
    from dashboard.commands.explaining import lines_of
    from data.home import home
    from data.snapshot.explain import explain as explain_number

    told = explain_number(
        home(home_path), code, plan=plan, region=region, department=department, period=period, snapshot=snapshot
    )
    if as_json:
        print_json(told)
    else:
        typer.echo("\n".join(lines_of(told, lang)))


@app.command()
def feedback(
    department: Annotated[
        str, typer.Option("--department", help="部门代码或名称;all 为全部部门。 Department, or all.")
    ],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件(.xlsx);all 时为文件夹。 File; a folder with all.")],
    period: Annotated[
        str | None, typer.Option("--period", help="季度,如 2026Q3(默认最近一季)。 Quarter; the last by default.")
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help="区划代码(默认整个辖区)。 Region code.")] = None,
    home_path: HomeOption = None,
    lang: LangOption = "zh",
) -> None:
    """写出部门待反馈的奖惩措施清单(XLSX),填好后可作为 measures 数据报送。 Write a department's list of measures to answer."""
    from dashboard.commands.feeding_back import ALL, write_lists

    if department.strip().lower() not in ALL and out.suffix.lower() != ".xlsx":
        raise typer.BadParameter(f"{out.name} 请以 .xlsx 结尾。 The name should end in .xlsx.")
    for line in write_lists(home_path, department, period, out, region=region, lang=lang):
        typer.echo(line)


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口。 Port.")] = 8501,
    address: Annotated[str, typer.Option("--address", help="监听地址。 Address.")] = "127.0.0.1",
    servers: ServersOption = None,
    home_path: HomeOption = None,
    lang: LangOption = "zh",
) -> None:
    """启动看板。 Serve the dashboard."""
    from dashboard.commands.serving import serve_dashboard

    raise typer.Exit(serve_dashboard(home_path, address=address, port=port, servers=servers, lang=lang))


@app.command()
def demo(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口。 Port.")] = 8501,
    scale: ScaleOption = "1",
    build_only: Annotated[bool, typer.Option("--build-only", help="只生成,不启动。 Do not serve.")] = False,
    servers: ServersOption = None,
    home_path: HomeOption = None,
    lang: LangOption = "zh",
) -> None:
    """编造演示数据、生成快照并启动看板(数据全部虚构)。 Invent data, build and serve."""
    from dashboard.commands.building import build_demo
    from dashboard.commands.serving import serve_dashboard
    from data.sample.source import read_scale

    build_demo(home_path, scale=read_scale(scale), lang=lang)
    if not build_only:
        raise typer.Exit(serve_dashboard(home_path, address="127.0.0.1", port=port, servers=servers, lang=lang))


@app.command()
def doctor(home_path: HomeOption = None, as_json: JsonOption = False, lang: LangOption = "zh") -> None:
    """体检:卡片、规划包、参考表、查询、快照是否相符。 Check that cards, packs, tables, queries and snapshots agree."""
    from dashboard.commands import doctoring

    told = doctoring.examine(home_path)
    if as_json:
        print_json(told)
    else:
        for item in told["checks"]:
            mark = "!" if item["is_warning"] else "✓" if item["ok"] else "✗"
            typer.echo(f"{mark} {item[lang if lang in ('zh', 'en') else 'zh']}")
        for line in doctoring.summary(told["cards"], lang):
            typer.echo(line)
    raise typer.Exit(0 if told["ok"] else 4)


@plan_app.command("check")
def plan_check(
    folder: Annotated[Path, typer.Argument(help="规划包文件夹。 The pack's folder.")], lang: LangOption = "zh"
) -> None:
    """检查一个规划包,逐条指出问题所在。 Say what is wrong in a pack, and where."""
    from dashboard.commands.planning import problems_of

    problems = problems_of(folder, lang)
    for line in problems:
        typer.echo(line)
    if not problems:
        typer.echo(_pick(lang, f"{folder.name}:未发现问题。", f"{folder.name}: no problem found."))
    raise typer.Exit(4 if problems else 0)


@plan_app.command("show")
def plan_show(slug: str, as_json: JsonOption = False, lang: LangOption = "zh") -> None:
    """查看一个规划包。 Show a pack."""
    from dashboard.commands.planning import outline_of
    from data.plan import as_json as pack_as_json

    pack = _pack(slug)
    if as_json:
        print_json(pack_as_json(pack))
    else:
        typer.echo("\n".join(outline_of(pack, lang)))


def _pack(slug: str) -> Any:
    from data import plan

    return next(p for p in plan.read_packs([slug]) if p.slug == slug)


def main() -> None:
    """Run the command; a trouble a person can mend becomes a sentence and its exit code."""
    from data.errors import Fixable

    lang = "en" if "--lang=en" in sys.argv or ("--lang" in sys.argv and "en" in sys.argv) else _env_lang()
    try:
        app()
    except Fixable as trouble:
        typer.echo(trouble.text(lang), err=True)
        raise SystemExit(trouble.exit_code) from None
    except Exception as error:  # a full or closed disk is nobody's bug, whichever command met it
        from data import disk
        from data.home import home

        told = disk.said(error, home(_said_home()).path)
        if told is None:
            raise
        typer.echo(told.text(lang), err=True)
        raise SystemExit(told.exit_code) from None
    except KeyboardInterrupt:
        typer.echo(_pick(lang, "已中断,原快照不受影响。", "Stopped; the current snapshot is as it was."), err=True)
        raise SystemExit(130) from None


def _said_home() -> str | None:
    """What stands behind --home; else XINHENG_HOME or var/ is meant."""
    for i, word in enumerate(sys.argv):
        if word == "--home" and i + 1 < len(sys.argv):
            return sys.argv[i + 1]
        if word.startswith("--home="):
            return word.partition("=")[2]
    return None


def _env_lang() -> str:
    import os

    return os.environ.get("XINHENG_LANG", "zh")


if __name__ == "__main__":
    main()
