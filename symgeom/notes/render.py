"""Views to documents, through the jinja2 templates in ``templates/notes``.

Here: ``render``, ``beside``. The delimiters are nbconvert's, ``((* *))``, ``((( )))``, ``((# #))``. A user's folder is
searched first, and our own templates are reachable under ``symgeom/`` too, so an override can extend the
one it replaces. Every plain string is escaped as the format says; ``Math`` is not. A template can read the
views and nothing else.
"""

from __future__ import annotations

import contextvars
import dataclasses
import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from symgeom import resources
from symgeom.errors import InputError
from symgeom.notes.formats.base import DOLLAR, Format, Plain
from symgeom.typeset.layout import Display, Math
from symgeom.typeset.widths import width

__all__ = ["beside", "render"]

_INLINE = 190.0  # points; wider maths in a sentence is displayed


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

    def __init__(self, before: _Numbers | None = None) -> None:
        self._known: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self.cited: set[str] = set()
        if before is not None:
            told = [label for label in before._seen if label in before.cited]
            self._known = {label: number for number, label in enumerate(told, 1)}

    def take(self, label: str) -> int:
        """The number of a labelled display."""
        return self._seen.setdefault(label, len(self._seen) + 1)

    def get(self, label: str) -> str:
        """The number for a reference."""
        self.cited.add(label)
        return f"({self._known.get(label, '?')})"


_STEM = contextvars.ContextVar("_STEM", default="notes")  # how the names of files beside the document begin


def _numbered(value: Any, cited: set[str]) -> Any:
    """A view whose displays have the labels alone that are cited; what has nothing to change is the same object."""
    if isinstance(value, Display):
        return value if not value.label or value.label in cited else dataclasses.replace(value, label="")
    if isinstance(value, tuple):
        found = tuple(_numbered(v, cited) for v in value)
        return value if all(a is b for a, b in zip(found, value)) else found
    if isinstance(value, Mapping):
        table = {key: _numbered(v, cited) for key, v in value.items()}
        return value if all(table[key] is value[key] for key in table) else table
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        changed = {name: new for name, old in fields.items() if (new := _numbered(old, cited)) is not old}
        return dataclasses.replace(value, **changed) if changed else value
    return value


def _environment(form: Format, user_folder: Path | None) -> jinja2.Environment:
    ours = _Loader(str(resources.templates() / "notes"))
    loaders: list[jinja2.BaseLoader] = [_Loader(str(user_folder))] if user_folder is not None else []
    environment = ImmutableSandboxedEnvironment(
        block_start_string="((*", block_end_string="*))",
        variable_start_string="(((", variable_end_string=")))",
        comment_start_string="((#", comment_end_string="#))",
        undefined=jinja2.StrictUndefined, autoescape=True,
        loader=jinja2.ChoiceLoader([*loaders, ours, jinja2.PrefixLoader({"symgeom": ours})]),
        finalize=lambda value: Markup(form.escape(value)) if type(value) in (str, Plain) else value,
    )  # fmt: skip
    environment.filters["prose"] = lambda text: Markup(_prose(str(text), form))
    for name, function in form.filters.items():
        environment.filters[name] = _unescaped(function)
    environment.filters["spoken"] = _spoken
    environment.filters["picture"] = lambda figure: Markup(form.picture(figure, _STEM.get()))
    environment.filters["listed"] = lambda texts: Markup(_prose(_series(list(texts)), form))
    environment.filters["sentence"] = _sentence
    environment.filters["leading"] = _leading
    environment.filters["mark"] = lambda after: after[:1] if after[:1] in (",", ".") else "" if after else "."
    environment.filters["closing"] = _closing
    environment.filters["headline"] = lambda text: Markup(_prose(_headline(text), form))
    environment.filters["parens"] = lambda text: f"({text})"
    environment.filters["capital"] = lambda text: type(text)(text[:1].upper() + text[1:])
    return environment


@functools.cache
def _ours(form: Format) -> jinja2.Environment:
    """The built-in templates of a format, compiled once."""
    return _environment(form, None)


def _unescaped(function: Callable[[Any], str]) -> Callable[[Any], Markup]:
    return lambda value: Markup(function(value))


def _spoken(items: Any) -> Markup:
    """Maths of a list in a sentence: ``$a$, $b$ and $c$``."""
    shown = [f"${item}$" for item in items]
    return Markup(_series(shown))


def _series(items: list[str]) -> str:
    return ", ".join(items[:-1]) + " and " + items[-1] if len(items) > 1 else "".join(items)


def _headline(text: str) -> str:
    """A surface's name with its maths: ``graph of ell in R^3``, ``klein_figure_8``."""
    if isinstance(text, Plain):
        text = text.replace("$", DOLLAR)
    text = text.replace("_", " ")
    return re.sub(r"\bR\^(\d+)", r"$\\mathbb{R}^{\1}$", re.sub(r"\bell\b", r"$\\ell$", text))


def _leading(text: str) -> str:
    """What stands before an equation: with a capital and a colon, unless it goes on into the equation."""
    goes_on = text.endswith(" ")
    return _sentence(text).removesuffix(".").rstrip() + ("" if goes_on else ":")


def _closing(text: str) -> str:
    """The end of a sentence, with its full stop."""
    text = text.lstrip(",.").strip()
    return text if text[-1:] in (".", "!", "?") else text + "."


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text[-1] in ".:!?" else text + "."


def _prose(text: str, form: Format) -> str:
    """Text with maths between dollar signs: the text is escaped, the maths checked, and displayed where it is wide."""
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        raise InputError(f"an odd number of dollar signs in the text {text!r}")
    result = form.escape(pieces[0])
    for formula, after in zip(pieces[1::2], pieces[2::2]):
        if width(formula) > _INLINE:
            mark, after = (
                (after[:1], after[1:].lstrip()) if after[:1] in tuple(",.;:") else ("", after.lstrip())
            )
            result = f"{result.rstrip()}\n{form.display(formula + mark)}\n{form.escape(after)}"
        else:
            result += f"${formula}${form.escape(after)}"
    return result


def render(
    form: Format, title: str, parts: tuple[Any, ...], user_folder: Path | None = None, name: str = "notes"
) -> str | bytes:
    """The document of the given views, in one format; files beside it begin with ``name``."""
    environment = _environment(form, user_folder) if user_folder else _ours(form)
    _STEM.set(name)
    numbers = _Numbers()
    try:
        template = environment.get_template(f"base.{form.templates}")
        paper = environment.select_template([f"paper.{form.templates}", "paper.md"]).name
        for _ in range(2):  # what the first time refers to has a number the second time
            text = template.render(
                title=title,
                parts=parts,
                numbers=numbers,
                macros=f"macros.{form.templates}",
                paper=paper,
                Math=Math,
            )
            parts = tuple(_numbered(part, numbers.cited) for part in parts)
            numbers = _Numbers(numbers)
    except jinja2.TemplateError as error:
        where = (
            f" ({error.name}, line {error.lineno})" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        )
        raise InputError(f"the notes template failed: {error.message or error}{where}") from error
    return form.completed(_tidy(text), beside(form, parts, name))


def beside(form: Format, parts: tuple[Any, ...], name: str = "notes") -> dict[str, bytes]:
    """The files that the document needs beside it, by name."""
    figures = [figure for part in parts for figure in getattr(part, "figures", ())]
    return {f"{name}-{end}": data for end, data in form.beside(figures).items()}


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, one empty line at a time."""
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
