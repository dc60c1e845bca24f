"""Say a plan pack in plain lines."""

from __future__ import annotations

from pathlib import Path

from data import plan
from metrics.catalogue import read_cards


def problems_of(folder: Path, lang: str) -> list[str]:
    """One line per problem of a pack; indicators are checked against the cards."""
    known = {card.code for card in read_cards()}
    return [p.text(lang) for p in plan.check_pack(folder, known_indicators=known)]


def outline_of(pack: plan.Pack, lang: str) -> list[str]:
    """What a pack holds, counted."""
    told = plan.as_json(pack)
    names = {
        "indicators": ("指标", "indicators"), "tasks": ("任务", "tasks"), "milestones": ("节点", "milestones"),
        "limits": ("时限", "limits"), "schemes": ("等级", "grades"), "measures": ("措施", "measures"), "lists": ("名单", "lists"),
    }  # fmt: skip
    head = f"{told['plan']}"
    return [head] + [f"  {names[k][lang == 'en']}: {len(told[k])}" for k in names]
