"""What is too large: the bounds that a user can meet, each with its reason and, where there is one, the way past it.

They keep text from strangers cheap and pages readable; time and memory have limits of their own, which are raised by
`limits(seconds=...)`, ``decide(..., megabytes=...)``, ``--timeout`` and ``--memory``. Numbers that only steer a search, and
are never told to a user, stay beside the search.
"""

from __future__ import annotations

__all__ = ["Bound"]


class Bound(int):
    """A whole number with the reason for it, and ``past``: what to do for more, as errors say it.

    >>> MAX_DIGITS.reason
    'of one number: nobody types more'
    >>> f"at most {MAX_DIGITS} digits{MAX_DIGITS.past}"
    'at most 100 digits; in Python there is no such bound'
    """

    reason: str
    past: str

    def __new__(cls, value: int, reason: str, past: str = "") -> Bound:
        """A bound; one without a way past it is fixed."""
        made = super().__new__(cls, value)
        made.reason, made.past = reason, f"; {past}" if past else ""
        return made


_PYTHON = "in Python there is no such bound"

# Text and files: they may come from a stranger, and reading them takes time and memory that grow with them
MAX_BYTES = Bound(200_000, "of one file: a surface is a page, not a book", _PYTHON)
MAX_DATA_BYTES = Bound(16_000_000, "of a file of data", "give the data to a kernel as arrays")
MAX_LENGTH = Bound(20_000, "characters of one formula", _PYTHON)
MAX_DEPTH = Bound(
    30, "parentheses, calls and powers inside one another: Python's own stack is bounded", _PYTHON
)
MAX_PARTS = Bound(
    5_000, "numbers, names and operations of one formula: SymPy takes seconds for more", _PYTHON
)
MAX_DIGITS = Bound(100, "of one number: nobody types more", _PYTHON)
MAX_BITS = Bound(2_048, "of a number that SymPy computes from the text: 9**9**9 has no end", _PYTHON)
MAX_POWER_OF_NUMBER = Bound(64, "of a number, for the same reason", _PYTHON)
MAX_POWER = Bound(200, "of anything with a symbol in it: what is multiplied out grows with it", _PYTHON)
MAX_NESTED_ROOTS = Bound(3, "SymPy's questions about signs double with each level", _PYTHON)
MAX_ROOTS_OF_NUMBERS = Bound(30, "SymPy compares them in pairs", _PYTHON)
MAX_NAME = Bound(32, "characters of a name: it stands in kernels and in tables")
MAX_COORDINATES = Bound(20, "of a file", _PYTHON)

# Sizes of what is built
MAX_DIMENSION = Bound(1_000, "coordinates: symbols and entries are written out one by one")
MAX_WEIGHTS = Bound(
    2_000, "weights and biases of a network: they are written out one by one", "choose smaller widths"
)
MAX_PARITY = Bound(
    10, "inputs of the parity problem: its data are 2^n points", "give data of your own for more"
)

# Algebra: what is multiplied out
MAX_EXPONENT = Bound(512, "of a power of a sum: it is multiplied out")
MAX_WORDS = Bound(5_000, "words of a sum in unspecified dimension", "state the identity in smaller steps")
MAX_COEFFICIENT_TERMS = Bound(
    50_000, "terms of a coefficient of a word", "state the identity in smaller steps"
)
MAX_CERTIFIED_TERMS = Bound(
    20_000,
    "of an identity in a certificate: the second checker multiplies it out",
    "a smaller dimension or numbers in the place of parameters would help",
)

# Notes: what is longer is not read by anybody, and is said in another way
MAX_PRINTED = Bound(400, "operations of a formula: above that it fills a page")
MAX_WRITTEN_DATA = Bound(200, "numbers of an array that are written into the code of a notebook")
MAX_NAMES = Bound(12, "names of subexpressions in one formula")
MAX_COMPONENTS = Bound(24, "components of one quantity that are listed")
MAX_LINES = Bound(9, "lines of one quantity")
MAX_LINES_WITH_NAMES = Bound(5, "the same where subexpressions have names")

# The command line
MIN_MEMORY = Bound(512, "megabytes, below which SymPy and what it needs can't be loaded beside a derivation")
MAX_SECONDS = Bound(10**8, "of a time limit, three years: a clock that counts more overflows")
