"""The marks that make a function a hook or its specification; kept apart so that a plugin's process stays small."""

import pluggy

PROJECT = "osteo"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
