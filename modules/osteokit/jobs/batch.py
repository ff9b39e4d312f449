"""Many cases: resumes after a kill, one bad case never stops the rest, the state is a file that is always whole."""

import json
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteokit import __version__
from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.base.progress import Progress, silent
from osteokit.jobs.cohort import STATE_FILE, CohortCase
from osteokit.jobs.dask_workers import TOPIC, Outcome, RunCase, dask_client, work

if TYPE_CHECKING:
    from distributed import Client

SCHEMA = "osteo.batch/1"
_POLL_S = 0.2
_LOST = (
    "The connection to the Dask scheduler was lost; run the same command again when it is back, finished cases stay."
)

Watch = Callable[[str, float, str], None]
"""``watch(case name, fraction, message)``: told from time to time of every running case; 1.0 when it has ended."""


@dataclass(frozen=True)
class BatchOptions:
    """What is done with every case that the cohort says nothing else of."""

    products: tuple[str, ...] = ("labels", "bones")
    segmenter: str | None = None
    resample: bool = False


@dataclass(frozen=True)
class CaseState:
    """One line of the batch: ``state`` is waiting, done or failed; ``sentence`` says why it failed."""

    name: str
    input: str
    state: str = "waiting"
    sentence: str = ""
    details: str = ""
    seconds: float = 0.0
    bones: int = 0
    metal: int = 0
    warnings: int = 0


@dataclass
class _Batch:
    """The state of the run, and its file."""

    out: Path
    settings: dict
    cases: dict[str, CaseState] = field(default_factory=dict)

    def write(self) -> None:
        content = {
            "schema": SCHEMA,
            "version": __version__,
            "settings": self.settings,
            "finished": all(case.state != "waiting" for case in self.cases.values()),
            "cases": [asdict(case) for case in self.cases.values()],
        }
        with whole_file(self.out / STATE_FILE) as path:
            path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    def settle(self, state: CaseState) -> None:
        self.cases[state.name] = state
        self.write()


def run_batch(
    cases: Sequence[CohortCase],
    out: Path,
    options: BatchOptions | None = None,
    *,
    run_case: RunCase | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress = silent,
    watch: Watch = lambda name, fraction, message: None,
) -> tuple[CaseState, ...]:
    """Do every case into ``out/<name>/`` and keep ``out/batch.json``; returns a line per case, in their order.

    A case whose ``summary.json`` is whole is done and not done again; half-written folders do not count; failed ones
    are tried again. Cancelling (or Ctrl-C) leaves the finished cases and the state as they are, for the next run.

    Parameters
    ----------
    run_case : callable, optional
        What is done with a case (see :data:`osteokit.jobs.dask_workers.RunCase`); default: :func:`segment_one`.
    workers, scheduler
        Worker processes here (default: half the cores), or the address of a Dask scheduler whose workers see the
        same files.

    Raises
    ------
    OsteoError
        Dask or its scheduler is absent, ``out`` cannot be written, or was made with other options.
    """
    options, out = options or BatchOptions(), Path(out).absolute()
    batch = _Batch(out, _settings(options))
    _refuse_other_settings(batch)
    for case in cases:
        batch.cases[case.name] = _known(case, out / case.name)
    batch.write()
    waiting = deque(case for case in cases if batch.cases[case.name].state == "waiting")
    if waiting:
        with dask_client(scheduler, workers) as client:
            _Driver(client, batch, run_case or partial(segment_one, options), progress, watch).run(waiting)
    progress(1.0, "done")
    return tuple(batch.cases.values())


def segment_one(options: BatchOptions, case: CohortCase, folder: Path, progress: Progress) -> dict:
    """One case through :func:`osteokit.jobs.segment.segment_case`; its labels or seeds choose the method."""
    from osteokit.jobs.methods import Automatic, FromLabels, FromSeeds, FromSegmenter
    from osteokit.jobs.segment import segment_case

    for file in (case.labels, case.seeds):
        if file is not None and not file.exists():
            raise OsteoError(f"{file} does not exist.")
    if case.labels is not None:
        method = FromLabels(case.labels)
    elif case.seeds is not None:
        method = FromSeeds(case.seeds)
    elif options.segmenter:
        method = FromSegmenter(options.segmenter)
    else:
        method = Automatic()
    return segment_case(
        case.source,
        folder,
        method,
        series=case.series or None,
        resample=options.resample,
        products=options.products,
        progress=progress,
    )


class _Driver:
    """Hands cases to the workers, one for each of their threads, and settles what comes back."""

    def __init__(self, client: "Client", batch: _Batch, run_case: RunCase, progress: Progress, watch: Watch) -> None:
        self.client, self.batch, self.run_case = client, batch, run_case
        self.progress, self.watch = progress, watch
        self.run_id = f"osteo-{uuid.uuid4().hex}"
        self.running: dict[Any, CohortCase] = {}
        self.heard: deque[dict] = deque(maxlen=1000)
        self.fractions: dict[str, float] = {}

    def run(self, waiting: deque[CohortCase]) -> None:
        from distributed import Event

        self.client.subscribe_topic(TOPIC, lambda event: self.heard.append(event[1]))
        try:
            while waiting or self.running:
                self._submit(waiting)
                self._settle_finished()
                self._tell()
        except BaseException as error:
            if not self._connected():
                raise OsteoError(_LOST) from error
            try:
                Event(self.run_id, client=self.client).set()
                self.client.cancel(list(self.running), force=True)
            except OSError as lost:  # it died this moment; the client's status does not say so yet
                raise OsteoError(_LOST) from lost
            raise

    def _connected(self) -> bool:
        """Whether the scheduler is there; a lost one leaves the client connecting again, or closed."""
        return self.client.status == "running"

    def _submit(self, waiting: deque[CohortCase]) -> None:
        """No more than there are threads: a case that waits in a worker would be blamed for another's crash."""
        threads = max(1, sum(self.client.nthreads().values()))
        while waiting and len(self.running) < threads:
            case = waiting.popleft()
            folder = self.batch.out / case.name
            future = self.client.submit(work, case, folder, self.run_case, self.run_id, pure=False)
            self.running[future] = case
            self.watch(case.name, 0.0, "waiting for a worker")

    def _settle_finished(self) -> None:
        from distributed import wait

        try:
            finished = wait(list(self.running), timeout=_POLL_S, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return
        if not self._connected():
            raise OsteoError(_LOST)
        for future in finished:
            case = self.running.pop(future)
            self.batch.settle(_settled(case, self._outcome(future, case), self.batch.out / case.name))
            self.fractions.pop(case.name, None)
            self.watch(case.name, 1.0, self.batch.cases[case.name].state)

    def _outcome(self, future: Any, case: CohortCase) -> Outcome:
        from distributed import KilledWorker

        try:
            return future.result(timeout=60)
        except KilledWorker:
            return Outcome(
                case.name, None, "Its worker process died, most likely for want of memory; use fewer workers."
            )
        except ModuleNotFoundError as error:
            return Outcome(
                case.name, None, f"A worker lacks {error.name}; install the same slicerosteo on all of them."
            )
        except Exception as error:  # whatever the cluster did to this one case
            return Outcome(case.name, None, f"The worker failed ({type(error).__name__}: {error}).")

    def _tell(self) -> None:
        while self.heard:
            event = self.heard.popleft()
            if event.get("run") == self.run_id and event["case"] in {case.name for case in self.running.values()}:
                self.fractions[event["case"]] = event["fraction"]
                self.watch(event["case"], event["fraction"], event["message"])
        total = len(self.batch.cases)
        ended = sum(case.state != "waiting" for case in self.batch.cases.values())
        self.progress((ended + sum(self.fractions.values())) / total, f"{ended} of {total} cases")


def _settled(case: CohortCase, outcome: Outcome, folder: Path) -> CaseState:
    state = CaseState(case.name, str(case.source), seconds=round(outcome.seconds, 1))
    if outcome.summary is None:
        return replace(state, state="failed", sentence=outcome.sentence, details=outcome.details)
    if _whole_summary(folder) is None:
        return replace(
            state, state="failed", sentence=f"The worker left no whole summary in {folder} that is seen here."
        )
    return _done(state, outcome.summary)


def _done(state: CaseState, summary: dict) -> CaseState:
    counts = {key: len(summary.get(key) or ()) for key in ("bones", "metal", "warnings")}
    return replace(state, state="done", **counts)


def _known(case: CohortCase, folder: Path) -> CaseState:
    """What is on the disk of a case before the run."""
    state = CaseState(case.name, str(case.source))
    summary = _whole_summary(folder)
    return state if summary is None else _done(state, summary)


def _whole_summary(folder: Path) -> dict | None:
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return summary if isinstance(summary, dict) and isinstance(summary.get("bones"), list) else None


def _settings(options: BatchOptions) -> dict:
    return {**asdict(options), "products": sorted(options.products)}


def _refuse_other_settings(batch: _Batch) -> None:
    """A folder that holds cases made in another way would become a mixture."""
    try:
        former = json.loads((batch.out / STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(former, dict) and former.get("settings", batch.settings) != batch.settings:
        raise OsteoError(f"{batch.out} holds cases made with other options; take the same ones or another --out.")
