"""Pages as text: elements that are closed, attributes that are quoted, texts that are escaped.

A page is HTML that is well-formed XML as well, so that a test can read it with a strict parser. No
text reaches a page but through `element`, which escapes whatever is not an element itself; so
nothing that stands in a ruleset, a catalog or a scenario can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

__all__ = ["Html", "Node", "element", "joined", "page"]

_VOID: Final = frozenset({"br", "col", "line", "meta", "rect", "path", "circle"})
"""Elements without content; they close themselves."""

_UNFIT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What may not stand in XML at all, escaped or not."""

_FORCED: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the order of what is read around them."""


class Html(str):
    """Markup that is whole: made by this module, never by a caller."""

    __slots__ = ()


Node = str | None | Iterable["Node"]
"""What an element holds: elements, texts to be escaped, nothing, or several of these."""


def element(name: str, /, *inside: Node, **attributes: str | None) -> Html:
    """One element.

    Args:
        name: its name.
        inside: what it holds, in order.
        attributes: by name, `class_` and `for_` for words of Python, `_` for `-`; None leaves one
            out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_clean(value, quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{told}/>")
    return Html(f"<{name}{told}>{_flat(inside)}</{name}>")


def joined(*parts: Node) -> Html:
    """Several parts one after the other, without an element around them."""
    return Html(_flat(parts))


def page(*, lang: str, title: str, style: str, body: Iterable[Node]) -> str:
    """A whole page that needs nothing besides itself.

    Args:
        lang: the language of its texts, as HTML names it.
        title: its title.
        style: its style sheet, which is ours and holds neither `<` nor `&`.
        body: what it shows.
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html(style)),
    )
    whole = element("html", head, "\n", element("body", body), lang=lang)
    return f"<!DOCTYPE html>\n{whole}\n"


def _flat(inside: Node) -> str:
    match inside:
        case None:
            return ""
        case Html():
            return inside
        case str():
            return _clean(inside, quote=False)
        case _:
            return "".join(_flat(one) for one in inside)


def _clean(text: str, *, quote: bool) -> str:
    return escape(_FORCED.sub("", _UNFIT.sub("", text)), quote=quote)
