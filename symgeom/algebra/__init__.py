"""The exact differential field: generators, relations, derivation, normal form, zero test; words of any dimension.

No geometry in here. The chapters, each knowing only those before it:

- the ring: `budget`, `factoring` (over Q), `halfangles`, `primes` (factors with angles), `polynomials` (a ring modulo
  relations), `elements` (fractions), `products` (of known factors);
- what is known: `balls` (rigorous numerics), `feasible` (linear facts), `points`, `facts` (domain and inequalities);
- the field: `build` (SymPy's sums and products), `field` (generators with a meaning and a derivation), `lattice` (independent
  angles and exponents), `turns` (cosines of rational multiples of pi);
- signs: `segments` (where a generator lies), `bisection`, `signs` (the oracle), `factors`, `roots` (radicals and logarithms);
- from SymPy and back: `collect`, `exponentials`, `translate`; `nesting`, `forms`,
  `present` (short forms);
- decisions: `verdict`, `connected` (proofs on a connected domain), `free` and `certificate` (proofs for others to check),
  `decide`.

`words` is the algebra of unspecified dimension.
"""
