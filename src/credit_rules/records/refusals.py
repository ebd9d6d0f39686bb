"""Why an archive was not read, or not written: every `ArchiveError`, in both languages."""

from __future__ import annotations

from typing import Final

from credit_rules.errors import ArchiveError

__all__ = ["REFUSALS", "refusal"]

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "not-canonical": (
        "不能写成规范 JSON：{what}",
        "cannot be written as canonical JSON: {what}",
    ),
    "not-an-archive": (
        "{folder} 不是决定档案：应为含有 log.jsonl 的文件夹；新建档案时应为空文件夹",
        "{folder} is no archive: expected a folder with log.jsonl, or an empty one for a new one",
    ),
    "cannot-write": (
        "无法写入档案：{what}：{why}",
        "the archive cannot be written: {what}: {why}",
    ),
    "locked": (
        "另一程序正在写入 {folder}；没有写入任何内容，请待其结束后重试",
        "another program is writing to {folder}; nothing was written, try again when it is done",
    ),
    "closed": (
        "档案已经关闭，不能再写入",
        "the archive was closed: write inside the `with writing(…)` block",
    ),
    "torn-line": (
        "log.jsonl 的末行没有写完；完整部分到第 {whole} 字节为止，核对后截去其余部分再继续",
        "the last line of log.jsonl is torn: keep its first {whole} bytes, cut off the rest, go on",
    ),
    "damaged-log": (
        "log.jsonl 的最后一行已损坏或被改动；用 `credit-rules verify-log` 查看",
        "the last line of log.jsonl is damaged or was altered; `credit-rules verify-log` says how",
    ),
    "damaged": (
        "档案中的 {file}{about} 已损坏：{why}",
        "damaged in the archive: {file}{about}: {why}",
    ),
    "salt-used": (
        "盐值已经用过：每条记录应当有自己的盐值",
        "this salt was used before: every record needs one of its own",
    ),
    "no-such-record": (
        "档案中没有第 {sequence} 号记录",
        "there is no record number {sequence} in the archive",
    ),
    "erased": (
        "第 {sequence} 号记录已于 {on} 由{by}删除：{reason}（依据：{basis}）",
        "record {sequence} was erased on {on} by {by}, because {reason} (basis: {basis})",
    ),
    "names-somebody": (
        "`{field}` 中写有主体的名称、代码或者文书号；删除之后仍会留在日志中，请改写",
        "`{field}` holds a name, a code or a document number, which would stay in the log",
    ),
    "too-long": (
        "`{field}` 应为 1 至 {limit} 个字",
        "`{field}`: expected 1 to {limit} characters",
    ),
    "too-large": (
        "记录超过 {limit} 字节",
        "the record is larger than {limit} bytes",
    ),
}
"""What is the matter, in Chinese and English; filled with facts."""


def refusal(problem: str, **facts: object) -> ArchiveError:
    """The error for a problem, in both languages.

    Args:
        problem: one of the names in `REFUSALS`.
        facts: what its sentences need. A fact that is a pair is Chinese and English.
    """
    zh, en = (
        sentence.format_map(
            {name: fact[at] if isinstance(fact, tuple) else fact for name, fact in facts.items()}
        )
        for at, sentence in enumerate(REFUSALS[problem])
    )
    return ArchiveError(problem, en=en, zh=zh)
