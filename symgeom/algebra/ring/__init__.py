"""Polynomials over Q modulo relations, on top of FLINT.

The chapters: `budget` (limits), `tables` (values by polynomial), `factoring` (over Q), `halfangles` (exact division where
there are sines), `primes` (factors with angles), `polynomials` (the ring, its products and the normal form).
"""
