"""How each department writes its files. Offices keep their habits; a file of theirs is known by them."""

from __future__ import annotations

from dataclasses import dataclass, replace

ISO, SLASH, DOT, CHINESE, TIGHT = "%Y-%m-%d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y年%-m月%-d日", "%Y%m%d"

STEMS = {
    "entities": "监管对象登记信息", "grades": "信用等级信息", "archives": "信用档案信息", "decisions": "行政行为公示信息",
    "inspections": "监督检查信息", "returns": "指标报送表", "task_reports": "任务进展报送表",
    "inspection_plans": "年度抽查计划", "draws": "双随机抽取记录", "commitments": "信用承诺信息",
    "credit_checks": "信用核查记录", "interviews": "约谈记录",
    "listings": "名单信息", "measures": "惩戒措施落实情况", "repairs": "信用修复信息",
    "objections": "异议处理信息",
}  # fmt: skip

# Files somebody types in, however long they are; and errs (spoil.py).
TYPED = {
    ("entities", "organisation_establishment", "2019—2023年"), ("decisions", "human_resources", "2025年第3季度"),
    ("decisions", "transport", "2025年第2季度"), ("decisions", "culture_tourism", "2026年第1季度"),
    ("decisions", "health", "2026年第2季度"), ("inspections", "health", "2026年第1季度"),
}  # fmt: skip


@dataclass(frozen=True)
class Habit:
    """File kind, encoding, separator, how days are written, Chinese or English headings, a title above the header."""

    kind: str = "csv"
    encoding: str = "utf-8-sig"
    days: str = ISO
    separator: str = ","
    chinese: bool = True
    title: str = ""

    def stem(self, feed: str) -> str:
        """The beginning of the file's name."""
        return STEMS[feed] if self.chinese else feed

    def as_csv(self) -> Habit:
        """The same manner without a spreadsheet."""
        return replace(self, kind="csv", encoding="gb18030", title="")

    def as_parquet(self) -> Habit:
        """The same manner where systems exchange what is too long for people."""
        return replace(self, kind="parquet", title="")


_BY_DEPARTMENT = {
    "market_regulation": Habit("csv.gz", "utf-8", ISO, chinese=False),
    "housing_construction": Habit(encoding="gb18030", days=SLASH),
    "transport": Habit(encoding="utf-8", days=ISO),
    "natural_resources": Habit(encoding="gb18030", days=DOT),
    "ecology_environment": Habit("parquet", chinese=False),
    "human_resources": Habit(days=CHINESE),
    "health": Habit(encoding="gb18030", days=ISO),
    "emergency": Habit(days=TIGHT),
    "medical_insurance": Habit("xlsx", days=ISO),
    "public_security": Habit(encoding="utf-16", days=SLASH, separator="\t"),
    "agriculture_rural": Habit(encoding="gb18030", days=CHINESE),
    "culture_tourism": Habit(days=SLASH),
    "water_resources": Habit("xlsx", days=DOT),
    "forestry": Habit("xlsx", days=CHINESE, title="行政行为公示信息表"),
    "civil_affairs": Habit("xlsx", days=ISO),
    "organisation_establishment": Habit(encoding="gb18030", days=SLASH),
    "development_reform": Habit(encoding="utf-8", days=ISO),
    "financial_regulation": Habit("xlsx", days=SLASH),
}
_PLAIN = (Habit(), Habit(encoding="gb18030", days=SLASH), Habit("xlsx"), Habit(encoding="utf-8", days=DOT))


def habit(feed: str, department: str) -> Habit:
    """The department's manner; offices not listed take one of four plain manners, by the length of their code.

    Forms that people fill in by hand (returns, task reports) never come as a database dump.
    """
    form = _BY_DEPARTMENT.get(department) or _PLAIN[len(department) % len(_PLAIN)]
    if feed in {"returns", "task_reports"} and not form.chinese:
        return Habit(encoding="gb18030", days=form.days)
    return replace(form, title="") if feed != "decisions" else form
