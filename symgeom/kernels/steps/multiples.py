"""Products with the same factor and the same number: their product is computed once.

**Here.** `shared_multiples`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symgeom.kernels.steps.program import Instruction, Operand

__all__ = ["shared_multiples"]


def shared_multiples(steps: Sequence[Instruction], results: Iterable[Operand]) -> tuple[Instruction, ...]:
    """The steps with (a b) c and (a d) c as (a c) b and (a c) d, c a number.

    >>> ab, abc = Instruction(0, "mul", ("a", "b")), Instruction(1, "mul", (0, 2.0))
    >>> ad, adc = Instruction(2, "mul", ("a", "d")), Instruction(3, "mul", (2, 2.0))
    >>> [(step.target, step.args) for step in shared_multiples([ab, abc, ad, adc], [1, 3])]
    [(0, ('a', 2.0)), (1, (0, 'b')), (3, (0, 'd'))]
    """
    makers = {step.target: step for step in steps}
    uses = Counter(a for step in steps for a in step.results_read)
    uses.update(a for a in results if isinstance(a, int))
    inner: dict[int, Instruction] = {}  # by a multiple, the product that it is one of
    known: Counter[tuple[Operand, float]] = Counter()
    for step in steps:
        match step:
            case Instruction(op="mul", args=(int(a), float(c)), over=()) if uses[a] == 1 and a in makers:
                if makers[a].op == "mul" and not any(isinstance(x, float) for x in makers[a].args):
                    inner[step.target] = makers[a]
                    known.update((x, c) for x in {*makers[a].args})
    chosen = {target: _best(product, makers[target], known) for target, product in inner.items()}
    chosen = {target: best for target, best in chosen.items() if known[best] > 1}
    gone = {inner[target].target for target in chosen}
    made: dict[tuple[Operand, float], int] = {}
    found = []
    for step in steps:
        if step.target in chosen:
            product, best = inner[step.target], chosen[step.target]
            if best not in made:
                made[best] = product.target
                found.append(replace(product, args=best))
            at = product.args.index(best[0])
            step = replace(step, args=(made[best], product.args[1 - at]))
        if step.target not in gone:
            found.append(step)
    return tuple(found)


def _best(
    product: Instruction, multiple: Instruction, known: Counter[tuple[Operand, float]]
) -> tuple[Operand, float]:
    """The factor that most others have, and the number."""
    number = multiple.args[1]
    assert isinstance(number, float)
    return max(((factor, number) for factor in product.args), key=known.__getitem__)
