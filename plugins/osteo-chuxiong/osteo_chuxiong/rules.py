"""The region's numbers and reasons: data, of this package or of a file named in ``OSTEO_CHUXIONG_RULES``."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from osteokit.base.errors import OsteoError

VARIABLE = "OSTEO_CHUXIONG_RULES"
NEEDED = ("skips_county", "reasons", "answer_hours", "summary_days", "review_days", "approval_hours", "judge_hours")


@cache
def rules() -> dict[str, Any]:
    """
    Raises
    ------
    OsteoError
        The file cannot be read or lacks something.
    """
    file = Path(os.environ.get(VARIABLE) or Path(__file__).with_name("rules.json"))
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OsteoError(f"The rules {file} cannot be read ({error}).") from error
    missing = [name for name in NEEDED if name not in content]
    if missing:
        raise OsteoError(f"The rules {file} lack {', '.join(missing)}.")
    if content["skips_county"] not in ("allow", "approval", "veto"):
        raise OsteoError(f"skips_county in {file} is allow, approval or veto, not {content['skips_county']!r}.")
    return content
