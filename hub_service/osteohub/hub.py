"""A running hub: its settings, database, files, key and jobs, passed to whoever serves a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import DBAPIError

from osteohub.credentials.sweep import sweep_admissions, sweep_overrides
from osteohub.database.engine import Database
from osteohub.database.migrate import refuse_newer, upgrade
from osteohub.events.publisher import Publisher
from osteohub.events.service import WAKE
from osteohub.events.wire import wire_of
from osteohub.jobs.runner import Runner
from osteohub.jobs.sweeps import Sweep
from osteohub.knocks.throttle import sweep_knocks
from osteohub.ledger.keys import ledger_file, ledger_signer
from osteohub.ledger.renew import refuse_lost_key
from osteohub.library.abandoned import giving_up
from osteohub.library.older import KIND as MEASURE
from osteohub.library.older import measuring
from osteohub.library.work import KIND as CHECK
from osteohub.library.work import checking
from osteohub.objects.folder import FolderStore
from osteohub.objects.store import ObjectStore
from osteohub.plugins.delivery import Deliveries
from osteohub.plugins.registry import HubPlugins
from osteohub.plugins.rulings import PLUGINS
from osteohub.previews.service import KIND as PREVIEW
from osteohub.previews.service import previewing
from osteohub.referrals.sweep import sweep_overdue
from osteohub.rights.sweep import sweep_grants, sweep_reports
from osteohub.settings import Settings
from osteohub.trouble import kind_of
from osteokit.base.errors import OsteoError
from osteokit.ledger.notes import Signer
from osteokit.plugins.installed import installed
from osteokit.plugins.switches import switched_off

SWITCHES = "plugins.json"
"""In the hub's folder: which plugins are switched off."""


SWEEPS = (
    Sweep("knocks", timedelta(minutes=10), sweep_knocks),
    Sweep("overdue referrals", timedelta(minutes=2), sweep_overdue),
    Sweep("admissions", timedelta(days=1), sweep_admissions),
    Sweep("overrides", timedelta(days=1), sweep_overrides),
    Sweep("grants", timedelta(days=1), sweep_grants),
    Sweep("reports of infringement", timedelta(days=1), sweep_reports),
)
"""Dates that come near and deadlines that pass."""


@dataclass(frozen=True, eq=False)
class Hub:
    settings: Settings
    database: Database
    signer: Signer
    store: ObjectStore
    runner: Runner
    publisher: Publisher
    plugins: HubPlugins
    deliveries: Deliveries

    def start(self) -> None:
        """Begin the work that goes on beside the requests.

        Raises
        ------
        OsteoError
            Events cannot be published where the settings say.
        """
        self.plugins.load()
        self.publisher.start()
        self.deliveries.start()
        self.runner.start()

    def close(self) -> None:
        self.runner.stop()
        self.publisher.stop()
        self.deliveries.stop(self.plugins.close)
        self.database.close()


def open_hub(settings: Settings) -> Hub:
    """Make the folder, bring the database up to date, and open it.

    Raises
    ------
    OsteoError
        The folder cannot be written, the database cannot be reached or is of a newer hub.
    """
    with _told(settings):
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = Database(settings.database_url)
        upgrade(database)
        return _opened(settings, database)


def open_as_it_is(settings: Settings) -> Hub:
    """Open a hub that is there without changing its tables: one of an older version may be serving it.

    Raises
    ------
    OsteoError
        There is no hub, or it cannot be opened, see :func:`open_hub`.
    """
    if not ledger_file(settings).is_file():
        raise OsteoError(f"There is no hub in {settings.folder}; name the folder that `osteo hub serve --folder` has.")
    with _told(settings):
        database = Database(settings.database_url)
        refuse_newer(database)
        return _opened(settings, database)


def _opened(settings: Settings, database: Database) -> Hub:
    refuse_lost_key(settings, database)
    store = open_store(settings)
    publisher = Publisher(database, lambda: wire_of(settings, database))
    plugins = HubPlugins(installed(), lambda: switched_off(settings.folder / SWITCHES), settings.required_plugins)
    deliveries = Deliveries(database, plugins)
    publisher.told.append(deliveries.wake)
    database.info |= {WAKE: publisher.wake, PLUGINS: plugins}
    sweeps = (*SWEEPS, Sweep("uploads", timedelta(days=1), giving_up(store, settings.upload_days)))
    works = {CHECK: checking(store), PREVIEW: previewing(store), MEASURE: measuring(store)}
    runner = Runner(database, works, sweeps)
    return Hub(settings, database, ledger_signer(settings), store, runner, publisher, plugins, deliveries)


def open_store(settings: Settings) -> ObjectStore:
    """The folder, or the bucket where the settings name one.

    Raises
    ------
    OsteoError
        What a bucket needs is not installed, or its address cannot be used.
    """
    if not settings.object_store_url:
        return FolderStore(settings.folder / "objects")
    try:
        from osteohub.objects.bucket import BucketStore
    except ImportError as error:
        raise OsteoError("OBJECT_STORE_URL needs more: pip install 'slicerosteo-hub[large]'.") from error
    return BucketStore(settings.object_store_url, settings.folder / "cache")


@contextmanager
def _told(settings: Settings) -> Iterator[None]:
    """What keeps a hub from being opened, in a sentence; passwords stand in none."""
    try:
        yield
    except OSError as error:
        raise OsteoError(
            f"The hub's folder {settings.folder} cannot be used ({error.strerror}): "
            "it must be writable for this account, on a disk with room."
        ) from error
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())[:300]
        advice = "its file and folder must be writable, on a disk with room"
        if kind_of(error) == "broken":
            advice = "put it back from a backup"
        elif not settings.database_url.startswith("sqlite"):
            advice = "PostgreSQL must run and let this account in; check DATABASE_URL"
        raise OsteoError(f"The hub's database cannot be opened ({reason}): {advice}.") from error
