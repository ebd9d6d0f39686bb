"""Rewriting what one scenario expects, and nothing else of its file.

Only the values that do not hold are written anew, each in its place; every other byte stays. So the
difference to be read is what changed, and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from credit_rules.diagnostics import Span
from credit_rules.errors import CreditRulesError
from credit_rules.testing.expectations import EXPECTATIONS, Plain
from credit_rules.testing.judging import Judge
from credit_rules.testing.scenarios import Scenario, read_scenario_text
from credit_rules.testing.writing import flow

__all__ = ["updated"]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A piece of the text, by its first character and the one after its last, and its successor."""

    start: int
    end: int
    text: str


def updated(judge: Judge, scenario: Scenario, content: bytes) -> bytes:
    """The text of a scenario file with what one of its scenarios expects as it is found now.

    Args:
        judge: by whose rulebook.
        scenario: one of the file, some of whose expectations do not hold.
        content: the text of the file, as the scenario was read from it.

    Raises:
        CreditRulesError: what it expects is shared by the rows of a table.
    """
    text = content.decode("utf-8-sig")
    mark = content[: len(content) - len(text.encode())]
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    edits = sorted(_edits(judge, scenario, root), key=lambda one: one.start, reverse=True)
    line_end = "\r\n" if "\r\n" in text else "\n"
    for one in edits:
        text = text[: one.start] + one.text.replace("\n", line_end) + text[one.end :]
    after = mark + text.encode()
    again = read_scenario_text(judge.book, after, scenario.at.file)
    if not any(one.name == scenario.name and not judge.judge(one) for one in again):
        raise CreditRulesError(f"{scenario.at}: {scenario.name}: change it by hand")
    return after


def _edits(judge: Judge, scenario: Scenario, root: yaml.Node | None) -> Iterator[_Edit]:
    whole = _at(root, scenario.at)
    if whole is None:
        return
    said = judge.said(scenario)
    for mismatch in judge.judge(scenario):
        word = EXPECTATIONS[mismatch.word]
        if mismatch.word not in scenario.expect:
            yield _added(scenario, whole, mismatch.word, word.renewed(said, []))
            continue
        value = _at(whole, scenario.expected_at[mismatch.word])
        if value is None:
            raise CreditRulesError(
                f"{scenario.at}: `{mismatch.word}` stands outside the row, for all of them:"
                " change it by hand"
            )
        yield from _replaced(value, word.renewed(said, scenario.expect[mismatch.word]))


def _added(scenario: Scenario, whole: yaml.Node, word: str, value: Plain) -> _Edit:
    """An expectation after the last one of the scenario, in the way those are written."""
    assert isinstance(whole, yaml.MappingNode)
    expect = next((node for key, node in whole.value if key.value == "expect"), None)
    if expect is None:
        raise CreditRulesError(f"{scenario.at}: `{word}` has no place in the row: write it by hand")
    between = ", " if expect.flow_style else "\n" + " " * expect.start_mark.column
    end = _end(expect.value[-1][1])
    return _Edit(end, end, f"{between}{word}: {flow(value)}")


def _at(node: yaml.Node | None, place: Span) -> yaml.Node | None:
    """The node that begins at a place."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one is None:
            continue
        if (one.start_mark.line + 1, one.start_mark.column + 1) == (place.line, place.column):
            return one
        waiting += _inside(one)
    return None


def _inside(node: yaml.Node) -> list[yaml.Node]:
    match node:
        case yaml.MappingNode():
            return [one for pair in node.value for one in pair]
        case yaml.SequenceNode():
            return [*node.value]
        case _:
            return []


def _replaced(node: yaml.Node, value: Plain) -> Iterator[_Edit]:
    """The smallest parts of a value that have to change."""
    if _plain(node) == value:
        return
    match node, value:
        case yaml.MappingNode(), dict() if [*value] == [key.value for key, _ in node.value]:
            for key, inner in node.value:
                yield from _replaced(inner, value[key.value])
        case yaml.SequenceNode(), list() if value and len(value) == len(node.value):
            for inner, one in zip(node.value, value, strict=True):
                yield from _replaced(inner, one)
        case yaml.SequenceNode(flow_style=False), list() if value:
            line = "\n" + " " * node.start_mark.column
            items = line.join(f"- {flow(one)}" for one in value)
            yield _Edit(node.start_mark.index, _end(node), items)
        case _:
            yield _Edit(node.start_mark.index, _end(node), flow(value))


def _plain(node: yaml.Node) -> Plain:
    match node:
        case yaml.MappingNode():
            return {key.value: _plain(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_plain(one) for one in node.value]
        case _:
            return str(node.value)


def _end(node: yaml.Node) -> int:
    """Where a node ends: of a block, where the last of it does, before what follows."""
    inner = _inside(node)
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return _end(inner[-1]) if block and inner else node.end_mark.index
