"""Both languages are complete: every text of the module is in both .ts files, translated, placeholders kept."""

import ast
import string

import pytest

from harness.translatable import texts_of_module, translations_of


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_every_text_is_translated_and_none_is_left_over(module_path, locale):
    texts = texts_of_module(module_path)
    assert len(texts) > 100
    translations = translations_of(module_path / "Resources" / "Translations" / f"GuideDesigner_{locale}.ts")
    assert set(translations) == texts


def test_chinese_is_chinese_and_keeps_placeholders(module_path):
    translations = translations_of(module_path / "Resources" / "Translations" / "GuideDesigner_zh_CN.ts")
    same_in_both = {" mm", "DICOM", "{title}: {measured}. {advice}"}
    for (_, text), translated in translations.items():
        fields = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in (text, translated)]
        assert fields[0] == fields[1], text
        assert text in same_in_both or any("\u4e00" <= c <= "\u9fff" for c in translated), text


def test_no_text_on_screen_escapes_translation(module_path):
    """Texts given to widgets in code come through ``_``: no bare string is assigned to .text or .toolTip."""
    for file in sorted((module_path / "GuideDesignerLib").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value:
                targets = {t.attr for t in node.targets if isinstance(t, ast.Attribute)}
                assert not targets & {"text", "toolTip", "title", "windowTitle"}, f"{file.name}:{node.lineno}"


@pytest.mark.service("qt")
def test_the_panel_in_chinese(module_path, tmp_path):
    from harness.desktop import compiled_translation, emulated_desktop, load_module, module_parent

    source = module_path / "Resources" / "Translations" / "GuideDesigner_zh_CN.ts"
    with emulated_desktop("zh_CN", compiled_translation(source, tmp_path)):
        widget = load_module(module_path / "GuideDesigner.py").GuideDesignerWidget(module_parent())
        widget.setup()
        assert widget.ui.designButton.text == "设计导板"
        assert widget.ui.nextLabel.text.startswith("开始：请选择计划中的截骨")
        assert (
            widget.ui.sawComboBox.itemText(0) == "矢状锯片（大）" and widget.ui.insertSpinBox.specialValueText == "无"
        )
        widget.cleanup()
