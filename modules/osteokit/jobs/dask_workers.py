"""Where the cases of a batch run: Dask worker processes of this machine, or a cluster. Dask is an optional extra."""

import os
import re
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteokit.base.errors import Cancelled, OsteoError
from osteokit.base.progress import Progress
from osteokit.jobs.cohort import CohortCase

if TYPE_CHECKING:
    from distributed import Client

CONNECT_S = 15
TOPIC = "osteo-batch"
_REPORT_EVERY_S = 0.5
_GB_PER_CASE = 5
_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:]+\]|[^/\s:]+):\d{1,5}")

RunCase = Callable[[CohortCase, Path, Progress], dict]
"""``run_case(case, folder, progress) -> summary``: does one case, in a worker; raises OsteoError in one sentence."""


@dataclass(frozen=True)
class Outcome:
    """What a worker says about one case: its summary, or why it failed."""

    name: str
    summary: dict | None
    sentence: str = ""
    details: str = ""
    seconds: float = 0.0


def default_workers() -> int:
    """Half the cores, and no more than fit into memory at 5 GB a case; at least one."""
    cores = os.cpu_count() or 1
    try:
        memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    except (ValueError, OSError, AttributeError):  # not told on this system
        memory_gb = _GB_PER_CASE
    return max(1, min(cores // 2, int(memory_gb // _GB_PER_CASE)))


@contextmanager
def dask_client(scheduler: str | None, workers: int | None) -> "Iterator[Client]":
    """Connect to ``scheduler``, or start worker processes here (``workers`` of them) that end with the block.

    Raises
    ------
    OsteoError
        Dask is not installed, or the scheduler does not answer or has no workers.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise OsteoError("Batches run on Dask, which is not installed: pip install 'slicerosteo[cluster]'.") from error
    if scheduler is not None:
        with _connected(Client, scheduler) as client:
            yield client
        return
    count = workers or default_workers()
    threads = str(max(1, (os.cpu_count() or 1) // count))
    limits = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "ITK_GLOBAL_DEFAULT_NUMBER_OF_THREADS"), threads)
    # a case that kills its worker is not tried again on the next ones
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=count, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
            silence_logs=50, env=limits,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        yield client


@contextmanager
def _connected(kind: type, scheduler: str) -> Iterator[Any]:
    if not _ADDRESS.fullmatch(scheduler):
        raise OsteoError(f"The address of a Dask scheduler looks like tcp://host:8786; {scheduler!r} does not.")
    try:
        client = kind(scheduler, timeout=CONNECT_S)
    except (OSError, ValueError, TimeoutError) as error:
        raise OsteoError(
            f"The Dask scheduler {scheduler} does not answer; check that it runs and the network."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_S)
        except (TimeoutError, OSError) as error:
            raise OsteoError(
                f"The Dask scheduler {scheduler} has no workers; start some with `dask worker`."
            ) from error
        yield client


def work(case: CohortCase, folder: Path, run_case: RunCase, run_id: str) -> Outcome:
    """Do one case inside a worker; never raises for what is wrong with the case."""
    start = time.perf_counter()
    try:
        summary = run_case(case, folder, _reporting(case.name, run_id))
    except OsteoError as refusal:
        return Outcome(case.name, None, str(refusal), seconds=time.perf_counter() - start)
    except Cancelled:
        return Outcome(case.name, None, "cancelled", seconds=time.perf_counter() - start)
    except Exception as error:  # a fault of ours in one case must not stop the others
        sentence = f"A fault of the program ({type(error).__name__}: {error}); please report it."
        return Outcome(case.name, None, sentence, traceback.format_exc(), time.perf_counter() - start)
    return Outcome(case.name, summary, seconds=time.perf_counter() - start)


def _reporting(name: str, run_id: str) -> Progress:
    """A progress that tells the driver now and then, and stops where the driver asked for it."""
    from distributed import Event, get_worker

    worker, stop = get_worker(), Event(run_id)
    last = 0.0

    def report(fraction: float, message: str) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _REPORT_EVERY_S:
            return
        last = now
        worker.log_event(TOPIC, {"run": run_id, "case": name, "fraction": float(fraction), "message": message})
        if stop.is_set():
            raise Cancelled

    return report
