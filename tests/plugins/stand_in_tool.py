"""A stand-in for an AI segmenter's program, used by the tests: it plays a recorded behaviour without a network.

Run as ``python stand_in_tool.py PLAN_JSON ARGUMENTS...``. The plan says what to print, which label map to write where
(the ``-i`` and ``-o`` of the arguments are known), how to end, and where to record the arguments it was given.
"""

import json
import os
import subprocess
import sys
import time

import numpy as np
import SimpleITK as sitk


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    arguments = sys.argv[2:]
    if "record" in plan:
        with open(plan["record"], "w", encoding="utf-8") as file:
            json.dump(arguments, file)
    for stream, text in plan.get("say", []):
        getattr(sys, stream).write(text)
        getattr(sys, stream).flush()
    if "sleep_with_child" in plan:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        with open(plan["sleep_with_child"] + ".part", "w", encoding="utf-8") as file:
            json.dump([os.getpid(), child.pid], file)
        os.replace(plan["sleep_with_child"] + ".part", plan["sleep_with_child"])
        time.sleep(600)
    if "output" in plan:
        source = sitk.ReadImage(arguments[arguments.index("-i") + 1])
        labels = np.load(plan["labels"])
        image = sitk.GetImageFromArray(labels)
        if labels.shape == sitk.GetArrayViewFromImage(source).shape:
            image.CopyInformation(source)
        if plan.get("orient"):
            image = sitk.DICOMOrient(image, plan["orient"])
        out = arguments[arguments.index("-o") + 1]
        sitk.WriteImage(image, plan["output"].format(o=out))
    return plan.get("exit", 0)


if __name__ == "__main__":
    sys.exit(main())
