"""What a reader saw, as plain text: for the archive, which others search."""

from capture.models.page import NodeFlag, NodeKind, RenderedPage

_IN_LINE = frozenset({"inline", "contents", "ruby"})
"""Values of CSS `display` that do not begin a line of their own."""


def rendered_text(page: RenderedPage) -> str:
    """Every text that is visible, in document order, white space folded, a line for each block of the page."""
    lines: dict[int, list[str]] = {}
    nodes, block_of = page.nodes, [0] * len(page.nodes.kind)
    for node, kind in enumerate(nodes.kind):
        parent, style = nodes.parent[node], nodes.style[node]
        in_line = kind == NodeKind.TEXT or (style >= 0 and page.styles[style].display in _IN_LINE)
        block_of[node] = block_of[parent] if in_line and parent >= 0 else node
        if kind == NodeKind.TEXT:
            text = page.strings[nodes.text[node]]
            # Blanks are not painted, and so not visible, but they part words.
            if nodes.flags[node] & NodeFlag.VISIBLE or text.isspace():
                lines.setdefault(block_of[node], []).append(text)
    folded = (" ".join("".join(pieces).split()) for pieces in lines.values())
    return "".join(line + "\n" for line in folded if line)
