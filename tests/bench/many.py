"""What models cost: 250 to 2,000 of them planned and built, with hardly any data, beside bare DuckDB: `make bench`.

Whole processes, started anew. "Of the engine" is what a build takes beyond bare DuckDB for the same SQL.
"""

import argparse
import shutil

from tests.bench import forty
from tests.bench.engines import ROOT, Engine, bare, cost, ours, raw_files, study_over

SCRATCH = ROOT / "build" / "bench-many"
SIZES = (250, 500, 1000, 2000)


def costs(mine: Engine, limit: Engine) -> dict[str, tuple[float, float]]:
    """Processor seconds and megabytes by what is done. What was planned before is planned again in another process."""
    mine.clean()
    done = {
        "planned anew": cost(mine, "plan"),
        "built": cost(mine, "full build"),
        "planned again": cost(mine, "plan"),
        "bare DuckDB": cost(limit, "full build"),
    }
    return {does: (each.processor, each.megabytes) for does, each in done.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    chosen = parser.parse_args()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    raw = raw_files(SCRATCH, 1)
    print(f"\nmodels{'':6}processor seconds, megabytes")
    for size in chosen.sizes:
        models, folder = forty.many(size), SCRATCH / str(size)
        mine = ours(study_over(raw, folder))
        forty.write_models(mine.folder, models, forty.keys_of(models))
        forty.write_bare(folder / "plan.json", raw, models, forty.keys_of(models))
        found = costs(mine, bare(folder))
        engine = found["built"][0] - found["bare DuckDB"][0]
        said = ", ".join(f"{does} {seconds:.2f} ({megabytes:.0f})" for does, (seconds, megabytes) in found.items())
        print(f"{len(models):<12}{said}; of the engine {engine / len(models) * 1000:.2f} ms a model", flush=True)
    shutil.rmtree(SCRATCH)


if __name__ == "__main__":
    main()
