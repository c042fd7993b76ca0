"""Names in generated source: every name is checked or replaced, so that none is ever pasted as code.

**Here.** `CALL_KEYWORDS`; `SafeNames`, which hands out one safe name per argument; `lettered`, a name near another;
`plain`, text that is harmless inside a
docstring.

**Convention.** An argument's name is ASCII letters, digits and underscores, starts with a letter and is no
keyword. Everything that generated code needs for itself starts with an underscore: the two can't collide,
whatever a symbol is called.
"""

import keyword
import re
import unicodedata

__all__ = ["CALL_KEYWORDS", "SafeNames", "lettered", "plain"]

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
CALL_KEYWORDS = frozenset({"out", "mask", "dtype", "threads"})  # of every call
_RESERVED = CALL_KEYWORDS | {"digits"}  # of the calls of some backend
_LONGEST = 64


def is_safe(name: str) -> bool:
    """Whether a name may stand in generated source as it is.

    >>> [is_safe(name) for name in ("u", "t0", "np", "lambda", "_t0", "x y")]
    [True, True, True, False, False, False]
    """
    return (
        bool(_SAFE.match(name))
        and len(name) <= _LONGEST
        and name not in _RESERVED
        and not keyword.iskeyword(name)
    )


def _ascii(character: str) -> str:
    """One character as letters, digits or an underscore; Greek letters by their names."""
    if character.isascii():
        return character if character.isalnum() else "_"
    plain = unicodedata.normalize("NFKC", character)  # an index: x₁ is x1
    if plain.isascii() and plain.isalnum():
        return plain
    words = unicodedata.name(character, "").split()
    if words[:1] == ["GREEK"] and "LETTER" in words:
        letter = words[words.index("LETTER") + 1].replace("LAMDA", "LAMBDA")
        return letter.capitalize() if "CAPITAL" in words else letter.lower()
    return "_"


def lettered(name: str) -> str:
    """A name close to the given one of letters, digits and single underscores.

    >>> lettered("x y"), lettered("θ₁"), lettered("2")
    ('x_y', 'theta1', 'x2')
    """
    text = "".join(_ascii(character) for character in name)
    text = re.sub(r"_+", "_", text).strip("_")[: _LONGEST - 8]
    return text if text and text[0].isalpha() else "x" + text


def _suggest(name: str) -> str:
    """A safe name close to the given one: `x y` becomes `x_y`, `lambda` becomes `lambda_`."""
    text = lettered(name)
    return text if is_safe(text) else text + "_"


class SafeNames:
    """Hands out distinct safe names. Names that are safe already are kept; ask for those first.

    >>> names = SafeNames(["theta_1", "\\\\theta_1", "import os"])
    >>> names["theta_1"], names["\\\\theta_1"], names["import os"]
    ('theta_1', 'theta_1_2', 'import_os')
    """

    def __init__(self, wanted: list[str]) -> None:
        self._taken = {name for name in wanted if is_safe(name)}
        self._given = {name: name for name in self._taken}
        for name in wanted:
            if name not in self._given:
                self._given[name] = self.fresh(name)

    def __getitem__(self, name: str) -> str:
        return self._given[name]

    def fresh(self, name: str) -> str:
        """A name near the given one that nothing else has."""
        base = candidate = name if is_safe(name) else _suggest(name)
        number = 2
        while candidate in self._taken:
            candidate, number = f"{base}_{number}", number + 1
        self._taken.add(candidate)
        return candidate


def plain(text: str) -> str:
    """Text for a docstring: one line of printable ASCII without backslashes or quotes.

    >>> plain('torus\\nimport os')
    'torus import os'
    """
    if not (text.isascii() and text.isprintable()) or any(c in text for c in "\\\"'"):
        text = "".join(c if c.isascii() and c.isprintable() and c not in "\\\"'" else " " for c in text)
    return text[:400].strip()
