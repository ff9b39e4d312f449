"""The hub's ledger: appends in a second, and how long a proof takes out of a million entries, on SQLite.

``OSTEO_BENCH_HUB=0.1`` makes the log a tenth as long.
"""

import os
import random
import tempfile
import time
from pathlib import Path

import numpy as np

ENTRIES = 1_000_000


def main(_data: Path | None = None) -> None:
    from tests.bench.hub_load import per_second, told

    from osteohub.hub import open_hub
    from osteohub.ledger import service
    from osteohub.settings import settings_for
    from osteokit.ledger.bundle import prove, read_proof

    count = int(ENTRIES * float(os.environ.get("OSTEO_BENCH_HUB", "1")))
    print(f"The hub's ledger; load of the machine {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        hub = open_hub(settings_for(Path(folder), {"OSTEO_HUB_URL": "http://hub.example"}))
        content = {"version": "0" * 32, "fingerprint": "0" * 64}

        def append(number: int) -> None:
            with hub.database.write() as session:
                service.append(session, "bench", "", [content] * number)

        one, hundred = per_second(lambda: append(1), 5), 100 * per_second(lambda: append(100), 5)
        print(f"  appends/s: {one:,.0f} each in a transaction of its own, {hundred:,.0f} by a hundred")
        while True:
            with hub.database.read() as session:
                left = count - service.size(session)
            if left <= 0:
                break
            append(min(left, 20_000))
        with hub.database.write() as session:
            service.checkpoint_note(session, hub.signer)
        chance, times, work = random.Random(1), [], time.process_time()
        for _ in range(300):
            number = chance.randrange(count)
            began = time.perf_counter()
            with hub.database.read() as session:
                proof = service.proof(session, number)
            times.append(1000 * (time.perf_counter() - began))
        with hub.database.read() as session:
            assert (
                prove(service.entry(session, number).content, read_proof(proof), [hub.signer.verifier]).index == number
            )
        work = 1000 * (time.process_time() - work) / len(times)
        print(f"  a proof out of {count:,}: {told(np.array(times))}; {work:.1f} ms of work each")
        hub.close()


if __name__ == "__main__":
    main()
