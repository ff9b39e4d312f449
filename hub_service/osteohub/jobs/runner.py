"""Does the jobs: one process for each, so that nothing that a file does can hurt the server."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from osteohub.database.engine import Database
from osteohub.jobs.models import Job
from osteohub.jobs.service import LEASE_MINUTES, begin_again, end, give_up, put_back, take
from osteohub.jobs.sweeps import Sweep, sweep
from osteohub.logs import LOG, told

LOOK_EVERY_S = 2.0
SWEEP_EVERY_S = 60.0


@dataclass(frozen=True)
class Work:
    """One kind of job.

    Attributes
    ----------
    module : str
        Run with ``python -m``; it reads JSON from its input and writes JSON to its output.
    asked : callable
        Makes the input from the job, in a reading transaction.
    told : callable
        Keeps the output, in a writing transaction; gives a sentence where the output is trouble that another try would
        not mend.
    failed : callable
        Keeps that it failed for good, with the reason.
    again : callable, optional
        Forgets that it failed: somebody asks for another try.
    """

    module: str
    asked: Callable[[Session, Job], Mapping[str, Any]]
    told: Callable[[Session, Job, Any], str | None]
    failed: Callable[[Session, Job, str], None]
    again: Callable[[Session, Job], None] = lambda session, job: None


class Runner:
    """A thread that takes jobs while the hub runs, and sweeps. Several hubs on one database share the work."""

    def __init__(self, database: Database, works: Mapping[str, Work], sweeps: Sequence[Sweep] = ()) -> None:
        self._database, self._works, self._sweeps = database, works, sweeps
        self._swept_at = -SWEEP_EVERY_S
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._child: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, name="hub jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There may be work: look at once."""
        self._wake.set()

    def try_again(self, session: Session, job: Job) -> None:
        """What failed is done once more, after this transaction."""
        self._works[job.kind].again(session, job)
        begin_again(job)

    def stop(self) -> None:
        """What is being done is put back for another; of a server that is killed the lease runs out."""
        self._stopping.set()
        self._wake.set()
        child = self._child
        if child is not None:
            child.kill()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._sweep()
            try:
                if self.do_one():
                    continue
            except Exception as error:  # the database is away: a job that was taken is free when its lease runs out
                LOG.error("job", **told(error))
            self._wake.wait(LOOK_EVERY_S)
            self._wake.clear()

    def _sweep(self) -> None:
        if time.monotonic() - self._swept_at < SWEEP_EVERY_S:
            return
        self._swept_at = time.monotonic()
        try:
            sweep(self._database, self._sweeps)
        except ExceptionGroup as group:  # tried again in a minute; jobs go on meanwhile
            for error in group.exceptions:
                LOG.error("sweep", **told(error))

    def do_one(self) -> bool:
        """Do the oldest job; whether there was one."""
        with self._database.write() as session:
            job = take(session)
        if job is None:
            return False
        work = self._works[job.kind]
        with self._database.read() as session:
            question = json.dumps(work.asked(session, job))
        answer, trouble = self._ask(work.module, question)
        if self._stopping.is_set():
            with self._database.write() as session:
                put_back(session, job.id)
            return False
        with self._database.write() as session:
            lasting = "" if trouble else work.told(session, job, answer)
            if lasting:
                give_up(session, job.id, lasting)
            elif end(session, job.id, trouble) and trouble:
                work.failed(session, job, trouble)
        return True

    def _ask(self, module: str, question: str) -> tuple[Any, str]:
        self._child = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        try:
            output, _ = self._child.communicate(question, timeout=LEASE_MINUTES * 60 - 30)
            code = self._child.returncode
            return (json.loads(output), "") if code == 0 else (None, f"The work ended with code {code}.")
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.communicate()
            return None, f"The work took longer than {LEASE_MINUTES} minutes."
        except ValueError:
            return None, "The work gave no answer."
        finally:
            self._child = None
