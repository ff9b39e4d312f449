"""A driver of its own process, for the test that kills it: ``run_batch_here.py COHORT OUT [SCHEDULER]``."""

import sys
from pathlib import Path

from jobs.batch_cases import play
from osteokit.jobs.batch import run_batch
from osteokit.jobs.cohort import read_cohort

if __name__ == "__main__":
    cohort, out, *scheduler = sys.argv[1:]
    cases = read_cohort(Path(cohort), Path(out))
    run_batch(cases, Path(out), run_case=play, workers=1, scheduler=scheduler[0] if scheduler else None)
