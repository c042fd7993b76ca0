"""Names in a target language.

**Here.** `Rule`, what a language asks of a name; `Renaming`, which hands them out.

**Convention.** One rule for all: a name keeps its letters, digits and single underscores, Greek letters by their names; one
that the language, or the file, has a meaning for gets an underscore behind it, one that begins as the language's own do an x in
front, one that is taken a number.
"""

from collections.abc import Callable
from dataclasses import dataclass

from symgeom.kernels.steps.naming import lettered

__all__ = ["Renaming", "Rule"]


@dataclass(frozen=True)
class Rule:
    """What a language asks of a name: words it may not be, what it may not begin with, whether case counts, and how it is
    written besides.

    ``mark`` stands behind a name that may not be as it is; ``spell`` is for languages with fewer characters in names.
    """

    reserved: frozenset[str]
    case_counts: bool = True
    mark: str = "_"
    spell: Callable[[str], str] = str
    beginnings: tuple[str, ...] = ()

    def key(self, name: str) -> str:
        """What two names may not have in common."""
        return name if self.case_counts else name.lower()


class Renaming:
    """Hands out distinct names; those that can stay as they are stay, if they are asked for first.

    >>> name = Renaming(Rule(frozenset({"end"}), case_counts=False))
    >>> name("R"), name("r"), name("end"), name("θ")
    ('R', 'r_2', 'end_', 'theta')
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._taken = {rule.key(word) for word in rule.reserved}

    def __call__(self, wanted: str) -> str:
        """A name near the given one that nothing else has."""
        rule = self._rule
        name = base = rule.spell(lettered(wanted))
        if name.startswith(rule.beginnings):
            name = base = "x_" + base
        if rule.key(name) in {rule.key(word) for word in rule.reserved}:
            name = base = base + rule.mark
        number = 2
        while rule.key(name) in self._taken:
            name, number = f"{base.rstrip('_')}{rule.mark}{number}", number + 1
        self._taken.add(rule.key(name))
        return name
