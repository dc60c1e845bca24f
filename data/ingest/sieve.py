"""One batch of rows through every check: what goes on, what is refused and why, what is no data at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.contracts import Contract
from data.credit_code import ALPHABET, LENGTH, is_credit_code
from data.ingest import adapt, problems, tidy
from data.ingest.headings import Headings
from data.ingest.normalise import normalise
from data.ingest.privacy import SHORTEST, has_identity_number, without_telephones
from data.mapping import FeedMapping

EARLIEST = date(1949, 10, 1)
FILLER = r"^(?:0{8}|1{8}|9{8})"  # the first eight characters name an authority and a region; these name none
GARBLED = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffd}]"
# Anything but printable ASCII and Chinese characters, or a number with .0 behind it: a column without is clean as it is.
ODD = r"[^!-&(-_a-~\x{4e00}-\x{9fff}\x{3014}\x{3015}]|^[0-9]+\.0+$"
# Rows below or between the data that are no data: totals, notes, signatures. Told by how they begin.
FOOTER = (
    r"^\s*(?:(?:合\s*计|总\s*计|小\s*计|累\s*计|本页合计|平均|total|sum|subtotal)\s*[:：]?\s*$"
    r"|(?:注|备注|说明|附注|填表说明|数据来源|统计口径)\s*(?:[:：0-9一.、]|$)"
    r"|(?:单位)?(?:负责人|填表人|制表人|审核人|填报人|经办人|联系人|联系电话|分管领导|填报单位|填表单位|制表单位|填报日期|制表日期|打印日期|导出时间|导出日期|审核|制表)"
    r"\s*(?:[((].*[))])?\s*[:：])"
)


@dataclass(frozen=True)
class Batch:
    """`kept`: staged columns plus `_altered`. `problems`: one line per row, column and rule. Counts are of rows.

    unwanted: rows the mapping drops (part of `dropped`). raised: rows with a day the mapping moved.
    """

    kept: pl.DataFrame
    problems: pl.DataFrame
    rows: int
    dropped: int
    masked: int
    unwanted: int
    raised: int


def sift(frame: pl.DataFrame, headings: Headings, contract: Contract, mapping: FeedMapping) -> Batch:
    """Check one batch of a table."""
    total = frame.height
    frame = frame.filter(~is_no_data(frame, headings, contract))
    n_data, frame = frame.height, adapt.wanted_rows(frame, headings, mapping.rules)
    raw = adapt.composed(frame, headings, mapping.rules)
    aside = frame.select(pl.col(f"c{i}") for i in headings.scanned)
    odd = [some(part, pl.all().str.contains(ODD)) for part in (raw, aside)]
    personal = identity_problems(raw, aside, contract)
    broken = pl.concat([personal, garbled(raw, aside, odd), misplaced(frame, raw, contract)])
    sound = ~raw["_row"].is_in(broken["_row"].implode())
    whole = raw.filter(sound)
    done = normalise(whole, contract, mapping, headings.units, plain=set(text_columns(raw)) - set(odd[0]))
    sent = frame.filter(sound)
    filled = sent["_filled"] if "_filled" in frame.columns else pl.Series([False])
    rows, uncounted = adapt.counted_days(done.rows, sent, headings, mapping.rules)
    rows, raised = adapt.raised(rows, mapping.rules, contract.instants)
    rows = hide_telephones(rows, contract).with_columns((done.altered | filled | raised).alias("_altered"))
    found = pl.concat(
        [
            broken,
            uncounted,
            unread_problems(whole, done.unread, contract),
            *rule_problems(rows, whole, done.unread, contract),
            *code_problems(rows, contract, mapping),
            *region_problems(rows, whole, contract, mapping),
            *early_problems(rows, contract),
        ]
    )
    kept = rows.filter(~pl.col("_row").is_in(found["_row"].implode())) if found.height else rows
    return Batch(
        kept, found, total, total - frame.height, personal["_row"].n_unique(), n_data - frame.height, int(raised.sum())
    )


def is_no_data(frame: pl.DataFrame, headings: Headings, contract: Contract) -> pl.Series:
    """Totals, notes, signatures and repeated headers. Only a row that lacks something required is looked at."""
    none = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    needed = [f"c{i}" for c, i in headings.columns.items() if not contract.columns[c].nullable]
    cells = [c for c in frame.columns if c.startswith("c") and frame[c].dtype == pl.String]
    if not cells:
        return none
    lacking = frame.select(pl.any_horizontal(pl.col(c).is_null() for c in needed)).to_series() if needed else none
    repeated = is_header(frame, headings)
    if not lacking.any():
        return repeated
    trimmed = [pl.when(pl.col(c).str.strip_chars() != "").then(pl.col(c).str.strip_chars()) for c in cells]
    first = frame.filter(lacking).select(pl.coalesce(trimmed).alias("first"))["first"]
    begins = first.str.normalize("NFKC").str.to_lowercase().str.contains(FOOTER).fill_null(False)
    found = lacking.to_numpy().copy()
    found[found] = begins.to_numpy()
    return repeated | pl.Series(found)


def is_header(frame: pl.DataFrame, headings: Headings) -> pl.Series:
    """The header again, as where several exports were pasted together."""
    cells = [(f"c{i}", headings.written[i]) for i in list(headings.columns.values())[:3]]
    text = [(c, w) for c, w in cells if frame[c].dtype == pl.String]
    if not text:
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    return frame.select(
        pl.all_horizontal(pl.col(c).str.strip_chars() == w for c, w in text).fill_null(False)
    ).to_series()


def text_columns(raw: pl.DataFrame) -> list[str]:
    """Columns that came as text."""
    return [c for c in raw.columns if raw[c].dtype == pl.String]


def some(part: pl.DataFrame, condition: pl.Expr) -> list[str]:
    """Text columns in which the condition holds somewhere, found in one pass over all of them."""
    texts = part.select(text_columns(part))
    if not texts.width or texts.is_empty():
        return []
    return [name for name, hit in texts.select(condition.any()).row(0, named=True).items() if hit]


def identity_problems(raw: pl.DataFrame, aside: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Rows with a resident identity number in any column, kept or left behind. A valid credit code is a code."""
    found = []
    for part in (raw, aside):
        for name in some(part, pl.all().str.len_bytes() >= SHORTEST):
            hit = has_identity_number(part[name])
            if not hit.any():
                continue
            if name in contract.with_role("entity"):
                hit = without_codes(part[name], hit)
            found.append(problems.flag(raw["_row"].filter(hit), name if part is raw else "", "identity_number"))
    return pl.concat(found) if found else problems.empty()


def without_codes(written: pl.Series, hit: pl.Series) -> pl.Series:
    """Hits that are not valid credit codes."""
    codes = written.filter(hit).to_frame("code").select(tidy.credit_codes(tidy.fold(pl.col("code")))).to_series()
    found = hit.to_numpy().copy()
    found[found] = ~is_credit_code(codes).to_numpy()
    return pl.Series(found)


def garbled(raw: pl.DataFrame, aside: pl.DataFrame, odd: Sequence[Sequence[str]]) -> pl.DataFrame:
    """Cells with control characters or replacement characters; only odd columns can have them."""
    found = []
    for part, names in zip((raw, aside), odd, strict=True):
        for name in names:
            hit = part[name].str.contains(GARBLED).fill_null(False)
            found.append(problems.flag(raw["_row"].filter(hit), name if part is raw else "", "garbled"))
    return pl.concat(found) if found else problems.empty()


def misplaced(frame: pl.DataFrame, raw: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Rows with more cells than the header."""
    hit = frame["_extra"].fill_null(False)
    return problems.flag(raw["_row"].filter(hit), "", "extra_cells") if hit.any() else problems.empty()


def hide_telephones(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Telephone numbers in text columns masked."""
    texts = [c for c in contract.with_role("text") if rows[c].null_count() < rows.height]
    return rows.with_columns(without_telephones(pl.col(c)) for c in texts)


def unread_problems(raw: pl.DataFrame, unread: Mapping[str, pl.Series], contract: Contract) -> pl.DataFrame:
    """Cells that hold something which is no day, number, period or flag."""
    found = [problems.empty()]
    for name, lost in unread.items():
        rule = problems.UNREAD.get(type(contract.columns[name]), "not_a_period")
        found.append(problems.flag(raw["_row"].filter(lost), name, rule, raw[name].filter(lost)))
    return pl.concat(found)


def rule_problems(
    rows: pl.DataFrame, raw: pl.DataFrame, unread: Mapping[str, pl.Series], contract: Contract
) -> list[pl.DataFrame]:
    """Rows that break a rule of the contract. A cell that could not be read is not called empty, or at odds with its
    neighbours, as well: one reason a cell is what a clerk can act on."""
    if rows.is_empty() or rows.select(contract.sound).item():
        return []
    _, failure = contract.schema.filter(rows)
    details, found = failure.details(), []
    half_read = pl.concat([raw["_row"].filter(lost) for lost in unread.values()] or [raw["_row"].head(0)])
    for rule in failure.counts():
        hit = details.filter(pl.col(rule) == "invalid")["_row"]
        column, _, kind = rule.partition("|")
        name, column = {"nullability": ("required", column), "check": ("not_in_list", column)}.get(
            kind, (rule, contract.says[rule].column if rule in contract.says else "")
        )
        if kind and column in unread:
            hit = hit.filter(~hit.is_in(raw["_row"].filter(unread[column]).implode()))
        elif not kind:
            hit = hit.filter(~hit.is_in(half_read.implode()))
        found.append(problems.flag(hit, column, name, quoted(raw, hit, column, contract)))
    return found


def quoted(raw: pl.DataFrame, rows: pl.Series, column: str, contract: Contract) -> pl.Series | None:
    """The cells as written, where they may be shown."""
    if column not in raw.columns or not problems.may_quote(contract, column):
        return None
    return rows.to_frame("_row").join(raw.select("_row", column), on="_row", how="left", maintain_order="left")[column]


def code_problems(rows: pl.DataFrame, contract: Contract, mapping: FeedMapping) -> list[pl.DataFrame]:
    """Credit codes: length, characters, check character. The first that fails is named."""
    if mapping.id_scheme != "uscc":
        return []
    found = []
    for name in contract.with_role("entity"):
        codes = rows[name]
        wrong = (~is_credit_code(codes) | codes.str.contains(FILLER)) & codes.is_not_null()
        if not wrong.any():
            continue
        bad = rows.filter(wrong).select("_row", code=name)
        short = pl.col("code").str.len_chars() != LENGTH
        letters = ~pl.col("code").str.contains(f"^[{ALPHABET}]+$")
        rule = (
            pl.when(short).then(pl.lit("credit_code_length"))
            .when(pl.col("code").str.contains(FILLER)).then(pl.lit("credit_code_filler"))
            .when(letters).then(pl.lit("credit_code_letters"))
            .otherwise(pl.lit("credit_code_check"))
        )  # fmt: skip
        found.append(bad.select("_row", column=pl.lit(name), rule=rule, value=pl.lit(None, pl.String)))
    return found


def region_problems(
    rows: pl.DataFrame, raw: pl.DataFrame, contract: Contract, mapping: FeedMapping
) -> list[pl.DataFrame]:
    """Region codes of the wrong form, unless the source brings its own regions."""
    if mapping.regions_file is not None:
        return []
    found = []
    for name in contract.with_role("region"):
        hit = rows.filter(~pl.col(name).str.contains(r"^[1-8][0-9]{5}$"))["_row"]
        if len(hit):
            found.append(problems.flag(hit, name, "region_form", quoted(raw, hit, name, contract)))
    return found


def early_problems(rows: pl.DataFrame, contract: Contract) -> list[pl.DataFrame]:
    """Slips of the century."""
    found: list[pl.DataFrame] = []
    if not contract.days or not rows.select(pl.any_horizontal((pl.col(contract.days) < EARLIEST).any())).item():
        return found
    for name in contract.days:
        hit = rows.filter(pl.col(name) < EARLIEST)
        if hit.height:
            found.append(problems.flag(hit["_row"], name, "day_too_early", hit[name].dt.to_string("%Y-%m-%d")))
    return found
