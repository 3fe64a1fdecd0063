"""The text of an HTML page: block by block, an empty line between two blocks."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

_DEAF = "script, style, template, noscript, head, nav, form, button, svg, iframe, object"
_BLOCKS = frozenset(
    "address article aside blockquote div dd dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section table td th tr ul body html".split()
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")


def words_of(html: str) -> str:
    """Read the text as a browser shows it: white space folded, blocks apart, no scripts."""
    tree = LexborHTMLParser(html)
    for node in tree.css(_DEAF):
        node.decompose()
    blocks: list[list[str]] = [[]]
    if tree.body is not None:
        _walk(tree.body, blocks)
    texts = ("".join(block) for block in blocks)
    lines = (
        "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\v")) for text in texts
    )
    return "\n\n".join(line for line in lines if line.strip())


def title_of(html: str) -> str | None:
    """Read what a page says that it is called: its first heading, or its title."""
    tree = LexborHTMLParser(html)
    for name in ("h1", "title"):
        node = tree.css_first(name)
        if node is not None and (text := _BLANKS.sub(" ", node.text()).strip()):
            return text
    return None


def _walk(root: LexborNode, blocks: list[list[str]]) -> None:
    """Go through the tree without recursion: hostile pages are deeper than any stack."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if node.tag == "-text":
            blocks[-1].append((node.text_content or "").replace("\v", " "))
            continue
        if node.tag in _BLOCKS and blocks[-1]:
            blocks.append([])
        if leaving:
            continue
        if node.tag == "br":
            blocks[-1].append("\v")
        stack.append((node, True))
        children = list(node.iter(include_text=True))
        stack += [(child, False) for child in reversed(children)]
