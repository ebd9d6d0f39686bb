"""What can be wrong with an archive: each problem with its place, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from credit_rules.engine.decision import Text
from credit_rules.model.codes import Code
from credit_rules.records.files import Unread

__all__ = ["Finding", "Problem", "finding", "unread"]


class Problem(Code):
    """A kind of damage, or of tampering."""

    TORN_LINE = "torn-line", "末行残缺"
    UNREADABLE_LINE = "unreadable-line", "日志行无法读取"
    ALTERED_LINE = "altered-line", "日志行被改动"
    OUT_OF_SEQUENCE = "out-of-sequence", "序号不连续"
    BROKEN_CHAIN = "broken-chain", "哈希链断开"
    HEAD_MISSING = "head-missing", "缺少链头"
    ERASURE_OF_NOTHING = "erasure-of-nothing", "所删记录不存在"
    NOT_ERASED = "not-erased", "删除未完成"
    MISSING = "missing", "文件缺失"
    NOT_A_FILE = "not-a-file", "不是普通文件"
    ALTERED = "altered", "内容被改动"
    NOT_OURS = "not-ours", "内容不符合格式"
    DISAGREES = "disagrees", "内容互相矛盾"
    LEFT_OVER = "left-over", "无日志行的文件"
    DOES_NOT_LOAD = "does-not-load", "规则无法载入"
    NOT_DECIDED = "not-decided", "无法重新计算"


_SENTENCES: Final[dict[Problem, tuple[str, str]]] = {
    Problem.TORN_LINE: (
        "最后一行没有写完；完整部分到第 {whole} 字节为止",
        "the last line is torn; the log is whole up to byte {whole}",
    ),
    Problem.UNREADABLE_LINE: (
        "这一行不是本程序写出的样子：有字节被改动、增加或者删去",
        "not a line as this program writes them: bytes were changed, put in or taken out",
    ),
    Problem.ALTERED_LINE: (
        "这一行的内容与它的哈希不符",
        "the line does not agree with its own hash",
    ),
    Problem.OUT_OF_SEQUENCE: (
        "应为第 {expected} 号，实为第 {found} 号：有行被删除、重复或者调换",
        "expected number {expected}, found {found}: lines were removed, repeated or moved",
    ),
    Problem.BROKEN_CHAIN: (
        "所记的前一行哈希与前一行不符：前一行被替换，或者这一行来自别处",
        "the hash it has for the line before is not that line's: one of the two was replaced",
    ),
    Problem.HEAD_MISSING: (
        "没有哈希为 {head} 的行：日志被截短或者重写",
        "no line has the hash {head}: the log was cut short or written anew",
    ),
    Problem.ERASURE_OF_NOTHING: (
        "它删除的第 {erases} 号不是此前的一条记录，或者已经删除",
        "what it erases, number {erases}, is no record before it, or was erased already",
    ),
    Problem.NOT_ERASED: (
        "日志记载已删除，文件仍在；重新执行删除即可完成",
        "erased by the log, and still there; erase it again to finish",
    ),
    Problem.MISSING: ("文件不在，也没有删除的记载", "not there, and no line says it was erased"),
    Problem.NOT_A_FILE: (
        "{why}（应为普通文件，不得为链接）",
        "{why}: expected a plain file, and no link",
    ),
    Problem.ALTERED: (
        "内容与文件名中的摘要不符，即内容被改动",
        "the bytes do not have the digest in its name, so they were altered",
    ),
    Problem.NOT_OURS: (
        "摘要相符，但不是本程序写出的格式",
        "the digest is right, and yet this program does not write such a file",
    ),
    Problem.DISAGREES: (
        "{what}与日志或者规则所记的不同",
        "{what} is not as the log or the rulebook has it",
    ),
    Problem.LEFT_OVER: (
        "没有可读的日志行提到它：它的行已损坏，或者写入曾被中断，或者由他人放入",
        "no readable line names it: that is damaged, or a writing was stopped, or it is not ours",
    ),
    Problem.DOES_NOT_LOAD: (
        "所存规则无法由现在的引擎载入：{why}",
        "the rules on file do not load in the engine of today: {why}",
    ),
    Problem.NOT_DECIDED: (
        "现在的引擎不能据所存输入重新计算：{why}",
        "the engine of today cannot decide again from what is on record: {why}",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with an archive.

    Attributes:
        problem: what kind of thing.
        file: the file in the archive, as `log.jsonl` or `documents/…`.
        line: its line, for the log and for documents; None where the whole file is meant.
        sequence: the record it concerns; None where it concerns none, or several.
        about: what a stored document was called, with the rulesets in it; "" for other files.
        text: what was found.
    """

    problem: Problem
    file: str
    line: int | None
    sequence: int | None
    about: str
    text: Text

    @property
    def place(self) -> str:
        """The file, with the line if there is one."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


def finding(
    problem: Problem,
    file: str,
    *,
    line: int | None = None,
    sequence: int | None = None,
    about: str = "",
    **facts: object,
) -> Finding:
    """A finding in both languages. A fact that is a pair is Chinese and English."""
    zh, en = (
        sentence.format_map(
            {name: fact[at] if isinstance(fact, tuple) else fact for name, fact in facts.items()}
        )
        for at, sentence in enumerate(_SENTENCES[problem])
    )
    return Finding(problem, file, line, sequence, about, Text(zh=zh, en=en))


def unread(why: Unread, file: str, *, sequence: int | None = None, about: str = "") -> Finding:
    """The finding that a file has no bytes for us."""
    if why is Unread.MISSING:
        return finding(Problem.MISSING, file, sequence=sequence, about=about)
    said = (why.zh, why.value)
    return finding(Problem.NOT_A_FILE, file, sequence=sequence, about=about, why=said)
