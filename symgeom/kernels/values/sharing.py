"""From the expression graph to steps of two operands, with every part computed once.

**Here.** `Sharing`. Three things save work: parts that depend on parameters only are grouped and leave the
loop over points; a reciprocal that several products divide by is taken once; a pair of terms or factors that
occurs in several sums or products is split off, the most frequent pair first.

**Convention.** Every choice is made in the order of creation of the nodes, so that the same expressions give
the same steps in every process.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from symgeom.kernels.steps.operations import Op, results
from symgeom.kernels.steps.program import Instruction, Operand
from symgeom.kernels.values.constants import absolute, number
from symgeom.kernels.values.nodes import UNIT, Nodes, Value
from symgeom.kernels.values.pairs import Item, Terms, split_pairs, used_once

__all__ = ["Sharing"]


class Sharing:
    """Turns the graph's values into operands, and collects the steps that compute them.

    Items are what sums and products consist of: `("node", i)`, `("scaled", i, factor)`, `("power", i, e)`,
    `("inverse", i)`, `("inverse power", i, e)`, `("group", kind, terms)` (uniform parts) and `("pair", kind,
    a, b, sign)`.
    """

    def __init__(self, graph: Nodes, wanted: Iterable[Value]) -> None:
        self._graph = graph
        self._steps: list[tuple[Op, tuple[Operand, ...]] | None] = []  # None: a further result of one before
        self._index: dict[Any, int] = {}
        self._varying: list[bool] = []
        self._along: list[
            tuple[frozenset[str], str]
        ] = []  # indices that a step depends on, and that it sums over
        self._operands: dict[Item, Operand] = {}
        self._stamps: dict[int, int] = {}
        self._called: dict[Any, int] = {}  # the arguments of functions
        nodes = _reachable(graph, wanted)
        self._needed = set(nodes)
        self._inverted = self._shared_reciprocals(nodes)
        self._terms: dict[tuple[int, str], Terms] = {}
        for node in nodes:
            self._expand(node)
        split_pairs(
            {key: terms for key, terms in self._terms.items() if graph.varying[key[0]]}, self._is_varying
        )
        self._alone = used_once(self._terms.values())

    def operand(self, value: Value) -> Operand:
        """The operand that holds a value; its steps are added if they are not there yet."""
        coefficient, node = value
        if node == UNIT:
            return number(coefficient)
        base = self._item(("node", node))
        if coefficient == 1:
            return base
        return self._emit("neg", base) if coefficient == -1 else self._emit("mul", base, number(coefficient))

    @property
    def uniform(self) -> tuple[Instruction, ...]:
        """The steps that depend on parameters only."""
        return self._part(False)

    @property
    def steps(self) -> tuple[Instruction, ...]:
        """The steps that differ from point to point."""
        return self._part(True)

    def _part(self, varying: bool) -> tuple[Instruction, ...]:
        rows = enumerate(zip(self._steps, self._varying, self._along))
        return tuple(
            Instruction(i, *step, tuple(sorted(over)), index)
            for i, (step, v, (over, index)) in rows
            if (v or bool(over)) == varying and step is not None
        )

    def _emit(self, op: Op, *args: Operand, index: str = "") -> int:
        if op in _COMMUTATIVE:
            args = tuple(sorted(args, key=_rank))
        key = (op, index, *((type(a).__name__, repr(a)) for a in args))
        if key not in self._index:
            count = results(op, len(args))
            varying = bool(index) or count > 1 or any(self._operand_varies(a) for a in args)
            over = frozenset().union(*map(self._operand_along, args)) - {index}
            self._index[key] = len(self._steps)
            self._steps += [(op, args), *[None] * (count - 1)]
            self._varying += [varying] * count
            self._along += [(over, index)] * count
        return self._index[key]

    def _operand_along(self, operand: Operand) -> frozenset[str]:
        if isinstance(operand, str):
            return self._graph.over[self._graph.input(operand, True)[1]]
        return self._along[operand][0] if isinstance(operand, int) else frozenset()

    def _operand_varies(self, operand: Operand) -> bool:
        if isinstance(operand, str):
            return self._graph.varying[self._graph.input(operand, True)[1]]
        return isinstance(operand, int) and self._varying[operand]

    # -- what sums and products consist of

    def _shared_reciprocals(self, nodes: list[int]) -> set[int]:
        """The bases that at least two products divide by."""
        uses: dict[int, int] = {}
        for node in nodes:
            key: Any = self._graph.nodes[node]
            for base, exponent in key[1] if key[0] == "product" else ():
                if exponent < 0:
                    uses[base] = uses.get(base, 0) + 1
        return {base for base, count in uses.items() if count > 1}

    def _expand(self, node: int) -> None:
        key: Any = self._graph.nodes[node]
        if key[0] == "sum":
            terms = {_scaled(base, absolute(c)): 1 if c > 0 else -1 for base, c in key[2]}
            self._terms[node, "sum"] = self._grouped(node, "sum", terms, number(key[1]))
        elif key[0] == "product":
            above, below = {}, {}
            root = self._graph.root_of(node)
            for base, e in ((root, 2),) if root in self._needed else key[1]:
                if e < 0 and base not in self._inverted:
                    below[_power("node", "power", base, -e)] = 1
                else:
                    kinds = ("node", "power") if e > 0 else ("inverse", "inverse power")
                    above[_power(*kinds, base, abs(e))] = 1
            self._terms[node, "above"] = self._grouped(node, "product", above, 1.0)
            self._terms[node, "below"] = self._grouped(node, "product", below, 1.0)

    def _grouped(self, node: int, kind: str, terms: Terms, constant: float) -> Terms:
        """Collects the terms that depend on parameters only, and the constant, in one item."""
        uniform = {item: sign for item, sign in terms.items() if not self._is_varying(item)}
        neutral = constant == (0.0 if kind == "sum" else 1.0)
        if not self._graph.varying[node] or len(uniform) + (not neutral) < 2:
            return (
                terms
                if neutral
                else {**terms, ("constant", number(absolute(constant))): 1 if constant > 0 else -1}
            )
        group = ("group", kind, tuple(uniform.items()), constant if not neutral else None)
        return {**{item: sign for item, sign in terms.items() if item not in uniform}, group: 1}

    def _is_varying(self, item: Item) -> bool:
        if item[0] in ("group", "constant"):
            return False
        return item[0] == "pair" or self._graph.varying[item[1]]

    # -- emission

    def _item(self, item: Item) -> Operand:
        if item not in self._operands:
            self._operands[item] = self._build(item)
        return self._operands[item]

    def _build(self, item: Item) -> Operand:
        match item:
            case ("constant", value):
                return number(value)
            case ("node", node):
                return self._node(node)
            case ("scaled", node, factor):
                return self._emit("mul", self._item(("node", node)), number(factor))
            case ("inverse", node):
                return self._emit("div", 1.0, self._item(("node", node)))
            case ("power" | "inverse power" as kind, node, e):
                one = "node" if kind == "power" else "inverse"
                halves = [self._item(_power(one, kind, node, n)) for n in (e // 2, e - e // 2)]
                return self._emit("mul", *halves)
            case ("group", kind, terms, constant):
                extra = (
                    {}
                    if constant is None
                    else {("constant", number(absolute(constant))): 1 if constant > 0 else -1}
                )
                return self._fold(kind, {**dict(terms), **extra})
            case ("pair", kind, a, b, sign):
                return self._fold(kind, {a: 1, b: sign})
        raise AssertionError(item)

    def _node(self, node: int) -> Operand:
        key: Any = self._graph.nodes[node]
        if key[0] == "input":
            return str(key[1])
        if key[0] == "call":
            return self._emit(key[1], *map(self.operand, key[2]), index=str(key[3]) if len(key) > 3 else "")
        if key[0] == "part":
            whole = self._item(("node", key[1]))
            assert isinstance(whole, int)
            return whole + int(key[2])
        if key[0] == "sum":
            return self._fold("sum", self._terms[node, "sum"])
        below = self._terms[node, "below"]
        above = self._fold("product", self._terms[node, "above"])
        return self._emit("div", above, self._fold("product", below)) if below else above

    def _fold(self, kind: str, terms: Terms) -> Operand:
        """One sum or product, from left to right; the varying terms last, so that uniform ones meet first."""
        if kind == "sum":
            terms = dict(self._leaves(terms, 1))
        items = sorted(terms, key=self._is_varying)
        if kind == "sum" and len(items) > _MANY:
            return self._long_sum(terms)
        if kind == "product":
            return self._chain("mul", [self._item(i) for i in items]) if items else 1.0
        plus = [self._item(i) for i in items if terms[i] > 0]
        minus = [self._item(i) for i in items if terms[i] < 0]
        start = self._chain("add", plus) if plus else self._emit("neg", minus.pop(0))
        for operand in minus:
            start = self._emit("sub", start, operand)
        return start

    def _long_sum(self, terms: Terms) -> Operand:
        """A sum of many terms, in an order that all such sums have: terms of the same functions stand together, and what is
        computed of them needn't wait for the next sum."""
        items = sorted(terms, key=lambda item: (self._is_varying(item), self._stamp_of(item)))
        first = [item for item in items if terms[item] > 0][:2]
        items = first + [item for item in items if item not in first]
        total, *others = [self._item(item) for item in items]
        if not first:
            total = self._emit("neg", total)
        for operand, item in zip(others, items[1:]):
            total = self._emit("add" if terms[item] > 0 else "sub", total, operand)
        return total

    def _stamp_of(self, item: Item) -> int:
        if item[0] in ("group", "constant"):
            return -1
        return max(map(self._stamp_of, item[2:4])) if item[0] == "pair" else self._stamp(item[1])

    def _stamp(self, node: int) -> int:
        """Which functions a node depends on last: a number for each of the arguments that functions have."""
        if node not in self._stamps:
            key: Any = self._graph.nodes[node]
            found = -1
            if key[0] in ("sum", "product"):
                found = max((self._stamp(base) for base, _ in key[-1]), default=-1)
            elif key[0] == "call":
                found = self._called.setdefault(key[2], len(self._called))
            self._stamps[node] = found
        return self._stamps[node]

    def _leaves(self, terms: Terms, sign: int) -> Iterator[tuple[Item, int]]:
        """The terms of a sum; a part of it that no other sum has is no sum of its own."""
        for item, own in terms.items():
            if item in self._alone:
                yield from self._leaves({item[2]: 1, item[3]: item[4]}, sign * own)
            else:
                yield item, sign * own

    def _chain(self, op: Op, operands: list[Operand]) -> Operand:
        result = operands[0]
        for operand in operands[1:]:
            result = self._emit(op, result, operand)
        return result


_MANY = 8  # terms
_COMMUTATIVE = frozenset({"add", "mul", "max", "min"})


def _rank(operand: Operand) -> tuple[int, str, float]:
    if isinstance(operand, str):
        return 1, operand, 0.0
    return (0, "", float(operand)) if isinstance(operand, int) else (2, "", operand)


def _scaled(base: int, factor: Any) -> Item:
    return ("node", base) if factor == 1 else ("scaled", base, number(factor))


def _power(one: str, many: str, base: int, exponent: int) -> Item:
    return (one, base) if exponent == 1 else (many, base, exponent)


def _reachable(graph: Nodes, wanted: Iterable[Value]) -> list[int]:
    """The nodes that the wanted values need, operands first."""
    needed: set[int] = set()
    stack = [node for _, node in wanted]
    while stack:
        node = stack.pop()
        if node in needed:
            continue
        needed.add(node)
        key: Any = graph.nodes[node]
        if key[0] == "sum":
            stack.extend(base for base, _ in key[2])
        elif key[0] == "product":
            stack.extend(base for base, _ in key[1])
        elif key[0] == "call":
            stack.extend(base for _, base in key[2])
        elif key[0] == "part":
            stack.append(key[1])
    return sorted(needed)
