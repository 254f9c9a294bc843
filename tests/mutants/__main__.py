"""Sample mutants of rooms, run the tests of the room that pass over each, and tell which survive."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.coverage_map import CoverageMap, measure, recalled
from tests.mutants.sites import Mutant, sample
from tests.mutants.trials import Bench

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print each mutant that no test noticed, and the rate of each room."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=["core", "queries"])
    parser.add_argument("--sample", type=int, default=160, help="mutants a room")
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=40, help="of tests a mutant")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="with the coverage that lies in the folder")
    parser.add_argument("--work", type=Path, help="folder for copies of the tree and results")
    said = parser.parse_args()
    work = said.work or Path(tempfile.mkdtemp(prefix="mutants-"))
    work.mkdir(parents=True, exist_ok=True)
    benches = [Bench(ROOT, work / f"tree{number}") for number in range(said.jobs)]
    for room in said.rooms:
        mutants = sample(ROOT, room, said.sample, said.seed)
        covering = recalled(work, room) if said.again else measure(ROOT, room, work, said.jobs)
        _tell(room, _tried(mutants, covering, benches, said.seconds), work)
    for bench in benches:
        bench.close()


def _tried(
    mutants: list[Mutant], covering: CoverageMap, benches: list[Bench], seconds: float
) -> list[tuple[Mutant, str]]:
    """Try each on whichever bench is free."""
    free: SimpleQueue[Bench] = SimpleQueue()
    for bench in benches:
        free.put(bench)

    def tried(mutant: Mutant) -> str:
        bench = free.get()
        try:
            return bench.outcome(mutant, covering, seconds)
        finally:
            free.put(bench)

    results = []
    with ThreadPoolExecutor(len(benches)) as pool:
        for mutant, answer in zip(mutants, pool.map(tried, mutants), strict=True):
            results.append((mutant, answer))
            print(f"{len(results):4} {answer:9} {mutant}", flush=True)
    return results


def _tell(room: str, results: list[tuple[Mutant, str]], work: Path) -> None:
    counted = Counter(answer for _mutant, answer in results)
    noticed = counted["killed"] + counted["timeout"]
    print(f"{room}: {noticed} of {len(results)} noticed ({noticed / len(results):.1%}); {dict(counted)}")
    listed = [{"mutant": str(mutant), "outcome": answer} for mutant, answer in results]
    (work / f"{room}.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
