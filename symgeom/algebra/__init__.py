"""The exact differential field: generators, relations, derivation, normal form.

No geometry in here. The rooms, each knowing only those before it:

- `ring`: polynomials over Q modulo relations, their factors, and what a computation may take;
- `domain`: what is known of the symbols: exact numbers, intervals, inequalities, points where they hold; rigorous numerics;
- `field`: fractions, products of known factors, generators with a meaning and a derivation;
- `signs`: the sign of a polynomial on the domain, and what asks for it: roots, logarithms, roots of unity;
- `writing`: short forms of polynomials;
- `reading`: from what a caller gives, over SymPy, into the field.
"""
