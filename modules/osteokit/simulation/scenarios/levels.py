"""The three levels of the built-in scenarios."""

from osteokit.simulation.scenario import Level, PassMark


def three_levels(time_s: float, easy: dict[str, float], hard: dict[str, float]) -> tuple[Level, ...]:
    """Guided, practice and exam. Pass marks by metric: ``easy`` for the first, ``hard`` for the exam, their middle for
    practice; a name that begins with ``">"`` is a least value, any other a most. ``time_s`` is what the exam allows."""
    middle = {name: (easy[name] + hard[name]) / 2 for name in hard if name in easy}
    return (
        Level("1", "Guided", "引导", True, True, False, 0.5, 0.0, _marks(easy)),
        Level("2", "Practice", "练习", False, True, False, 1.0, 0.0, _marks(middle)),
        Level("3", "Exam", "考核", False, False, True, 1.5, time_s, _marks(hard)),
    )


def _marks(limits: dict[str, float]) -> tuple[PassMark, ...]:
    return tuple(PassMark(name.lstrip(">"), limit, not name.startswith(">")) for name, limit in limits.items())
