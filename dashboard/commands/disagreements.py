"""Where cards, queries and the figures served contradict one another, each in one sentence of both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from data.contracts import FEEDS
from data.errors import Fixable
from data.home import Home
from data.plan import read_packs
from data.snapshot.reader import Reader
from metrics.catalogue import Card

Said = dict[str, Any]
MOST = 20

# What is asked of the snapshot: the SELECT, and its rows in words.
ASKED = (
    (
        "select indicator, count(*) as n from agg_observation inner join ref_indicator as i using (indicator) "
        "where i.unit = 'percent' and numerator > coalesce(i.ceiling, 1) * denominator group by 1 order by 1",
        "指标 {indicator} 有 {n} 个数分子大于分母,请核对查询或填报口径",
        "indicator {indicator}: in {n} figures the numerator exceeds the denominator; check the query or the returns",
    ),
    (
        "select indicator, count(*) as n from agg_return_difference where is_apart group by 1 order by 1",
        "指标 {indicator} 由业务数据计算,另有 {n} 个填报数与之不一致;以计算数为准,详见“数据质量”",
        "indicator {indicator} is counted from records; {n} returns differ. The counted figure stands, see data quality",
    ),
    (
        "select sum(n_rows) as n from meta_finding where finding = 'unknown_indicator' having sum(n_rows) > 0",
        "有 {n} 行填报的指标编号不存在,未计入;详见“数据质量”",
        "{n} returned rows name an indicator there is no card for; they are left out, see data quality",
    ),
    (
        "select sum(n_rows) as n from meta_revision where feed = 'returns' and kind = 'replaced' having sum(n_rows) > 0",
        "有 {n} 行填报被后送文件更正,以后送为准",
        "{n} returned rows were replaced by a later file; the later one counts",
    ),
    (
        "select sum(n_rows) as n from meta_problem_count where rule in ('part_within_whole', 'share_within_bounds') having sum(n_rows) > 0",
        "有 {n} 处填报的分子大于分母或比率超出 0 至 1,已退回;详见“数据质量”",
        "{n} returned figures have a numerator above their denominator or a rate outside 0 to 1; sent back, see data quality",
    ),
    (
        "select sum(n_rows) as n from meta_finding where finding = 'return_sent_twice' having sum(n_rows) > 0",
        "有 {n} 行填报在同一文件内自相矛盾,均未采用",
        "{n} returned rows contradict one another within one file; none is used",
    ),
)


def of_plans(cards: Sequence[Card]) -> list[Said]:
    """Cards that serve a clause of a plan nobody ships."""
    known = {pack.slug for pack in read_packs()}
    return [
        said(False, f"卡片 {c.code} 引用了不存在的规划 {x.plan}", f"card {c.code} names an unknown plan {x.plan}")
        for c in cards
        for x in c.clauses
        if x.plan not in known
    ]


AGAINST = {(">=", "down"), ("<=", "up")}  # comparator of a target, direction of the card


def of_targets(cards: Sequence[Card]) -> list[Said]:
    """Targets in another unit than their card's, or set against the direction it says is better."""
    known = {c.code: c for c in cards}
    told = []
    for pack in read_packs():
        for entry in pack.indicators:
            card, name = known.get(entry["code"]), f"{pack.slug} {entry['code']}"
            if card is None:
                continue  # told with the pack
            if entry["unit"] != card.unit:
                told.append(said(False, f"{name}:目标单位为 {entry['unit']},卡片单位为 {card.unit}",
                                 f"{name}: the target's unit is {entry['unit']}, the card's {card.unit}"))  # fmt: skip
            if any((t.get("comparator"), card.direction) in AGAINST for t in entry["target"]):
                told.append(said(False, f"{name}:目标方向与卡片相反(卡片以{'升' if card.direction == 'up' else '降'}为优)",
                                 f"{name}: a target against the card's direction ({card.direction} is better)"))  # fmt: skip
    return told


def of_feeds(cards: Sequence[Card]) -> list[Said]:
    """Cards that say they are computed from a feed nobody sends."""
    return [
        said(False, f"卡片 {c.code} 引用了不存在的数据类 {x}", f"card {c.code} names an unknown feed {x}")
        for c in cards
        for x in c.feeds
        if x not in FEEDS
    ]


def of_queries(cards: Sequence[Card]) -> list[Said]:
    """Queries and cards that name a table or column there is not, tried over no data."""
    from data.snapshot.rehearse import rehearse

    wrong = rehearse(cards)
    n = sum(bool(c.observe) for c in cards)
    sound = said(True, f"查询可运行,{n} 张卡片的取数均有效", f"queries run; the figures of {n} cards can be read")
    return [said(False, f"{what} 无法运行:{why}", f"{what} cannot be run: {why}") for what, why in wrong] or [sound]


def of_figures(at: Home, cards: Sequence[Card]) -> list[Said]:
    """What the snapshot now served shows: warnings, none of which makes it wrong. Empty without a snapshot."""
    reader = Reader(at)
    try:
        current = reader.current()
        told = [
            _warned(zh, en, row)
            for sql, zh, en in ASKED
            for row in reader.query(current, sql).slice(0, MOST).to_pylist()
        ]
        built = {row["indicator"] for row in reader.query(current, "select indicator from ref_indicator").to_pylist()}
        return told + _of_catalogue(built, {c.code for c in cards})
    except Fixable:
        return []  # whether there is a sound snapshot at all is said elsewhere
    finally:
        reader.close()


def _of_catalogue(built: Iterable[str], now: Iterable[str]) -> list[Said]:
    apart = sorted(set(built) ^ set(now))
    if not apart:
        return []
    named = ", ".join(apart[:MOST]) + (" …" if len(apart) > MOST else "")
    return [
        said(
            True,
            f"当前快照生成后,{len(apart)} 张卡片有增减({named});重新生成后生效",
            f"{len(apart)} cards came or went since the snapshot was built ({named}); build again to use them",
            is_warning=True,
        )
    ]


def _warned(zh: str, en: str, row: dict[str, Any]) -> Said:
    numbers = {k: int(v) if k == "n" else v for k, v in row.items()}
    return said(True, zh.format(**numbers), en.format(**numbers), is_warning=True)


def said(ok: bool, zh: str, en: str, *, is_warning: bool = False) -> Said:
    """One line of the examination; a warning is something to look at that leaves the figures sound."""
    return {"ok": ok, "is_warning": is_warning, "zh": zh, "en": en}
