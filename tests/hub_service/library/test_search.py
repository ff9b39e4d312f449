"""Words in Chinese and English; against a plain substring search over all texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteohub.library.search import wanted, words

CHINESE = "股骨颈折胫平台脊柱侧弯腰椎"


def finds(question: str, content: str) -> bool:
    """What both databases do with the words."""
    have = words(content)
    return all(
        any(one.startswith(word) if open_end else one == word for one in have) for word, open_end in wanted(question)
    )


@given(st.text(alphabet=CHINESE, min_size=1, max_size=12), st.data())
def test_every_piece_of_a_chinese_text_finds_it(content, data):
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start + 1, len(content)))
    assert finds(content[start:end], content)


@given(st.text(alphabet=CHINESE, min_size=2, max_size=2), st.text(alphabet=CHINESE, max_size=12))
def test_two_characters_are_found_exactly_where_they_stand(pair, content):
    assert finds(pair, content) == (pair in content)


@given(st.text(max_size=60))
def test_no_text_breaks_it(content):
    assert finds(content, content)


@pytest.mark.parametrize(
    ("question", "content", "found"),
    [
        ("骨折", "股骨颈骨折", True),
        ("折骨", "股骨颈骨折", False),
        ("femo", "Femoral neck", True),
        ("moral", "Femoral neck", False),
        ("L4椎体", "腰椎L4椎体模型", True),
        ("骨折 neck", "股骨颈骨折 Femoral neck", True),
        ("骨折 tibia", "股骨颈骨折 Femoral neck", False),
    ],
)
def test_examples(question, content, found):
    assert finds(question, content) is found


TITLES = ("股骨颈骨折模型", "胫骨平台骨折", "腰椎侧弯矫形", "Pelvic ring 骨盆环", 'O\'Brien "quoted" test*')


QUESTIONS = ["骨折", "骨", "折模", "pelv", "ring 骨盆", "O'Brien", '"quoted"', "test*", "a & b | !c", "--", "腰椎 侧弯"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_both_databases_find_the_same(region, question):
    """Whatever is asked, operators and quotes of the query languages too."""
    from sqlalchemy import select

    from osteohub.library.models import Resource, Version
    from osteohub.library.search import index, joined

    author, place = region.people["operator"], region.places["top"]
    with region.hub.database.write() as session:
        for number, title in enumerate(TITLES):
            resource = Resource(organisation_id=place, created_by=author)
            session.add(resource)
            session.flush()
            version = Version(
                resource_id=resource.id, organisation_id=place, author_id=author, title=title, kind="anatomy",
                body_system="x", specialty="x", difficulty="x", ledger_number=number,
            )  # fmt: skip
            session.add(version)
            session.flush()
            index(session, version)
        got = set(session.scalars(joined(session, select(Version.title), question)[0]))
    assert got == {title for title in TITLES if finds(question, title)}
