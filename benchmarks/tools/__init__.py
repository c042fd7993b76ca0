"""Who derives: one file a tool. Each offers NAME, TITLE, `available`, `supports`, `command` and `result`.

The parent imports these modules, so nothing at their top may import mathematics (a parent's memory would show up in its
children's peaks); those that run Python have a ``main`` for the child.
"""

from benchmarks.tools import engine, fricas, giac, maxima, sagemath, textbook
from benchmarks.tools.base import Tool

__all__ = ["TOOLS", "Tool"]

TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        engine.TOOL,
        giac.TOOL,
        fricas.TOOL,
        maxima.LEAN,
        maxima.TOOL,
        textbook.FACTOR,
        textbook.SIMPLIFY,
        sagemath.TOOL,
    )
}
