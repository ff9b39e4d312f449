"""Serving the hub with uvicorn: in this process, or in several that share one door."""

import gc
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.process import BaseProcess

import uvicorn

from osteohub.app import create_app
from osteohub.figures import SHARED
from osteohub.hub import Hub, open_hub
from osteohub.logs import LOG, write_to
from osteohub.settings import Settings
from osteokit.base.errors import OsteoError

_PATIENCE_S = 20
"""So long may a request that is being answered take when the hub is stopped."""

_RESTART_AFTER_S = 1.0

_COLLECT_AT = (20_000, 20, 50)
"""As ``gc.set_threshold`` takes it: an answer makes thousands of objects, nearly all of which end with it."""


def serve(hub: Hub, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serve until interrupted; ``told`` is called with the address once it listens. The log goes to the error stream.

    Raises
    ------
    OsteoError
        The port is taken or forbidden.
    """
    listener = _listener(host, port)
    write_to(sys.stderr)
    try:
        hub.start()
        told(_address(host, listener))
        _server(hub).run(sockets=[listener])
    finally:
        hub.close()


def serve_in_workers(settings: Settings, host: str, port: int, workers: int, told: Callable[[str], None]) -> None:
    """The same in several processes over one database and one store. One that ends is replaced.

    Raises
    ------
    OsteoError
        The port is taken or forbidden.
    """
    listener = _listener(host, port)
    write_to(sys.stderr)
    spawn, stopping = multiprocessing.get_context("spawn"), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with tempfile.TemporaryDirectory(prefix="osteo-figures-") as figures:
        os.environ[SHARED] = figures

        def begin(number: int) -> BaseProcess:
            process = spawn.Process(target=_work, args=(settings, listener, number), name=f"hub worker {number}")
            process.start()
            return process

        running = {number: begin(number) for number in range(1, workers + 1)}
        told(_address(host, listener))
        while not stopping.wait(_RESTART_AFTER_S):
            for number, process in running.items():
                if not process.is_alive():
                    LOG.error("worker ended", worker=number, outcome=str(process.exitcode))
                    running[number] = begin(number)
        _stop(list(running.values()))


def _work(settings: Settings, listener: socket.socket, number: int) -> None:
    """A worker's process. It ends with the one that began it, however that ended."""
    write_to(sys.stderr)
    threading.Thread(target=_follow, daemon=True).start()
    hub = open_hub(settings)
    LOG.info("worker begins", worker=number)
    try:
        hub.start()
        _server(hub).run(sockets=[listener])
    finally:
        hub.close()


def _follow() -> None:
    beginner = multiprocessing.parent_process()
    if beginner is not None:
        beginner.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _stop(processes: list[BaseProcess]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(_PATIENCE_S + 5)
        if process.is_alive():
            process.kill()
            process.join()


def _server(hub: Hub) -> uvicorn.Server:
    app = create_app(hub)
    # What is loaded by now stays: without this the collector walks all of it again and again, a seventh of all work.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AT)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=hub.settings.front,
        timeout_keep_alive=75,  # longer than a web server in front keeps an idle connection
        timeout_graceful_shutdown=_PATIENCE_S,
    )
    return uvicorn.Server(config)


def _listener(host: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)  # so that whoever is told the address can come at once
    except OSError as error:
        listener.close()
        raise OsteoError(f"Port {port} of {host} cannot be listened on ({error.strerror}); choose another.") from error
    return listener


def _address(host: str, listener: socket.socket) -> str:
    return f"http://{host}:{listener.getsockname()[1]}"
