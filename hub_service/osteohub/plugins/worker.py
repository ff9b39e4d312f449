"""One plugin in a process of its own: ``python -m osteohub.plugins.worker NAME MODULE``. Questions come in, answers go
out, each a pickle behind its length.

The process keeps what a plugin does wrong (hanging, crashing, ending) away from the hub. It is no wall against malice:
a plugin is a program that somebody installed.
"""

import dataclasses
import io
import os
import pickle
import queue
import struct
import sys
import threading
from importlib.metadata import EntryPoint
from typing import Any, BinaryIO

import pluggy

from osteokit.base.errors import OsteoError
from osteokit.plugins import hub_hookspecs
from osteokit.plugins.marks import PROJECT

_LENGTH = struct.Struct("<Q")
LARGEST = 256 << 20

_VALUES = ("osteokit.plugins.hub_", "pathlib")
_BUILTINS = {("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta"), ("datetime", "date")}


class _Values(pickle.Unpickler):
    """Makes plain values only: what comes out of a plugin's process runs nothing in the hub's."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_VALUES) or (module, name) in _BUILTINS:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value that a plugin gives")


def write(stream: BinaryIO, value: Any) -> None:
    content = pickle.dumps(value, protocol=5)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """
    Raises
    ------
    EOFError
        The other side has gone.
    pickle.UnpicklingError
        It is no plain value.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    if length > LARGEST:
        raise pickle.UnpicklingError("an answer is too large")
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return _Values(io.BytesIO(content)).load()


class Plugin:
    """A loaded plugin and what it brought.

    Raises
    ------
    Exception
        Whatever its import raises.
    """

    def __init__(self, name: str, module: str) -> None:
        self._manager = pluggy.PluginManager(PROJECT)
        self._manager.add_hookspecs(hub_hookspecs)
        plugin = EntryPoint(name, module, "osteo").load()
        self._refuse_unknown(plugin)
        self._manager.register(plugin, name)
        self._brought: dict[tuple[str, str], Any] = {}

    def hooks(self) -> tuple[str, ...]:
        """The hub's hooks that it answers."""
        return tuple(hook for hook in hub_hookspecs.KINDS if getattr(self._manager.hook, hook).get_hookimpls())

    def ask(self, hook: str, arguments: dict[str, Any]) -> tuple[Any, ...]:
        """The answers of one hook; things that can be called are kept here, and called by name."""
        results = getattr(self._manager.hook, hook)(**arguments)
        answers, wanted = (tuple(results[0]) if results else ()), hub_hookspecs.ANSWERS[hook]
        for one in answers:
            if not isinstance(one, wanted):
                raise TypeError(f"it gave {type(one).__name__} where {wanted.__name__} is needed")
            if hasattr(one, "name"):
                self._brought[hook, one.name] = one
        return tuple(_without_callables(one) for one in answers)

    def call(self, hook: str, name: str, field: str, arguments: tuple[Any, ...]) -> Any:
        """Call what a thing that it brought can do."""
        if (hook, name) not in self._brought:
            self.ask(hook, {})
        answer = getattr(self._brought[hook, name], field)(*arguments)
        return tuple(answer) if isinstance(answer, list) else answer

    def _refuse_unknown(self, plugin: object) -> None:
        for name in dir(plugin):
            if name.startswith("hub_") and getattr(getattr(plugin, name), f"{PROJECT}_impl", None):
                if name not in hub_hookspecs.KINDS:
                    raise OsteoError(
                        f"it answers the hook {name}, which does not exist here; is it of another version?"
                    )


def _without_callables(value: Any) -> Any:
    held = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
    return dataclasses.replace(value, **{name: None for name, one in held.items() if callable(one)})


def answer(plugin: Plugin, question: dict[str, Any]) -> tuple[str, Any]:
    """``("ok", value)``, ``("refused", sentence)`` or ``("failed", what happened)``."""
    try:
        value = plugin.call(**question) if "field" in question else plugin.ask(**question)
        pickle.dumps(value)
        return "ok", value
    except OsteoError as refusal:
        return "refused", str(refusal)
    except BaseException as error:  # sys.exit() in a plugin ends no process
        return "failed", short(error)


def short(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}"[:300] if text else type(error).__name__


def _listen(stream: BinaryIO, questions: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Ends the process with the hub, whatever the plugin is doing."""
    try:
        while True:
            questions.put(read(stream))
    except BaseException:
        os._exit(0)


def main() -> None:
    name, module = sys.argv[1:3]
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a plugin prints must not stand among the answers
    questions: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, questions), daemon=True).start()
    try:
        plugin = Plugin(name, module)
    except BaseException as error:
        write(out, ("failed", f"it cannot be loaded: {short(error)}"))
        return
    write(out, ("ok", plugin.hooks()))
    while True:
        write(out, answer(plugin, questions.get()))


if __name__ == "__main__":
    main()
