"""``make bench``: speed and memory beside a plain pipeline, then accuracy of the three lanes where the data is."""

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))


def main() -> None:
    from tests.bench import (
        accuracy,
        assessment,
        booleans,
        corridors,
        devices,
        forces,
        guides,
        hand,
        haptics,
        hub_files,
        hub_ledger,
        hub_speed,
        igtl,
        implants,
        navigation,
        plates,
        reduction,
        screw_judging,
        speed,
    )

    accuracy.joints()
    data = Path(os.environ.get("OSTEO_TEST_DATA", REPOSITORY.parent / "shared" / "data"))
    if data.is_dir():
        accuracy.lane_1(data)
        accuracy.lane_2(data)
        accuracy.lane_3(data)
        guides.measure(data)
    else:
        print("lanes 1 to 3 on real data: left out, OSTEO_TEST_DATA names no folder")
    booleans.main(data if data.is_dir() else None)
    reduction.main(data if data.is_dir() else None, int(os.environ.get("OSTEO_BENCH_MOTIONS", "3")), ("real",))
    hand.main()
    forces.main(data if data.is_dir() else None)
    igtl.main()
    haptics.main(data if data.is_dir() else None)
    assessment.main(data if data.is_dir() else None)
    devices.main(data if data.is_dir() else None)
    navigation.main(data if data.is_dir() else None)
    implants.main()
    corridors.main(data if data.is_dir() else None)
    screw_judging.main(data if data.is_dir() else None)
    plates.main(data if data.is_dir() else None)
    hub_speed.main()
    hub_ledger.main()
    hub_files.main()
    speed.measure(runs=int(os.environ.get("OSTEO_BENCH_RUNS", "3")))


if __name__ == "__main__":
    main()
