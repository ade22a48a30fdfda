"""`make fuzz`, or `python -m tests.fuzz [requests] [seed]`: the whole campaign, with the figures for docs/security.md."""

import sys
import tempfile
from pathlib import Path

from tests.fuzz.campaign import Found, campaign, lines_of
from tests.fuzz.databases import both_by_turns

USUAL = 100_000
SEED = 20_260_302


def main(requests: int = USUAL, seed: int = SEED) -> int:
    with tempfile.TemporaryDirectory(prefix="partways-fuzz-") as folder, both_by_turns(Path(folder)) as urls:
        try:
            tally = campaign(requests, seed, urls)
        except Found as found:
            sys.stderr.write(f"{found}\n")
            return 1
    sys.stdout.write("\n".join(lines_of(tally)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
