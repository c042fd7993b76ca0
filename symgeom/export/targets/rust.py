"""Rust, with its standard library."""

import re

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Target

__all__ = ["TARGET"]

_RESERVED = """
as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref
return self Self static struct super trait true type unsafe use where while abstract become box do final macro override priv
typeof unsized virtual yield try gen union f64 None Some Ok Err
"""

TARGET = Target(
    name="rust",
    language="Rust",
    suffix=".rs",
    needs="nothing else",
    spelling=LanguageTable(
        operations=calls(
            "f64::", "sqrt exp abs floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh",
            expm1="f64::exp_m1({0})", log="f64::ln({0})", log1p="f64::ln_1p({0})", atan2="f64::atan2({0}, {1})",
            hypot="f64::hypot({0}, {1})", copysign="f64::copysign({0}, {1})", pow="f64::powf({0}, {1})",
        ),
        pi="std::f64::consts::PI",
        nan="f64::NAN",
        choice="(if {} {{ {} }} else {{ {} }})",
        power="f64::powi({0}, {1})",
        exact="{}.0".format,
        operand="{}: f64",
        helper="#[allow(unused_parens)]\nfn {name}({operands}) -> f64 {{\n    {body}\n}}",
    ),
    rule=Rule(frozenset(_RESERVED.split())),
    template="rust.j2",
    outside="Nothing is checked: outside, and where a formula is singular, results are NaN, infinite or have no meaning.",
    more=lambda page: {
        "values": page.names.rename(re.sub("(?:^|_)(.)", lambda m: m[1].upper(), page.names.function) + "Values"),
        "signature": ", ".join(f"{name}: f64" for name in page.arguments),
    },
)  # fmt: skip
