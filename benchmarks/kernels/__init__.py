"""Kernels side by side: ours, hand-written C, and what else makes functions of arrays out of formulas.

``python -m benchmarks.kernels`` runs it; `subjects` says what is computed, a file under `peers` each who computes it, `truth`
what is right, `machine` what this machine can do at most, `measure` how time and memory are taken, `report` what is written.
"""
