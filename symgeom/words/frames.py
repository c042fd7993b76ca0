"""Alphabets: where letters, parameters, roots and facts are declared, and where identities are decided.

`Alphabet` is the general one. `GraphFrame` is the point of a graph: gradient, Hessian and higher derivatives of
an arbitrary function of d variables. `MovingFrame` is a point of an arbitrary hypersurface: Jacobian,
metric, normal, second form, and a change of chart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from symgeom.errors import InputError
from symgeom.words import calculus, substitution
from symgeom.words.alphabet import LINE, Letter, Space, Terms, Word, WordTable, add
from symgeom.words.coefficients import Coefficient
from symgeom.words.decision import Decision, as_map, decide
from symgeom.words.evaluation import evaluate, sampled_rationally
from symgeom.words.exact import Matrix
from symgeom.words.expression import Expression
from symgeom.words.instances import Instance
from symgeom.words.rewriting import add_value, state
from symgeom.words.statement import Stated

__all__ = ["Alphabet"]

RESERVED = {"I": "the identity", "d": "the dimension", "0": "zero"}


class Alphabet:
    """Letters over a space of unspecified dimension d, and the identities between their words.

    Declare letters and facts first, then build expressions with Python's operators, then `decide`.

    >>> f = Alphabet()
    >>> B, S = f.operator("B", invertible=True), f.operator("S")
    >>> f.decide((B.inverse() @ S @ B).trace(), S.trace()).status
    'proved'
    >>> f.decide(B.inverse() @ S @ B, S).status
    'refuted'
    """

    def __init__(self) -> None:
        self.table = WordTable()
        self.space = Space("R^d")
        self.roots: dict[str, Expression] = {}
        self.parameters: dict[str, bool] = {}  # name -> declared positive
        self.symbols: dict[str, str] = {}
        self._jets: dict[int, int] = {}
        self.facts: list[tuple[Expression, Expression]] = []
        self.checked: dict[
            tuple[int, int, int], tuple[Expression, Expression] | None
        ] = {}  # a fact that fails
        self.given_facts = self.given_letters = 0  # those that define the frame; the others are the user's

    # scalars ----------------------------------------

    def _scalar(self, c: Coefficient, operation: str, *data: Any) -> Expression:
        return Expression(self, LINE, LINE, {(): c} if c else {}, Stated(operation, (), data))

    def own(self, e: Expression) -> Expression:
        """The expression, if it is of this frame. Raises `InputError`."""
        if not isinstance(e, Expression):
            raise InputError(f"{e!r} of type {type(e).__name__} is no expression of this frame.")
        if e.alphabet is not self:
            raise InputError(
                f"{e.latex} and the other side were made from different frames; make both from one, such as s.graph."
            )
        return e

    def number(self, value: int | Fraction) -> Expression:
        """A rational number as a scalar."""
        if not isinstance(value, (int, Fraction)):
            raise InputError(f"{value!r} is not an exact number; give an int, a Fraction or an expression.")
        return self._scalar(self.table.ring.constant(value), "number", Fraction(value))

    @cached_property
    def d(self) -> Expression:
        """The dimension."""
        return self._scalar(self.table.generator("dimension"), "generator", "dimension")

    @cached_property
    def sign(self) -> Expression:
        """``(-1)^d``."""
        return self._scalar(self.table.sign(), "generator", "sign")

    def parameter(self, name: str, latex: str | None = None, *, positive: bool = False) -> Expression:
        """A constant scalar of this name."""
        self._claim_name(name, latex)
        self.parameters[name] = positive
        return self._scalar(self.table.generator("parameter", name), "generator", "parameter", name)

    def hypotenuse(
        self, name: str, vector: Expression, scale: Expression | int = 1, latex: str | None = None
    ) -> Expression:
        """The symbol for ``sqrt(1 + scale^2 v.v) > 0``, v a vector letter; ``v.v`` is then expressed by it.

        Declare it before the expressions that contain ``v.v``.
        """
        s = self.number(scale) if isinstance(scale, int) else scale
        self.own(vector)._require(
            vector.stated.operation == "letter" and vector.columns == LINE,
            "a hypotenuse needs a vector letter",
        )
        self._claim_name(name, latex)
        self.roots[name] = 1 + s**2 * vector.dot(vector)
        root = self.table.generator("root", name)
        (letter,) = vector.terms
        word: Word = self.table.transpose(letter) + letter
        add_value(self.table, word, (root * root - self.table.ring.constant(1)) / (s * s).coefficient)
        index = word[-1][0]
        self.table.letters[index] = sampled_rationally(self.table.letters[index], s)
        return self._scalar(root, "generator", "root", name)

    def reciprocal(self, e: Expression) -> Coefficient:
        """``1 / e`` as a coefficient."""
        if self.own(e).is_zero:
            raise InputError(f"division by {e.latex}, which is zero in every dimension.")
        return e.coefficient.inverse()

    # letters ----------------------------------------

    def _claim_name(self, name: str, latex: str | None) -> None:
        if name in self.symbols:
            raise InputError(f"the name {name!r} is taken in this frame; choose another.")
        text = latex or name
        if text in RESERVED or text in self.symbols.values():
            meaning = RESERVED.get(text, "another letter of this frame")
            raise InputError(
                f"{name!r} would be printed as {text}, which is {meaning}; give it a latex of its own."
            )
        self.symbols[name] = text

    def letter(
        self,
        name: str,
        rows: Space,
        columns: Space,
        latex: str | None = None,
        *,
        symmetric: bool = False,
        invertible: bool = False,
        sampler: Callable[[Instance], Matrix] | None = None,
        jet: int = 0,
        constant: bool = True,
    ) -> Expression:
        """A linear map between spaces; `sampler` gives its exact value at an instance where facts bind it.

        It is constant; with ``constant=False`` it is a field whose derivative nothing is known of.
        """
        self._claim_name(name, latex)
        if (symmetric or invertible) and rows != columns:
            raise InputError(
                f"the letter {name!r} is no map of a space to itself, so it can't be symmetric or invertible."
            )
        letter = Letter(name, latex or name, rows, columns, symmetric, invertible, jet, sampler, constant)
        self.table.letters.append(letter)
        return self.expression_of(len(self.table.letters) - 1)

    def expression_of(self, index: int) -> Expression:
        """The letter with this number as an expression."""
        letter = self.table.letters[index]
        terms = self.table.normal(((index, 0, ()),))
        return Expression(self, letter.rows, letter.columns, dict(terms), Stated("letter", (), (index,)))

    def vector(self, name: str, latex: str | None = None) -> Expression:
        """An arbitrary constant vector."""
        return self.letter(name, self.space, LINE, latex)

    def operator(
        self, name: str, latex: str | None = None, *, symmetric: bool = False, invertible: bool = False
    ) -> Expression:
        """An arbitrary constant linear map of R^d to itself."""
        return self.letter(name, self.space, self.space, latex, symmetric=symmetric, invertible=invertible)

    @cached_property
    def identity(self) -> Expression:
        """The identity of R^d."""
        return self.identity_on(self.space)

    def identity_on(self, space: Space) -> Expression:
        """The identity of a space."""
        return Expression(self, space, space, {(): self.table.ring.constant(1)}, Stated("identity"))

    def zero(self, rows: Space, columns: Space) -> Expression:
        """The zero map."""
        return Expression(self, rows, columns, {}, Stated("zero"))

    @cached_property
    def zero_vector(self) -> Expression:
        """The zero vector of R^d."""
        return self.zero(self.space, LINE)

    # derivatives of the function of the frame ----------------------------------------

    def jet_letter(self, order: int) -> int:
        """The number of the letter that stands for the derivative of this order."""
        if order not in self._jets:
            if 1 not in self._jets:
                raise InputError("this alphabet has no function to derive; use GraphFrame().")
            name = "T" if order == 3 else f"T{order}"
            latex = "T" if order == 3 else f"T_{{{order}}}"
            self.letter(name, self.space, self.space, latex, symmetric=True, jet=order)
            self._jets[order] = len(self.table.letters) - 1
        return self._jets[order]

    def derivative_operator(self, *vectors: Expression) -> Expression:
        """``D^k l`` with all but two of its arguments filled: ``A`` for none, ``T[x]`` for one."""
        index = self.jet_letter(len(vectors) + 2)
        return self.applied(index, list(vectors)) if vectors else self.expression_of(index)

    def applied(self, index: int, vectors: list[Expression]) -> Expression:
        """The letter with this number with vectors in its arguments: linear in each of them."""
        combinations: list[tuple[tuple[Word, ...], Coefficient]] = [((), self.table.ring.constant(1))]
        for v in vectors:
            self.own(v)._require(v.columns == LINE and v.rows == self.space, "an argument must be a vector")
            combinations = [((*words, w), c * a) for words, c in combinations for w, a in v.terms.items()]
        terms: Terms = {}
        for words, c in combinations:
            add(terms, self.table.normal(((index, 0, tuple(sorted(words))),)), c)
        jet = bool(self.table.letters[index].jet)
        stated = Stated("third" if jet else "applied", tuple(vectors), () if jet else (index,))
        divisors = {shown: c for v in vectors for shown, c in v.divisors.items()}
        return Expression(self, self.space, self.space, terms, stated, divisors)

    def derive(self, e: Expression, direction: Expression) -> Expression:
        """``D_e``: the derivative along a vector, which is held constant; see `calculus`.

        **Raises** InputError for an expression that is known at the point only: after a fact about fields, after a
        substitution, or of a letter whose derivative is not known.
        """
        return calculus.derive(self.own(e), self.own(direction))

    def substitute(self, e: Expression, images: Mapping[Expression, Expression | int]) -> Expression:
        """The expression with letters replaced; 0 stands for the zero map.

        Roots follow: ``p -> 0`` makes ``w = 1``.

        **Raises** InputError when a denominator becomes zero, the new root is not known, or the image of a letter is not
        symmetric, not invertible, or against a fact, where the letter is.
        """
        return substitution.substitute(self.own(e), images)

    # facts and decisions ----------------------------------------

    def fact(self, left: Expression, right: Expression | int) -> None:
        """Take ``left = right`` as given from now on (expressions made earlier keep their normal form).

        Maps: the longest word is replaced and must have a number as its coefficient. Scalars: the left side
        must be one contraction, as in ``fact(N.dot(N), 1)``. Instances must satisfy the facts: give the
        letters samplers. Every fact is an assumption of the verdicts that follow, and holds at the point only.
        """
        right = self.own(as_map(self, right, self.own(left)))
        state(self, left, right)

    def instance(self, d: int, values: Mapping[str, Any] | None = None, seed: int = 0) -> Instance:
        """Exact values for the letters in dimension d: those given by name, else small random ones."""
        return Instance(self, d, dict(values or {}), seed)

    def evaluate(
        self, e: Expression, d: int, values: Mapping[str, Any] | None = None, seed: int = 0
    ) -> Matrix:
        """The exact value of a stated formula in dimension d, as a matrix of fractions.

        >>> f = Alphabet()
        >>> a = f.vector("a")
        >>> f.evaluate(f.identity + a.outer(a), 2, {"a": [1, 2]})
        [[Fraction(2, 1), Fraction(2, 1)], [Fraction(2, 1), Fraction(5, 1)]]
        """
        return evaluate(self.own(e), self.instance(d, values, seed))

    def as_map(self, value: Any, like: Any) -> Expression:
        """An integer as a scalar, or 0 as the zero map of the shape of the other side."""
        return as_map(self, value, like)

    def is_symbol(self, name: str, e: Expression) -> bool:
        """Is the expression the letter, parameter or root that was declared under this name?"""
        for index, letter in enumerate(self.table.letters):
            if letter.name == name:
                return (e.rows, e.columns) == (letter.rows, letter.columns) and not (
                    e - self.expression_of(index)
                ).terms
        kind = "parameter" if name in self.parameters else "root"
        return e.is_scalar and e.coefficient == self.table.generator(kind, name)

    def decide(self, left: Expression | int, right: Expression | int) -> Decision:
        """Is ``left = right`` in every dimension? Proved by normal form, refuted by witness, or undecided."""
        return decide(self, left, right)
