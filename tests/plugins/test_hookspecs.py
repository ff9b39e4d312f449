"""Every hook is documented (signature, kind, guide) and tested; nobody can add one without."""

import ast
import inspect
import re
import typing
from pathlib import Path

import pytest

from osteokit.plugins import hookspecs

TESTS = Path(__file__).parent
GUIDE = TESTS.parents[1] / "docs" / "plugins.md"
HOOKS = {
    name: function
    for name, function in inspect.getmembers(hookspecs, inspect.isfunction)
    if getattr(function, "osteo_spec", None) is not None
}


def test_there_are_hooks_and_each_has_a_kind_and_an_answer():
    assert HOOKS and set(hookspecs.KINDS) == set(HOOKS) == set(hookspecs.ANSWERS)
    assert set(hookspecs.KINDS.values()) <= {"observer", "decider"}


@pytest.mark.parametrize("name", HOOKS)
def test_signature_is_typed_and_its_answer_is_a_frozen_dataclass(name):
    assert re.match(r"(osteo|hub)_[a-z_]+$", name)
    hints = typing.get_type_hints(HOOKS[name])
    assert set(hints) == {*inspect.signature(HOOKS[name]).parameters, "return"}
    answer = hookspecs.ANSWERS[name]
    assert answer.__dataclass_params__.frozen
    assert answer in typing.get_args(hints["return"]), "the documented return type is what the manager demands"


@pytest.mark.parametrize("name", HOOKS)
def test_docstring_and_guide_tell_the_hook(name):
    doc = inspect.getdoc(HOOKS[name]) or ""
    assert f"Kind: {hookspecs.KINDS[name]}" in doc
    assert "Returns\n-------" in doc
    for parameter in inspect.signature(HOOKS[name]).parameters:
        assert re.search(rf"^{parameter} : ", doc, re.MULTILINE)
    guide = GUIDE.read_text(encoding="utf-8")
    assert f"`{name}`" in guide and hookspecs.ANSWERS[name].__name__ in guide


@pytest.mark.parametrize("name", HOOKS)
def test_hook_has_a_test_that_implements_it(name):
    """Some test function is named after the hook, and some test file holds an implementation of it."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.glob("test_*.py")]
    functions = [f for tree in trees for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    assert any(f.name.startswith(f"test_{name}") for f in functions)
    assert any(f.name == name and any(ast.unparse(d) == "hookimpl" for d in f.decorator_list) for f in functions)
