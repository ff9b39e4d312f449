"""A document is kept once, and survives the scene file."""

from osteokit.mrml.text_node import document_node, keep_document, kept_document


def test_kept_once_and_restored(scene, tmp_path):
    assert kept_document(scene, "osteo.plan") == ""
    first = keep_document(scene, "osteo.plan", '{"title": "左膝"}')
    assert keep_document(scene, "osteo.plan", '{"title": "左膝 HTO"}') is first
    keep_document(scene, "other", "x")
    assert scene.WriteToMRB(str(tmp_path / "scene.mrb"))
    scene.Clear(0)
    assert document_node(scene, "osteo.plan") is None
    assert scene.ReadFromMRB(str(tmp_path / "scene.mrb"), True)
    assert kept_document(scene, "osteo.plan") == '{"title": "左膝 HTO"}'
    assert kept_document(scene, "other") == "x"
