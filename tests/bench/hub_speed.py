"""The hub with 100,000 resources and 1,000,000 events of referrals: search, worklist, mixed requests, and its overhead.

``OSTEO_BENCH_HUB=0.1`` makes all sizes a tenth. PostgreSQL is measured where Debian's is installed.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from tests.bench.hub_load import Ask, load, told

from services.hub_process import HubProcess
from services.postgresql import postgresql

RESOURCES, EVENTS = 100_000, 1_000_000

BARE = """
import sqlite3, sys, threading
import uvicorn
from fastapi import FastAPI
app, kept = FastAPI(), threading.local()
@app.get("/row/{number}")
def row(number: int):
    if not hasattr(kept, "sql"):
        kept.sql = sqlite3.connect(sys.argv[1])
    found = kept.sql.execute("SELECT id, title, state FROM versions WHERE ledger_number = ? AND state = 'published'",
                             (number,)).fetchone()
    return {"id": found[0], "title": found[1], "state": found[2]}
uvicorn.run(app, port=int(sys.argv[2]), log_level="critical", access_log=False)
"""


def main(_data: Path | None = None) -> None:
    scale = float(os.environ.get("OSTEO_BENCH_HUB", "1"))
    print(f"The hub with {int(RESOURCES * scale):,} resources, {int(EVENTS * scale):,} events of referrals; "
          f"load of the machine {os.getloadavg()[0]:.1f}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        _measure(Path(folder) / "sqlite", scale, {}, 1)
        if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            with postgresql() as address:
                _measure(Path(folder) / "postgresql", scale, {"DATABASE_URL": address.format("postgres")}, 2)
        else:
            print("  PostgreSQL: left out, it is not installed")


def _measure(folder: Path, scale: float, environment: dict[str, str], workers: int) -> None:
    from tests.bench.hub_data import fill

    from osteohub.hub import open_hub
    from osteohub.settings import settings_for

    what = f"PostgreSQL, {workers} workers" if environment else "SQLite, one process"
    began = time.perf_counter()
    hub = open_hub(settings_for(folder, {"OSTEO_HUB_URL": "http://hub.example", **environment}))
    region = fill(hub, int(RESOURCES * scale), int(EVENTS * scale))
    hub.close()
    print(f"  {what}: filled in {time.perf_counter() - began:.0f} s")
    process = HubProcess(folder, environment, workers)
    process.start()
    time.sleep(3)
    print(f"    cold start {process.cold_start_s:.1f} s, idle {process.memory_mb():.0f} MB")
    try:
        times, _ = load(process.address, _searches(region.tokens["reader"], 400), 1)
        for name, found in times.items():
            print(f"    {name}: {told(found)}")
        times, _ = load(process.address, _searches(region.tokens["reader"], 400), 1)
        print(f"    the same searches again: {'; '.join(f'{name} {told(found)}' for name, found in times.items())}")
        for who in ("centre", "county"):
            times, _ = load(process.address, [("worklist", "/api/v1/worklist", region.tokens[who])] * 200, 1)
            print(f"    worklist of a {who}: {told(times['worklist'])}")
        before, mixed = process.cpu_s(), _mixed(region.tokens, 3000, int(RESOURCES * scale))
        times, rate = load(process.address, mixed, 16)
        work = 1000 * (process.cpu_s() - before) / len(mixed)
        print(f"    mixed, 16 connections: {rate:.0f} requests/s, {work:.1f} ms of the hub's work each")
        for name, found in times.items():
            print(f"      {name}: {told(found)}")
        if not environment:
            _overhead(folder, process.address, region.tokens["reader"], int(RESOURCES * scale))
    finally:
        process.stop()


def _searches(token: str, count: int) -> list[Ask]:
    """Half with words that many resources have, half with rare ones."""
    from tests.bench.hub_data import BONES, PARTS, TROUBLES

    chance = random.Random(2)
    asks: list[Ask] = []
    for number in range(count):
        bone, part, trouble = chance.choice(BONES), chance.choice(PARTS), chance.choice(TROUBLES)
        common = number % 2 == 0
        words = chance.choice((trouble, bone, f"{bone} {trouble}")) if common else f"{bone}{part}{trouble} {number}"
        name = "search, common words" if common else "search, rare words"
        asks.append((name, f"/api/v1/resources?q={quote(words)}", token))
    return asks


def _mixed(tokens: dict[str, str], count: int, resources: int) -> list[Ask]:
    """As a busy morning: of ten requests three are for oneself, two search, two read worklists, three the ledger."""
    searches, asks = _searches(tokens["reader"], count), []
    for number in range(count):
        kind = number % 10
        if kind < 3:
            asks.append(("me", "/api/v1/me", tokens["county"]))
        elif kind < 5:
            asks.append(("search", *searches[number][1:]))
        elif kind < 7:
            asks.append(("worklist", "/api/v1/worklist?limit=20", tokens["county"]))
        else:
            asks.append(("ledger", f"/ledger/entry/{number % resources}", ""))
    return asks


def _overhead(folder: Path, address: str, token: str, resources: int) -> None:
    """A route of the hub that reads one thing, beside a bare one that reads one row, in turn."""
    port = 20_000 + os.getpid() % 20_000
    bare = subprocess.Popen([sys.executable, "-c", BARE, str(folder / "hub.sqlite"), str(port)])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        chance = random.Random(3)
        ratios = []
        for _ in range(5):
            numbers = [chance.randrange(resources) for _ in range(300)]
            plain, _ = load(f"http://127.0.0.1:{port}", [("row", f"/row/{one}", "") for one in numbers], 1)
            entry, _ = load(address, [("entry", f"/ledger/entry/{one}", "") for one in numbers], 1)
            signed, _ = load(address, [("me", "/api/v1/me", token)] * 300, 1)
            ratios.append([float(sorted(one)[150]) for one in (plain["row"], entry["entry"], signed["me"])])
        row, entry_ms, me = (sorted(column)[2] for column in zip(*ratios, strict=True))
        hub = f"an entry {entry_ms:.2f} ms ({entry_ms / row:.1f} x), with a token and roles {me:.2f} ({me / row:.1f} x)"
        print(f"    one row by a bare FastAPI route {row:.2f} ms; by the hub: {hub}")
    finally:
        bare.kill()
        bare.wait()


if __name__ == "__main__":
    main()
