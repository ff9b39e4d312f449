"""Every hook is documented (signature, kind, guide) and tested; nobody can add one without."""

import ast
import inspect
import re
import typing
from pathlib import Path

import pytest

from osteokit.plugins import hookspecs, hub_hookspecs
from osteokit.plugins.reference import BEGIN, END, reference

TESTS = Path(__file__).parent
HUB_TESTS = TESTS.parent / "hub_service" / "plugins"
GUIDE = TESTS.parents[1] / "docs" / "plugins.md"
SPECS = (hookspecs, hub_hookspecs)
HOOKS = {
    name: function
    for specs in SPECS
    for name, function in inspect.getmembers(specs, inspect.isfunction)
    if getattr(function, "osteo_spec", None) is not None
}
KINDS = hookspecs.KINDS | hub_hookspecs.KINDS
ANSWERS = hookspecs.ANSWERS | hub_hookspecs.ANSWERS


def test_there_are_hooks_and_each_has_a_kind_and_an_answer():
    assert HOOKS and set(KINDS) == set(HOOKS) == set(ANSWERS)
    assert set(KINDS.values()) <= {"observer", "decider"}
    for specs, prefix in zip(SPECS, ("osteo_", "hub_"), strict=True):
        assert specs.KINDS and all(name.startswith(prefix) for name in specs.KINDS)


def test_the_guide_holds_the_reference_as_the_specifications_make_it():
    text = GUIDE.read_text(encoding="utf-8")
    assert text[text.index(BEGIN) : text.index(END) + len(END)] == reference(), "osteo plugin hooks prints it anew"


@pytest.mark.parametrize("name", HOOKS)
def test_signature_is_typed_and_its_answer_is_a_frozen_dataclass(name):
    assert re.match(r"(osteo|hub)_[a-z_]+$", name)
    hints = typing.get_type_hints(HOOKS[name])
    assert set(hints) == {*inspect.signature(HOOKS[name]).parameters, "return"}
    answer = ANSWERS[name]
    assert answer.__dataclass_params__.frozen
    assert answer in typing.get_args(hints["return"]), "the documented return type is what the manager demands"


@pytest.mark.parametrize("name", HOOKS)
def test_docstring_and_guide_tell_the_hook(name):
    doc = inspect.getdoc(HOOKS[name]) or ""
    assert f"Kind: {KINDS[name]}" in doc
    assert "Returns\n-------" in doc
    for parameter in inspect.signature(HOOKS[name]).parameters:
        assert re.search(rf"^{parameter} : ", doc, re.MULTILINE)
    guide = GUIDE.read_text(encoding="utf-8")
    assert f"`{name}`" in guide and ANSWERS[name].__name__ in guide


@pytest.mark.parametrize("name", HOOKS)
def test_hook_has_a_test_that_implements_it(name):
    """Some test function is named after the hook, and some test file holds an implementation of it."""
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in (*TESTS.glob("test_*.py"), *HUB_TESTS.glob("test_*.py"))
    ]
    functions = [f for tree in trees for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)]
    assert any(f.name.startswith(f"test_{name}") for f in functions)
    assert any(f.name == name and any(ast.unparse(d) == "hookimpl" for d in f.decorator_list) for f in functions)
