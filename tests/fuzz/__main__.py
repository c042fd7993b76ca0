"""`python -m tests.fuzz --draws 20000`: the nightly run. Exit code 1 when a verdict is wrong."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter

from .campaign import Outcome, Report, judge
from .claims import claim
from .draws import draw


def _claims(numbers: range, jobs: int) -> int:
    """Claim files: the wrong verdicts, and how often each verdict was given."""
    counts: Counter[str] = Counter()
    with multiprocessing.Pool(jobs) as pool:
        for number, outcome in zip(numbers, pool.imap(claim, numbers, chunksize=20)):
            counts["wrong" if outcome.wrong else outcome.status] += 1
            if outcome.wrong:
                print(f"WRONG {outcome.status}, claim {number}, {outcome.said}: {outcome.sides}", flush=True)
    print(f"{len(numbers)} claims: {', '.join(f'{n} {status}' for status, n in sorted(counts.items()))}")
    return int(bool(counts["wrong"]))


def _one(number: int) -> Outcome:
    return judge(draw(number))


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz the zero test with branch-sensitive identities.")
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first draw")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--claims", action="store_true", help="draw claim files instead of identities")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.draws)
    if options.claims:
        return _claims(numbers, options.jobs)
    report, start = Report(), time.perf_counter()
    with multiprocessing.Pool(options.jobs) as pool:
        for outcome in pool.imap(_one, numbers, chunksize=50):
            report.add(outcome)
            if outcome.wrong:
                print(f"WRONG {outcome.status}, {outcome.wrong}: {outcome.draw}", flush=True)
    report.seconds = time.perf_counter() - start
    print(report)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
