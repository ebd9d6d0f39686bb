"""`credit-rules verify-log`: whether an archive is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from credit_rules.cli.archive import Archive, Head, as_document, as_text, in_lang
from credit_rules.cli.options import FINDINGS, Format, Formats, Langs
from credit_rules.cli.output import write, write_json
from credit_rules.cli.words import Lang, label, word

if TYPE_CHECKING:
    from credit_rules.records import Verified

__all__ = ["verify_log"]


def verify_log(
    archive: Archive, head: Head = None, lang: Langs = Lang.ZH, form: Formats = Format.TEXT
) -> None:
    """核验档案。Check the log of an archive, and everything it names.

    逐行核对哈希链，逐个核对记录和所存规则；被改动、缺失、多出、调换的，逐项指明文件、行和序号，
    退出码为 1。Walks the chain, and looks at every record and every stored ruleset; what was
    altered, removed, put in or moved is told with its file, line and record. Exit code 1: something
    is not as it was written.
    """
    from credit_rules.records import verify_log as verify

    with in_lang(lang):
        found = verify(archive, head=head)
    if form is Format.JSON:
        write_json(_document(found))
    else:
        write("\n".join(_lines(found, lang)))
    if found.findings:
        raise typer.Exit(FINDINGS)


def _lines(found: Verified, lang: Lang) -> Iterator[str]:
    for one in found.findings:
        yield as_text(one, lang)
    yield word(
        "log-verified",
        lang,
        lines=found.lines,
        records=found.records,
        erased=found.erased,
        findings=len(found.findings),
    )
    yield label("head", lang, found.head)


def _document(found: Verified) -> dict[str, object]:
    return {
        "format": "credit-rules/verified-log/1",
        "lines": found.lines,
        "records": found.records,
        "erased": found.erased,
        "documents": found.documents,
        "head": found.head,
        "findings": [as_document(one) for one in found.findings],
    }
