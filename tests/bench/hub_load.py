"""Loading a hub over the network: many connections, each a thread, times of every answer."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import numpy as np

Ask = tuple[str, str, str]
"""Name of what is asked, path, token."""


def load(address: str, asks: Sequence[Ask], clients: int) -> tuple[dict[str, np.ndarray], float]:
    """Milliseconds of each answer by name, and answers in a second, where ``clients`` ask one after the other."""
    found: dict[str, list[float]] = {name: [] for name, _, _ in asks}
    troubles: list[str] = []

    def one(part: Sequence[Ask]) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        for name, path, token in part:
            began = time.perf_counter()
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
            answer = connection.getresponse()
            answer.read()
            found[name].append(1000 * (time.perf_counter() - began))
            if answer.status != 200:
                troubles.append(f"{answer.status} {path}")
        connection.close()

    threads = [threading.Thread(target=one, args=(asks[start::clients],)) for start in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert not troubles, troubles[:3]
    return {name: np.array(times) for name, times in found.items()}, len(asks) / seconds


def told(times: np.ndarray) -> str:
    return f"p50 {np.median(times):.1f} ms, p95 {np.percentile(times, 95):.1f}, n {len(times)}"


def per_second(call: Callable[[], object], seconds: float) -> float:
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        call()
        count += 1
    return count / (time.perf_counter() - began)
