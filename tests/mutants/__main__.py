"""Sample mutants of rooms, run the tests of the room that pass over each, and tell which survive."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.coverage_map import CoverageMap, measure
from tests.mutants.sites import Mutant, sample
from tests.mutants.trials import copied, outcome

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print each mutant that no test noticed, and the rate of each room."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=["core", "queries"])
    parser.add_argument("--sample", type=int, default=160, help="mutants a room")
    parser.add_argument("--seed", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=40, help="of tests a mutant")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=Path, help="folder for copies of the tree and results")
    said = parser.parse_args()
    work = said.work or Path(tempfile.mkdtemp(prefix="mutants-"))
    work.mkdir(parents=True, exist_ok=True)
    trees: SimpleQueue[Path] = SimpleQueue()
    for number in range(said.jobs):
        trees.put(copied(ROOT, work / f"tree{number}"))
    for room in said.rooms:
        mutants = sample(ROOT, room, said.sample, said.seed)
        covering = measure(copied(ROOT, work / "measured"), room, work, said.jobs)
        results = _tried(mutants, covering, trees, said)
        _tell(room, results, work)


def _tried(
    mutants: list[Mutant], covering: CoverageMap, trees: SimpleQueue[Path], said: argparse.Namespace
) -> list[tuple[Mutant, str]]:
    results = []
    with ThreadPoolExecutor(said.jobs) as pool:
        answers = pool.map(lambda each: outcome(each, covering, trees, said.seconds), mutants)
        for mutant, answer in zip(mutants, answers, strict=True):
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
