"""What navigation stands on: the calibrated tool and the registered patient; written and read as one JSON file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from osteokit.base.errors import OsteoError
from osteokit.base.files import whole_file
from osteokit.tracking.navigation.guidance import Target
from osteokit.tracking.navigation.target_error import ExpectedError, expected_error
from osteokit.tracking.navigation.tool import NavigatedTool
from osteokit.tracking.poses import rigid_poses
from osteokit.tracking.registration.landmarks import LandmarkRegistration
from osteokit.tracking.registration.surface import SurfaceRegistration

FORMAT = "osteo.navigation/1"
Registration = LandmarkRegistration | SurfaceRegistration


@dataclass(frozen=True, eq=False)
class Setup:
    """A tool and a patient.

    Attributes
    ----------
    tool : NavigatedTool
    reference : str
        Name of the pose of the reference on the patient (``"ReferenceToTracker"``); empty where the tool's pose is
        sent relative to it already (``"StylusToReference"``).
    registration : LandmarkRegistration, SurfaceRegistration or None
        From the reference's coordinates to the plan's RAS; None before the patient is registered.
    bone : str
        Key of the bone that was registered.
    plan_id : str
        Of the plan that it was registered to.
    """

    tool: NavigatedTool
    reference: str = ""
    registration: Registration | None = None
    bone: str = ""
    plan_id: str = ""

    def registered(self, registration: Registration, bone: str, plan_id: str = "") -> "Setup":
        """The same with a patient."""
        return replace(self, registration=registration, bone=bone, plan_id=plan_id)

    def tool_to_ras(self, tool: np.ndarray, reference: np.ndarray | None) -> np.ndarray:
        """The tool's markers in the plan (4, 4), from the poses that the tracker sent.

        Raises
        ------
        OsteoError
            A pose is not rigid or not finite, or there is no registration, or no pose of the reference.
        """
        if self.registration is None:
            raise OsteoError("The patient is not registered yet; touch the landmarks first.")
        return self.registration.matrix @ self.to_reference(tool, reference)

    def to_reference(self, tool: np.ndarray, reference: np.ndarray | None) -> np.ndarray:
        """The tool's markers in the coordinates of the patient's reference (4, 4).

        Raises
        ------
        OsteoError
            A pose is not rigid or not finite, or the reference's is needed and not there.
        """
        markers = rigid_poses([tool], f"pose of {self.tool.name},")[0]
        if not self.reference:
            return markers
        if reference is None:
            raise OsteoError(f"The reference {self.reference!r} on the patient is not seen.")
        return np.linalg.inv(rigid_poses([reference], f"pose of {self.reference},")[0]) @ markers

    def expected_error(self, target: Target) -> ExpectedError | None:
        """At the end of a target; None before registration, or where three landmarks say too little."""
        if self.registration is None:
            return None
        return expected_error(self.registration, np.asarray(target.end), self.tool.tip_error_mm)


def write_setup(setup: Setup, path: Path) -> Path:
    """Write a setup, whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_text(json.dumps(setup_json(setup), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def read_setup(path: Path) -> Setup:
    """A setup that :func:`write_setup` wrote.

    Raises
    ------
    OsteoError
        The file is absent, is no setup, or holds numbers that are none.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise OsteoError(
            f"{path} cannot be read as a navigation setup; choose a file that calibration wrote."
        ) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise OsteoError(f"{path} is no navigation setup ({FORMAT}); choose a file that calibration wrote.")
    try:
        return _from_json(value)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise OsteoError(
            f"{path} lacks something of a navigation setup ({error}); calibrate and register again."
        ) from error


def setup_json(setup: Setup) -> dict[str, Any]:
    """The document that is written."""
    tool = setup.tool
    return {
        "format": FORMAT,
        "tool": {
            "name": tool.name, "tip": _listed(tool.tip), "axis": _listed(tool.axis),
            "blade_normal": _listed(tool.blade_normal), "diameter_mm": tool.diameter_mm,
            "tip_error_mm": tool.tip_error_mm,
        },
        "reference": setup.reference, "bone": setup.bone, "plan_id": setup.plan_id,
        "registration": _registration_json(setup.registration),
    }  # fmt: skip


def _registration_json(one: Registration | None) -> dict[str, Any] | None:
    if one is None:
        return None
    if isinstance(one, LandmarkRegistration):
        return {
            "kind": "landmarks", "matrix": one.matrix.tolist(), "residuals_mm": dict(one.residuals_mm),
            "fre_mm": one.fre_mm, "fle_mm": one.fle_mm, "planned": one.planned.tolist(),
        }  # fmt: skip
    return {
        "kind": "surface", "matrix": one.matrix.tolist(), "rms_mm": one.rms_mm,
        "left_out": one.left_out.astype(int).tolist(), "covariance": one.covariance.tolist(),
        "center": one.center.tolist(),
    }  # fmt: skip


def _from_json(value: Mapping[str, Any]) -> Setup:
    tool = value["tool"]
    told = NavigatedTool(
        str(tool["name"]),
        _numbers(tool["tip"], (3,)),
        None if tool.get("axis") is None else _numbers(tool["axis"], (3,)),
        None if tool.get("blade_normal") is None else _numbers(tool["blade_normal"], (3,)),
        float(tool.get("diameter_mm", 0.0)),
        float(tool.get("tip_error_mm", 0.0)),
    )
    registration = value.get("registration")
    return Setup(
        told,
        str(value.get("reference", "")),
        None if registration is None else _registration(registration),
        str(value.get("bone", "")),
        str(value.get("plan_id", "")),
    )


def _registration(value: Mapping[str, Any]) -> Registration:
    matrix = rigid_poses([_numbers(value["matrix"], (4, 4))], "registration")[0]
    if value["kind"] == "landmarks":
        residuals = {str(name): float(mm) for name, mm in value["residuals_mm"].items()}
        fle = None if value["fle_mm"] is None else float(value["fle_mm"])
        return LandmarkRegistration(matrix, residuals, float(value["fre_mm"]), fle, _numbers(value["planned"], (-1, 3)))
    if value["kind"] != "surface":
        raise ValueError(f"the kind {value['kind']!r}")
    return SurfaceRegistration(
        matrix, float(value["rms_mm"]), np.array(value["left_out"], dtype=bool), _numbers(value["covariance"], (6, 6)),
        _numbers(value["center"], (3,)),
    )  # fmt: skip


def _numbers(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    array = np.array(value, dtype=np.float64).reshape(shape)
    if not np.isfinite(array).all():
        raise ValueError("a number that is not finite")
    return array


def _listed(vector: np.ndarray | None) -> list[float] | None:
    return None if vector is None else [float(x) for x in vector]
