"""The exact differential field: generators, relations, derivation, normal form, zero test; words of any dimension.

No geometry in here. The rooms, each knowing only those before it:

- `ring`: polynomials over Q modulo relations, and their factors;
- `domain`: what is known of the symbols: intervals, inequalities, points where they hold; rigorous numerics;
- the field: `elements` (fractions), `products` (of known factors), `minors`, `build` (SymPy's sums and products), `field`
  (generators with a meaning and a derivation), `turns` (cosines of rational multiples of pi);
- `oracle`: the sign of a polynomial on the domain; `factors`, `roots` (radicals and logarithms) stand on it;
- `writing`: short forms of polynomials; `reading`: from SymPy into the field; `present`: an element as SymPy, re-proved;
- `singular`: is a determinant zero;
- decisions: `verdict`, `connected` (proofs on a connected domain), `free` and `certificate` (proofs for others to check),
  `decide`.

`words` is the algebra of unspecified dimension.
"""
