"""All catalogues that are there: the generic one, those of plugins, and folders that the person names."""

import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from osteokit.base.errors import OsteoError
from osteokit.planning.implants.package import read_package
from osteokit.planning.implants.solid import families
from osteokit.planning.implants.values import Catalogue, Implant
from osteokit.plugins.implant_catalogs import all_implant_catalogs

GENERIC = "generic"
VARIABLE = "OSTEO_IMPLANTS"
"""Folders of implant packages on this machine, separated as in PATH."""

SLACK = 1e-6

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """An article and the catalogue that it is in."""

    catalogue: Catalogue
    implant: Implant


@dataclass(frozen=True)
class _Shelf:
    catalogues: Mapping[str, Catalogue]
    faults: Mapping[str, str]


def catalogues() -> dict[str, Catalogue]:
    """Every catalogue that can be read, by name, the generic one first. One that is wrong is left out and logged; see
    :func:`faults`."""
    return dict(_shelf().catalogues)


def faults() -> dict[str, str]:
    """Packages that were left out: their folder and what is wrong with them."""
    return dict(_shelf().faults)


def reread() -> None:
    """Look at the folders and plugins again when catalogues are next asked for."""
    _read.cache_clear()


def catalogue(name: str) -> Catalogue:
    """The catalogue of this name.

    Raises
    ------
    OsteoError
        There is none; the sentence lists those that there are.
    """
    there = catalogues()
    if name not in there:
        raise OsteoError(f"There is no implant catalogue {name[:60]!r} here; there are {', '.join(there)}.")
    return there[name]


def find(catalogue_name: str, reference: str) -> Implant:
    """The article ``reference`` of a catalogue.

    Raises
    ------
    OsteoError
        There is no such catalogue, or its version here has no such article.
    """
    held = catalogue(catalogue_name)
    if reference not in held.articles:
        raise OsteoError(
            f"Catalogue {held.name!r}, version {held.version}, has no article {reference[:60]!r}; "
            "osteo implants search finds what it has."
        )
    return held.articles[reference]


def search(
    text: str = "",
    family: str | None = None,
    side: str | None = None,
    catalogue_name: str | None = None,
    **limits: float | tuple[float, float],
) -> tuple[Found, ...]:
    """Articles that fit everything that is asked, in the order of their catalogues.

    Parameters
    ----------
    text : str
        Words that all occur in the reference, the English or Chinese name of article or family, maker or material;
        upper and lower case are alike.
    family : str
        Key of a family.
    side : str
        ``"left"`` or ``"right"``: articles for both sides fit too.
    limits
        By name of a size: the size itself, or the smallest and largest (``length_mm=(40.0, 50.0)``).

    Raises
    ------
    OsteoError
        There is no such catalogue or family.
    """
    if family is not None and family not in families():
        raise OsteoError(f"There is no family {family[:40]!r}; families: {', '.join(families())}.")
    held = catalogues().values() if catalogue_name is None else (catalogue(catalogue_name),)
    words = text.lower().split()
    return tuple(
        Found(one, article)
        for one in held
        for article in one.articles.values()
        if (family is None or article.family == family)
        and (not side or article.side in ("", side))
        and all(_within(article, name, limit) for name, limit in limits.items())
        and all(word in _told(one, article) for word in words)
    )


def snapped(family: str, catalogue_name: str | None = None, **sizes: float) -> Found:
    """The article of ``family`` whose sizes come nearest to those asked for without exceeding any of them.

    Of the articles that are nowhere longer or thicker than asked, the one whose sizes fall short by the least, as sum
    of shares of what was asked; of several the first in its catalogue.

    Raises
    ------
    OsteoError
        Nothing that small exists, or no article says these sizes.
    """
    fitting = [
        (sum((asked - found.implant.sizes[name]) / asked for name, asked in sizes.items()), number, found)
        for number, found in enumerate(search(family=family, catalogue_name=catalogue_name))
        if all(found.implant.sizes.get(name, float("inf")) <= asked + SLACK for name, asked in sizes.items())
    ]
    if not fitting:
        wanted = ", ".join(f"{name} {value:g}" for name, value in sizes.items())
        raise OsteoError(f"No {families()[family].english} is as small as {wanted} in the catalogues; plan another.")
    return min(fitting, key=lambda one: one[:2])[2]


def _within(article: Implant, name: str, limit: float | tuple[float, float]) -> bool:
    low, high = limit if isinstance(limit, tuple) else (limit, limit)
    size = article.sizes.get(name)
    return size is not None and low - SLACK <= size <= high + SLACK


def _told(held: Catalogue, article: Implant) -> str:
    family = families().get(article.family)
    names = (family.english, family.chinese) if family else ()
    maker = article.maker or held.maker
    return " ".join((article.reference, article.english, article.chinese, *names, maker, article.material)).lower()


def _shelf() -> _Shelf:
    return _read(os.environ.get(VARIABLE, ""))


@cache
def _read(named: str) -> _Shelf:
    there: dict[str, Catalogue] = {}
    wrong: dict[str, str] = {}
    generic = _generic()
    there[generic.name] = generic
    for folder in [*(one.folder for one in all_implant_catalogs()), *_named(named)]:
        try:
            held = read_package(folder)
            if held.name in there:
                raise OsteoError(f"A catalogue {held.name!r} is there already; only the first is used.")
        except OsteoError as error:
            wrong[str(folder)] = str(error)
            log.warning("implant package %s is left out: %s", folder, error)
            continue
        there[held.name] = held
    return _Shelf(there, wrong)


def _named(variable: str) -> Iterable[Path]:
    return (Path(folder) for folder in variable.split(os.pathsep) if folder.strip())


def _generic() -> Catalogue:
    from osteokit.planning.implants.resources import generic_articles

    articles = {one.reference: one for one in generic_articles()}
    return Catalogue(
        GENERIC, "Generic implants of common sizes", "常用规格通用植入物", "1", articles, "Apache-2.0", "",
        "Sizes in common use, after the ISO standards named at each article; no maker's product",
    )  # fmt: skip
