"""Both languages of every module are complete: every text is in both .ts files, translated, placeholders kept."""

import ast
import string
from pathlib import Path

import pytest

from harness.translatable import texts_of_module, translations_of

MODULES = sorted(
    file.parent
    for file in (Path(__file__).resolve().parents[2] / "modules").glob("*/CMakeLists.txt")
    if (file.parent / "Resources" / "Translations").is_dir()
)
SAME_IN_BOTH = {
    " HU", " mm", " %", " °", "3MF", "CT:", "DICOM", "DICOM SEG", "GLB", "OBJ", "PACS", "PLY", "STL", "cm³",
    "{title}: {measured}. {advice}",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("module", MODULES, ids=lambda folder: folder.name)


def _translations(module: Path, locale: str) -> dict[tuple[str, str], str]:
    return translations_of(module / "Resources" / "Translations" / f"{module.name}_{locale}.ts")


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_text_is_translated_and_none_is_left_over(module, locale):
    texts = texts_of_module(module)
    assert len(texts) > 100
    assert set(_translations(module, locale)) == texts


def test_chinese_is_chinese_and_keeps_placeholders(module):
    for (_, text), translated in _translations(module, "zh_CN").items():
        fields = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (text, translated)]
        assert fields[0] == fields[1], text
        assert text in SAME_IN_BOTH or any("\u4e00" <= c <= "\u9fff" for c in translated), text


def test_no_text_on_screen_escapes_translation(module):
    """Texts given to widgets in code come through ``_``: no bare string is assigned to .text or .toolTip."""
    for file in sorted((module / f"{module.name}Lib").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value:
                targets = {t.attr for t in node.targets if isinstance(t, ast.Attribute)}
                assert not targets & {"text", "toolTip", "title", "windowTitle"}, f"{file.name}:{node.lineno}"
