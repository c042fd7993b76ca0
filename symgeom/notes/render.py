"""Views to documents, through the jinja2 templates in ``templates/notes``.

Here: ``render``. The delimiters are nbconvert's, ``((* *))``, ``((( )))``, ``((# #))``. A user's folder is
searched first, and our own templates are reachable under ``symgeom/`` too, so an override can extend the
one it replaces. Every plain string is escaped for the format; ``Math`` is not. A template can read the
views and nothing else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from symgeom import resources
from symgeom.errors import InputError
from symgeom.typeset.layout import Math
from symgeom.typeset.letters import GREEK_LETTERS
from symgeom.typeset.mathml import mathml, mathml_rows
from symgeom.typeset.widths import width

__all__ = ["Plain", "escape_html", "escape_markdown", "escape_tex", "render"]

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "≥": r"$\ge$", "≤": r"$\le$", "√": r"$\surd$",
    "∇": r"$\nabla$", "²": r"$^2$", "³": r"$^3$", "–": "--", "—": "---", "’": "'",
    "“": "``", "”": "''", "…": r"\dots{}", "×": r"$\times$", "·": r"$\cdot$", "≠": r"$\ne$", "→": r"$\to$",
    "∈": r"$\in$", "§": r"\S{}", "±": r"$\pm$",
    "∘": r"$\circ$", "∂": r"$\partial$", "∞": r"$\infty$", "Δ": r"$\Delta$", "Λ": r"$\Lambda$", "Γ": r"$\Gamma$",
    "⟨": r"$\langle$", "⟩": r"$\rangle$", "⊥": r"$\perp$", "∑": r"$\sum$", "−": "$-$",
    **{letter: f"$\\{word}$" for letter, word in GREEK_LETTERS.items()},
}  # fmt: skip
_INLINE = 190.0  # points; wider maths in a sentence is displayed
_MARKDOWN = re.compile(r"([\\`*_{}\[\]$#|~])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_DOLLAR = "\ue000"  # a dollar sign of a user's that begins no formula
_TEX[_DOLLAR] = _TEX["$"]


class Plain(str):
    """Text without maths, whatever dollar signs are in it: a name that a user gave."""


def escape_tex(text: str) -> str:
    r"""Text that TeX prints as it stands; a letter its fonts lack becomes a question mark.

    >>> print(escape_tex("50% of {R_1}"))
    50\% of \{R\_1\}
    """
    pieces = []
    for char in text:
        known = _TEX.get(char)
        pieces.append(known if known is not None else char if ord(char) < 0x180 and char.isprintable() else
                      " " if char.isspace() else "?")  # fmt: skip
    return "".join(pieces)


def escape_markdown(text: str) -> str:
    """Text that Markdown prints as it stands, and HTML too, which Markdown may hold."""
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;").replace(_DOLLAR, "$")
    return _MARKDOWN.sub(r"\\\1", text)


def escape_html(text: str) -> str:
    """Text that a browser prints as it stands; a dollar sign too, which begins no formula."""
    return html.escape(text).replace(_DOLLAR, "$").replace("$", "&#36;")


_ESCAPES = {"tex": escape_tex, "md": escape_markdown, "html": escape_html}
_DISPLAYED = {
    "tex": (r"\begin{equation*}", r"\end{equation*}"),
    "md": ("\n$$", "$$\n"),
    "html": ('<div class="display">', "</div>"),
}


class _Loader(jinja2.FileSystemLoader):
    """A line that holds statements only leaves no blank line behind: that would end a paragraph in TeX."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        source, path, fresh = super().get_source(environment, template)
        alone = re.compile(
            r"^[ \t]*((?:\(\(\*(?:(?!\*\)\)).)*\*\)\)|\(\(#(?:(?!#\)\)).)*#\)\))+)[ \t]*\n", re.M | re.S
        )
        return alone.sub(r"\1", source), path, fresh


class _Numbers:
    """Equation numbers for formats without their own; assigned in a first pass, cited in a second."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def take(self, label: str) -> int:
        """The number of a labelled display."""
        return self._seen.setdefault(label, len(self._seen) + 1)

    def get(self, label: str) -> str:
        """The number for a reference."""
        return f"({self._seen.get(label, '?')})"


def _environment(form: str, user_folder: Path | None) -> jinja2.Environment:
    escape = _ESCAPES[form]
    ours = _Loader(str(resources.templates() / "notes"))
    loaders: list[jinja2.BaseLoader] = [_Loader(str(user_folder))] if user_folder is not None else []
    environment = ImmutableSandboxedEnvironment(
        block_start_string="((*", block_end_string="*))",
        variable_start_string="(((", variable_end_string=")))",
        comment_start_string="((#", comment_end_string="#))",
        undefined=jinja2.StrictUndefined, autoescape=True,
        loader=jinja2.ChoiceLoader([*loaders, ours, jinja2.PrefixLoader({"symgeom": ours})]),
        finalize=lambda value: Markup(escape(value)) if type(value) in (str, Plain) else value,
    )  # fmt: skip
    environment.filters["prose"] = lambda text: Markup(_prose(str(text), form))
    environment.filters["mathml"] = lambda rows: Markup(mathml_rows(rows))
    environment.filters["spoken"] = _spoken
    environment.filters["listed"] = lambda texts: Markup(_prose(_series(list(texts)), form))
    environment.filters["sentence"] = _sentence
    environment.filters["leading"] = lambda text: _sentence(text).removesuffix(".") + ":"
    environment.filters["headline"] = lambda text: Markup(_prose(_headline(text), form))
    environment.filters["parens"] = lambda text: f"({text})"
    environment.filters["capital"] = lambda text: type(text)(text[:1].upper() + text[1:])
    return environment


def _spoken(items: Any) -> Markup:
    """Maths of a list in a sentence: ``$a$, $b$ and $c$``."""
    shown = [f"${item}$" for item in items]
    return Markup(_series(shown))


def _series(items: list[str]) -> str:
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)


def _headline(text: str) -> str:
    """A surface's name with its maths: ``graph of ell in R^3``, ``klein_figure_8``."""
    if isinstance(text, Plain):
        text = text.replace("$", _DOLLAR)
    text = text.replace("_", " ")
    return re.sub(r"\bR\^(\d+)", r"$\\mathbb{R}^{\1}$", re.sub(r"\bell\b", r"$\\ell$", text))


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".:!?" else text + "."


def _prose(text: str, form: str) -> str:
    """Text with maths between dollar signs: the text is escaped, the maths checked, and displayed where it is wide."""
    escape = _ESCAPES[form]
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        raise InputError(f"an odd number of dollar signs in the text {text!r}")
    result = escape(pieces[0])
    for formula, after in zip(pieces[1::2], pieces[2::2]):
        if width(formula) > _INLINE:
            mark, after = (
                (after[:1], after[1:].lstrip()) if after[:1] in tuple(",.;:") else ("", after.lstrip())
            )
            begin, end = _DISPLAYED[form]
            shown = mathml(formula + mark, display=True) if form == "html" else f"\n{formula}{mark}\n"
            result = f"{result.rstrip()}\n{begin}{shown}{end}\n{escape(after)}"
        else:
            result += f"${formula}${escape(after)}"
    return result


_BLOCK = re.compile(
    r"</?(?:!doctype|html|head|meta|title|style|body|main|h\d|div|table|thead|tbody|tr|ul|li|section)\b", re.I
)


def _paragraphs(text: str) -> str:
    """HTML with its paragraphs marked and its formulas set: a line is text unless it begins with an element for blocks."""
    head, _, body = text.partition("<main>")
    result, waiting = [head + "<main>"], list[str]()
    for line in [*body.splitlines(), ""]:
        block = _BLOCK.match(line.lstrip())
        if waiting and (block or not line.strip()):
            result.append(f"<p>{' '.join(waiting)}</p>")
            waiting = []
        if block:
            result.append(line)
        elif line.strip():
            waiting.append(line.strip())
    return re.sub(r"\$([^$]+)\$", lambda match: mathml(match[1]), "\n".join(result))


def render(form: str, title: str, parts: tuple[Any, ...], user_folder: Path | None = None) -> str:
    """The document (``form`` is ``tex``, ``md`` or ``html``) of the given views."""
    environment = _environment(form, user_folder)
    numbers = _Numbers()
    try:
        template = environment.get_template(f"base.{form}")
        for _ in range(2):
            text = template.render(
                title=title, parts=parts, numbers=numbers, macros=f"macros.{form}", Math=Math
            )
    except jinja2.TemplateError as error:
        where = (
            f" ({error.name}, line {error.lineno})" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        )
        raise InputError(f"the notes template failed: {error.message or error}{where}") from error
    if form == "html":
        text = _paragraphs(text)
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
