"""Functions of small matrices, which are Python in few words, as C.

**Here.** `in_python` and `in_c`, the texts of functions and of all that they call, for Numba as they are and for C translated;
`names`, of all. The words are those of `running.small_matrices`.
"""

import ast
import copy
import inspect
from functools import cache
from typing import Any

from symgeom.kernels.running import monge_form, principal_frame, small_matrices, tridiagonal

__all__ = ["in_c", "in_python", "names"]

_TYPES = {"int": "int ", "float": "double ", "Array": "double *", "None": "void "}
_CALLS = {"abs": "fabs", "int": "(int)"}
_SIGNS: dict[type[Any], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "/", ast.Mod: "%", ast.BitAnd: "&", ast.Lt: "<",
    ast.Gt: ">", ast.LtE: "<=", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "&&", ast.Or: "||", ast.USub: "-",
    ast.Not: "!",
}  # fmt: skip
_EXPONENT = "static int exponent(double x) { int k; (void)frexp(x, &k); return k; }"


@cache
def _known() -> dict[str, ast.FunctionDef]:
    """The functions there are, each after those that it calls."""
    modules = (small_matrices, tridiagonal, principal_frame, monge_form)
    bodies = [node for module in modules for node in ast.parse(inspect.getsource(module)).body]
    return {f.name: f for f in bodies if isinstance(f, ast.FunctionDef) and f.name.startswith("k_")}


def _with_called(name: str, wanted: int, d: int) -> list[ast.FunctionDef]:
    """A function and all that it calls, those first; without what nobody wants, or what isn't done in d dimensions."""
    found: dict[str, ast.FunctionDef] = {}

    def take(name: str) -> None:
        f = _pruned(_known()[name], wanted, d)
        for node in ast.walk(f):
            if isinstance(node, ast.Name) and node.id in _known() and node.id not in (name, *found):
                take(node.id)
        found[name] = f

    take(name)
    return list(found.values())


def _pruned(f: ast.FunctionDef, wanted: int, d: int) -> ast.FunctionDef:
    """Without the parts for quantities whose bits aren't among the wanted ones, and for other dimensions."""

    class Prune(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> Any:
            match node.test:
                case ast.BinOp(left=ast.Name(id="wanted"), right=ast.Constant(value=int() as bits)):
                    return self.generic_visit(node) if bits & wanted else None
                case ast.Compare(
                    left=ast.Name(id="d"), ops=[ast.Gt()], comparators=[ast.Constant(value=int() as n)]
                ) if d:
                    return node.body if d > n else node.orelse
            return self.generic_visit(node)

    return ast.fix_missing_locations(Prune().visit(copy.deepcopy(f)))  # type: ignore[no-any-return]


def in_python(name: str, wanted: int = -1, d: int = 0) -> list[str]:
    """The function and all that it calls, without what is said of them; of `k_monge` what computes the wanted
    quantities, of the eigenproblem what is done in d dimensions."""
    return [ast.unparse(_silent(f)) for f in _with_called(name, wanted, d)]


def in_c(name: str, wanted: int = -1, d: int = 0, kind: str = "static") -> list[str]:
    """The same as C, with a comment each.

    >>> print(in_c("k_turned")[0].splitlines()[1])
    static void k_turned(int d, double *a, int p, int q, double c, double s) {
    """
    texts = [_function(f, kind) for f in _with_called(name, wanted, d)]
    return [_EXPONENT, *texts] if any("exponent(" in text for text in texts) else texts


def names() -> frozenset[str]:
    """Of all functions that there are."""
    return frozenset({"exponent", *_known()})


class _Silent(ast.NodeTransformer):
    """Takes annotations and what is said of a function away."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.body, node.returns = node.body[1:], None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> Any:
        return ast.arg(node.arg)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        assert node.value is not None
        return ast.Assign([node.target], node.value)


def _silent(f: ast.FunctionDef) -> Any:
    return ast.fix_missing_locations(_Silent().visit(copy.deepcopy(f)))


def _function(f: ast.FunctionDef, kind: str) -> str:
    said = (ast.get_docstring(f) or "").split("\n")[0]
    arguments = ", ".join(_declared(a.annotation, a.arg) for a in f.args.args)
    head = f"/* {said} */\n{kind} {_declared(f.returns, f.name)}({arguments}) {{"
    return "\n".join([head, *(f"  {line}" for line in _block(f.body[1:])), "}"])


def _declared(annotation: Any, name: str) -> str:
    return f"{_TYPES[ast.unparse(annotation)]}{name}"


def _block(body: list[ast.stmt]) -> list[str]:
    return [line for statement in body for line in _statement(statement)]


def _inside(head: str, body: list[ast.stmt]) -> list[str]:
    return [f"{head} {{", *(f"  {line}" for line in _block(body)), "}"]


def _statement(node: ast.stmt) -> list[str]:
    match node:
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            return [f"{_declared(annotation, _text(target))} = {_text(value)};"]
        case ast.Assign(targets=[target], value=value):
            return [f"{_text(target)} = {_text(value)};"]
        case ast.Expr(value=value):
            return [f"{_text(value)};"]
        case ast.Return(value=value):
            return ["return;" if value is None else f"return {_text(value)};"]
        case ast.Break():
            return ["break;"]
        case ast.For(target=ast.Name(id=i), iter=ast.Call(args=ends), body=body):
            return _inside(_range(i, list(map(_closed, ends))), body)
        case ast.If(test=test, body=body, orelse=others):
            return _inside(f"if ({_text(test)})", body) + (_inside("else", others) if others else [])
    raise AssertionError(ast.dump(node))


def _range(i: str, ends: list[str]) -> str:
    low, high = ends[:2] if len(ends) > 1 else ("0", ends[0])
    if len(ends) == 3:  # downwards
        return f"for (int {i} = {low}; {i} > {high}; {i}--)"
    return f"for (int {i} = {low}; {i} < {high}; {i}++)"


def _text(node: Any) -> str:
    match node:
        case ast.Name(id=name):
            return "NAN" if name == "nan" else str(name)
        case ast.Constant(value=value):
            return repr(value)
        case ast.UnaryOp(op=op, operand=operand):
            return f"{_SIGNS[type(op)]}{_text(operand) if isinstance(operand, ast.Constant) else _closed(operand)}"
        case ast.BinOp(left=left, op=op, right=right):
            return f"{_closed(left)} {_SIGNS[type(op)]} {_closed(right)}"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{_closed(left)} {_SIGNS[type(op)]} {_closed(right)}"
        case ast.BoolOp(op=op, values=values):
            return f" {_SIGNS[type(op)]} ".join(map(_closed, values))
        case ast.IfExp(test=test, body=yes, orelse=no):
            return f"{_closed(test)} ? {_closed(yes)} : {_closed(no)}"
        case ast.Subscript(value=array, slice=ast.Slice(lower=lower)):
            return f"{_text(array)} + {_closed(lower)}"
        case ast.Subscript(value=array, slice=place):
            return f"{_text(array)}[{_text(place)}]"
        case ast.Call(func=ast.Name(id=name), args=args):
            return f"{_CALLS.get(name, name)}({', '.join(map(_text, args))})"
    raise AssertionError(ast.dump(node))


def _closed(node: Any) -> str:
    """An operand; in brackets where it is more than one word."""
    entry = isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice)
    bare = entry or isinstance(node, ast.Name | ast.Call | ast.Constant)
    return _text(node) if bare else f"({_text(node)})"
