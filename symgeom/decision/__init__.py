"""Identities decided: proved, refuted with a witness, or undecided.

The chapters: `verdict`; `sides` (what is compared), `refutation` (points where the sides differ), `continuation` with
`analytic` (proofs on a connected domain), `inverses` (through what a logarithm or an angle inverts), `cases` (of an open
sign), `cleared` (divisors), `closed_forms` (an element as SymPy, proved equal again), `singular` and `jumps` (determinants
that vanish, derivatives that don't exist), `replay`, `certified` and `certificate` (proofs that others can check), `question`
(one identity), `identities` (`decide`).
"""
