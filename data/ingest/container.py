"""The container of a workbook, looked at before any of it is given to a parser."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from data.errors import FileRefused

LARGEST = 1 << 30  # bytes of all parts together
RATIO = 100  # real workbooks shrink to a tenth; a hundredth is a trap
SMALL = 10 << 20  # below this a high ratio does no harm
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def check_container(path: Path, start: bytes, where: str) -> None:
    """Look at the container before any of its parts is unpacked."""
    if start == OLE:
        with path.open("rb") as file:
            if ENCRYPTED in file.read():
                raise encrypted(where)
        raise old_format(where)
    if not start.startswith(b"PK"):
        raise FileRefused(
            where, "wrong_extension", ("文件名写的是工作簿,内容却不是。", "The name says workbook, the content is none."),
            ("如是文本,请把扩展名改为 .csv 后重报。", "If it is text, name it .csv and send it again."),
        )  # fmt: skip
    try:
        with zipfile.ZipFile(path) as container:
            check_parts(container, where)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError) as error:
        raise damaged(where) from error


def check_parts(container: zipfile.ZipFile, where: str) -> None:
    """Sizes as declared, no entity declarations, and a workbook inside."""
    parts = container.infolist()
    whole, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts) or 1
    if whole > LARGEST or (whole > SMALL and whole / packed > RATIO):
        raise FileRefused(
            where, "expands_too_far",
            (f"工作簿解压后约 {whole >> 20} MB,超出限度,没有打开。",
             f"The workbook would expand to {whole >> 20} MB, beyond the limit; not opened."),
            ("请把数据另存为新的工作簿或 CSV 后重报。", "Copy the data to a new workbook or CSV and send it again."),
        )  # fmt: skip
    if not any(p.filename.endswith(("workbook.xml", "workbook.bin")) for p in parts):
        raise FileRefused(
            where, "wrong_extension", ("压缩包里没有工作簿。", "There is no workbook inside."),
            ("请直接报送 xlsx 或 CSV 文件,不要打包。", "Send the xlsx or CSV itself, not an archive."),
        )  # fmt: skip
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with container.open(part) as file:
                if b"<!ENTITY" in file.read(4096):
                    raise FileRefused(
                        where, "entities", ("工作簿内含实体声明,没有打开。", "The workbook declares entities; not opened."),
                        ("请用表格软件打开后另存。", "Open it in a spreadsheet and save it anew."),
                    )  # fmt: skip


def old_format(where: str) -> FileRefused:
    """An .xls: its parsers take memory on the file's own word, so a damaged one could take all there is."""
    return FileRefused(
        where,
        "format",
        ("不收旧版 .xls 工作簿。", "Old .xls workbooks are not taken."),
        ("请另存为 .xlsx 或 CSV 后重报。", "Save it as .xlsx or CSV and send it again."),
    )


def encrypted(where: str) -> FileRefused:
    """Behind a password, even the default one."""
    return FileRefused(
        where, "encrypted", ("工作簿已加密。", "The workbook is encrypted."),
        ("请去掉密码后重报。", "Remove the password and send it again."),
    )  # fmt: skip


def damaged(where: str) -> FileRefused:
    """Cut off or broken."""
    return FileRefused(
        where, "cut_off", ("工作簿损坏或不完整,打不开。", "The workbook is damaged or cut off."),
        ("请重新导出或上传。", "Export or upload it again."),
    )  # fmt: skip
