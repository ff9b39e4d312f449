"""The hooks that a plugin can answer, with their signatures. docs/plugins.md is the guide.

Two kinds. An *observer*: where it fails, the plugin is named, disabled and listed, and the work goes on without it.
A *decider*: where it fails, the answer is no, in one sentence. The kind of each hook stands in :data:`KINDS`.
"""

from collections.abc import Sequence
from typing import Literal

from osteokit.plugins.image_sources import ImageSource
from osteokit.plugins.implant_catalogs import ImplantCatalog
from osteokit.plugins.marks import hookspec
from osteokit.plugins.plan_checks import PlanDocument, PlanFinding
from osteokit.plugins.segmenters import Segmenter
from osteokit.plugins.tracked_devices import DeviceSettings

KINDS: dict[str, Literal["observer", "decider"]] = {
    "osteo_segmenters": "observer",
    "osteo_image_sources": "observer",
    "osteo_implant_catalogs": "observer",
    "osteo_tracked_devices": "observer",
    "osteo_plan_checks": "decider",
}

ANSWERS: dict[str, type] = {
    "osteo_segmenters": Segmenter,
    "osteo_image_sources": ImageSource,
    "osteo_implant_catalogs": ImplantCatalog,
    "osteo_tracked_devices": DeviceSettings,
    "osteo_plan_checks": PlanFinding,
}
"""What the sequence that a hook returns must hold."""


@hookspec
def osteo_segmenters() -> Sequence[Segmenter]:  # type: ignore[empty-body]
    """The segmenters that this plugin brings. Kind: observer.

    Asked once, when segmenters are first listed or looked for. It must be quick and must not import the tool: whether
    the tool is there is asked of each :class:`~osteokit.plugins.segmenters.Segmenter` itself.

    Returns
    -------
    sequence of Segmenter
        Each with a name of its own; of two with one name the second plugin is disabled.
    """


@hookspec
def osteo_image_sources() -> Sequence[ImageSource]:  # type: ignore[empty-body]
    """The PACS that this plugin knows by name. Kind: observer.

    Asked once, when a name is typed where an address could stand, or sources are listed. It must be quick: credentials
    are fetched later, by each :class:`~osteokit.plugins.image_sources.ImageSource` itself.

    Returns
    -------
    sequence of ImageSource
        Each with a name of its own; of two with one name the second plugin is disabled.
    """


@hookspec
def osteo_implant_catalogs() -> Sequence[ImplantCatalog]:  # type: ignore[empty-body]
    """The implant catalogues that this plugin brings: what the hospital keeps on its shelf. Kind: observer.

    Asked once, when implants are first listed or looked for. It must be quick: only where the packages lie is told
    here; they are read by the suite, and one that is wrong is left out and named.

    Returns
    -------
    sequence of ImplantCatalog
        Each with a name of its own; of two with one name the second plugin is disabled.
    """


@hookspec
def osteo_tracked_devices() -> Sequence[DeviceSettings]:  # type: ignore[empty-body]
    """The trackers and haptic arms that this plugin knows: by address, or by a driver that it starts. Kind: observer.

    Asked once, when devices are first listed or looked for. It must be quick and must touch no hardware: a driver is
    started by :attr:`~osteokit.plugins.tracked_devices.DeviceSettings.start`, when a person connects the device.

    Returns
    -------
    sequence of DeviceSettings
        Each with a name of its own; of two with one name the second plugin is disabled.
    """


@hookspec
def osteo_plan_checks(plan: PlanDocument, variant: str) -> Sequence[PlanFinding]:  # type: ignore[empty-body]
    """What this plugin finds wrong with one variant of a plan: a rule of the hospital. Kind: decider.

    Asked each time a variant has been carried out on the bones, after the suite's own checks. It must be quick (well
    below a second), must not change anything, and must not keep the plan: it may hold a patient's name. A plugin that
    fails counts as a finding of severity ``"stop"``: a plan that could not be checked is not called good.

    Parameters
    ----------
    plan : mapping
        The plan's JSON document, ``osteo.plan/1`` (``modules/osteokit/planning/resources/plan.schema.json``).
    variant : str
        Name of the variant to look at, one of ``plan["variants"]``.

    Returns
    -------
    sequence of PlanFinding
        Empty where nothing is wrong. Codes begin with the plugin's name.
    """
