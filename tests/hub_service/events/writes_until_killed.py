"""A hub that writes events and publishes them until it is killed; says each number of its own that was kept.

Arguments: folder, address of the database, ``publish`` or ``keep`` (no publisher), first number.
"""

import itertools
import sys
from pathlib import Path

from osteohub.events.service import EVERYBODY, emit
from osteohub.hub import open_hub
from osteohub.settings import settings_for

folder, address, how, first = sys.argv[1:5]
hub = open_hub(settings_for(Path(folder), {"DATABASE_URL": address}))
if how == "publish":
    hub.publisher.start()
for number in itertools.count(int(first)):
    with hub.database.write() as session:
        emit(session, "test.kept", ("test", str(number)), EVERYBODY)
    print(number, flush=True)
