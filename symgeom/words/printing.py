"""LaTeX of formulas as stated, of normal forms, and of the divisors that were assumed to be non-zero."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from symgeom.words.alphabet import INVERTED, TRANSPOSED, Factor, Word
from symgeom.words.coefficients import Coefficient
from symgeom.words.notation import ATOM, FUNCTION, PRODUCT, SUM, binding

if TYPE_CHECKING:
    from symgeom.words.expression import Expression
    from symgeom.words.frames import Alphabet

__all__ = ["divisors", "normal_latex", "stated_latex"]


def _wrap(text: str, have: int, want: int) -> str:
    return text if have >= want else rf"\left({text}\right)"


def _power(text: str, have: int, exponent: str) -> str:
    # a symbol that carries an exponent of its own, such as g^{1/2}, needs parentheses too
    base = _wrap(
        text, ATOM if have == ATOM and "^" not in text and not text.startswith(r"\frac") else SUM, ATOM
    )
    return f"{base}^{{{exponent}}}"


def _number(q: Fraction) -> str:
    if q.denominator == 1:
        return str(q.numerator)
    sign = "-" if q < 0 else ""
    return rf"{sign}\frac{{{abs(q.numerator)}}}{{{q.denominator}}}"


# stated formulas ----------------------------------------


def stated_latex(e: Expression) -> str:
    """The formula as it was stated."""
    return _stated(e)[0]


def _at(e: Expression, want: int) -> str:
    text, have = _stated(e)
    return _wrap(text, have, want)


def _argument(e: Expression) -> str:
    """An operand of det, tr or D: a fraction is put in parentheses too."""
    text, have = _stated(e)
    return _wrap(text, SUM if text.startswith(r"\frac") else have, ATOM)


def _stated(e: Expression) -> tuple[str, int]:
    operation, v, data = e.stated.operation, e.stated.operands, e.stated.data
    match operation:
        case "letter":
            return _factor(e.alphabet, (data[0], 0, ())), ATOM  # type: ignore[arg-type]
        case "number":
            q: Any = data[0]
            return _number(q), ATOM if q >= 0 and q.denominator == 1 else PRODUCT if q >= 0 else SUM
        case "identity":
            return "I" if e.rows == e.alphabet.space else f"I_{{d+{e.rows.extra}}}", ATOM
        case "zero":
            return "0", ATOM
        case "generator":
            return _generator(e.alphabet, data), ATOM
        case "named":
            return str(data[0]), binding(str(data[0]))
        case "third":
            arguments = ", ".join(stated_latex(a) for a in v)
            return f"{_jet_name(len(v) + 2)}[{arguments}]", ATOM
        case "applied":
            index: Any = data[0]
            return f"{e.alphabet.table.letters[index].latex}[{', '.join(map(stated_latex, v))}]", ATOM
        case "add" | "subtract" | "negate":
            return _stated_sum(e), SUM
    return _stated_product(operation, v, data)


def _stated_sum(e: Expression) -> str:
    v = e.stated.operands
    if e.stated.operation == "negate":
        return f"-{_at(v[0], FUNCTION)}"
    left, (right, have) = stated_latex(v[0]), _stated(v[1])
    if e.stated.operation == "subtract":
        return f"{left} - {_wrap(right, have, FUNCTION)}"
    return f"{left} - {right[1:]}" if right.startswith("-") else f"{left} + {right}"


def _stated_product(operation: str, v: tuple[Expression, ...], data: tuple[Any, ...]) -> tuple[str, int]:
    if operation in ("product", "scale", "divide") and v[0].stated.operation == "negate":
        # the sign of the first factor is the sign of the product: -J S, not (-J) S
        text, have = _stated_product(operation, (v[0].stated.operands[0], *v[1:]), data)
        return f"-{_wrap(text, have, FUNCTION)}", SUM
    match operation:
        case "product" | "scale":
            right, have = _stated(v[1])
            have, right = (have, right) if have >= FUNCTION else (ATOM, _wrap(right, have, ATOM))
            return rf"{_at(v[0], PRODUCT)}\,{right}", min(have, PRODUCT)
        case "divide":
            return rf"\frac{{{stated_latex(v[0])}}}{{{stated_latex(v[1])}}}", ATOM
        case "dot":
            return rf"\langle {stated_latex(v[0])}, {stated_latex(v[1])} \rangle", ATOM
        case "outer":
            return rf"{_at(v[0], PRODUCT)}\,{_power(*_stated(v[1]), chr(92) + 'mathsf T')}", PRODUCT
        case "transpose":
            return _power(*_stated(v[0]), r"\mathsf T"), ATOM
        case "inverse":
            return _power(*_stated(v[0]), "-1"), ATOM
        case "power":
            return _power(*_stated(v[0]), stated_latex(v[1])), ATOM
        case "trace":
            return rf"\operatorname{{tr}} {_argument(v[0])}", FUNCTION
        case "det":
            return rf"\det {_argument(v[0])}", FUNCTION
        case "derive":
            return rf"D_{{{stated_latex(v[1])}}} {_argument(v[0])}", FUNCTION
        case "substitute":
            letters = v[0].alphabet.table.letters
            where = r",\ ".join(
                f"{letters[i].latex} = {stated_latex(image)}" for i, image in zip(data, v[1:])
            )
            return rf"\left.{_at(v[0], FUNCTION)}\right|_{{{where}}}", ATOM
    return operation, ATOM


# normal forms ----------------------------------------


def normal_latex(e: Expression) -> str:
    """The normal form: words in order of length, each with its coefficient in lowest terms."""
    if e.is_scalar:
        return coefficient_latex(e.alphabet, e.coefficient)
    out = ""
    for word in sorted(e.terms, key=lambda w: (len(e.alphabet.table.pieces(w)), len(w), w)):
        c = e.terms[word]
        text = coefficient_latex(e.alphabet, c)
        minus = text.startswith("-") and not _is_sum(c)
        text = text[1:] if minus else text
        sign = ("-" if minus else "") if not out else (" - " if minus else " + ")
        if _is_sum(c) and c.denominator.is_constant():
            text = rf"\left({text}\right)"
        out += sign + (_word(e.alphabet, word) if text == "1" else rf"{text}\,{_word(e.alphabet, word)}")
    return out or "0"


def _is_sum(c: Coefficient) -> bool:
    return len(c.numerator) > 1


def coefficient_latex(alphabet: Alphabet, c: Coefficient) -> str:
    """A coefficient in lowest terms."""
    if not c:
        return "0"
    minus = "-" if not _is_sum(c) and c.numerator.leading_coefficient() < 0 else ""
    # one denominator for the rational factors too: \frac{p A p}{2 w} and not \frac{\frac12 p A p}{w}
    rational = 1
    for q, _ in c.terms(c.numerator):
        rational = rational * q.denominator // _gcd(rational, q.denominator)
    top = _polynomial(alphabet, list((-c if minus else c).terms((-c if minus else c).numerator * rational)))
    bottom = _polynomial(alphabet, list(c.terms(c.denominator * rational)))
    return minus + (top if bottom == "1" else rf"\frac{{{top}}}{{{bottom}}}")


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _polynomial(alphabet: Alphabet, terms: list[tuple[Fraction, list[tuple[Any, int]]]]) -> str:
    out = ""
    for q, powers in terms:
        parts = [_generator_power(alphabet, key, n) for key, n in powers]
        functions = [t for t in parts if t.startswith((r"\operatorname", r"\det"))]
        parts = (
            [t for t in parts if t not in functions]
            + [rf"\left({t}\right)" for t in functions[:-1]]
            + functions[-1:]
        )
        if abs(q) != 1 or not parts:
            parts.insert(0, _number(abs(q)))
        sign = ("-" if q < 0 else "") if not out else (" - " if q < 0 else " + ")
        out += sign + r"\,".join(parts)
    return out


def _generator_power(alphabet: Alphabet, key: Any, n: int) -> str:
    text = _generator(alphabet, key)
    if n == 1:
        return text
    if key[0] == "power":
        base, have = _power_base(alphabet, key[1])
        return _power(base, have, f"{n}d")
    simple = key[0] in ("root", "parameter", "dimension")
    return _power(text, ATOM if simple else SUM, str(n))


def _power_base(alphabet: Alphabet, name: str) -> tuple[str, int]:
    base = alphabet.table.power_bases[name]
    simple = len(base.numerator) == 1 and base.numerator.total_degree() <= 1
    return coefficient_latex(alphabet, base), ATOM if simple else SUM


def _generator(alphabet: Alphabet, key: Any) -> str:
    match key:
        case ("dimension",):
            return "d"
        case ("sign",):
            return "(-1)^{d}"
        case ("parameter", name) | ("root", name):
            return str(alphabet.symbols[name])
        case ("power", name):
            return _power(*_power_base(alphabet, name), "d")
        case ("contraction", word):
            return _word(alphabet, word)
        case ("trace", word):
            body = _word(alphabet, word)
            return rf"\operatorname{{tr}} {_wrap(body, ATOM if len(word) == 1 else PRODUCT, ATOM)}"
        case ("det", index):
            return rf"\det {_factor(alphabet, (index, 0, ()))}"
    raise AssertionError(f"no name for {key}")


def _jet_name(order: int) -> str:
    return {1: "p", 2: "A", 3: "T"}.get(order, f"T_{{{order}}}")


def _factor(alphabet: Alphabet, f: Factor) -> str:
    text = alphabet.table.letters[f[0]].latex
    if f[2]:
        text = f"{text}[{', '.join(_word(alphabet, a) for a in f[2])}]"
    exponent = {0: "", TRANSPOSED: r"\mathsf T", INVERTED: "-1", INVERTED | TRANSPOSED: r"-\mathsf T"}[f[1]]
    return _power(text, ATOM, exponent) if exponent else text


def _word(alphabet: Alphabet, word: Word) -> str:
    return r"\,".join(_factor(alphabet, f) for f in word) or "I"


# divisors ----------------------------------------


def divisors(alphabet: Alphabet, c: Coefficient) -> dict[str, Coefficient]:
    """The irreducible factors of a divisor that are not manifestly non-zero, by their LaTeX."""
    return {
        coefficient_latex(alphabet, factor): factor
        for factor, exponent in c.factors()[1]
        if exponent > 0 and not _manifestly_nonzero(alphabet, factor)
    }


def _manifestly_nonzero(alphabet: Alphabet, c: Coefficient) -> bool:
    terms = list(c.terms(c.numerator))
    if len(terms) == 1:
        return all(
            _sign(alphabet, key) != "unknown" and _sign(alphabet, key) != "square" for key, _ in terms[0][1]
        )
    signs = [{_even_is_square(_sign(alphabet, key), n) for key, n in powers} for _, powers in terms]
    if any("unknown" in s for s in signs) or len({q > 0 for q, _ in terms}) != 1:
        return False
    return any(s <= {"positive"} for s in signs)


def _even_is_square(sign: str, exponent: int) -> str:
    if sign in ("unknown", "nonzero"):
        return "square" if exponent % 2 == 0 else "unknown"
    return sign


def _sign(alphabet: Alphabet, key: Any) -> str:
    """What is known of a generator: positive, square (not negative), nonzero, unknown."""
    match key:
        case ("dimension",) | ("root", _):
            return "positive"
        case ("parameter", name):
            return "positive" if alphabet.parameters[name] else "unknown"
        case ("power", name):
            base = alphabet.table.power_bases[name]
            product, generators = len(base.numerator) == 1, base.generators()
            if base.is_rational() or (product and all(_sign(alphabet, k) == "positive" for k in generators)):
                return "positive"
            return "nonzero" if _manifestly_nonzero(alphabet, base) else "unknown"
        case ("contraction", word):
            half = len(word) // 2
            return "square" if word[:half] == alphabet.table.transpose(word[half:]) else "unknown"
        case ("det", index):
            return "nonzero" if alphabet.table.letters[index].invertible else "unknown"
        case ("sign",):
            return "nonzero"
    return "unknown"
