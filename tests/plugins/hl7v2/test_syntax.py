"""The syntax against properties, two independent libraries, and random bytes."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osteo_hl7v2.charsets import NAMES
from osteo_hl7v2.errors import Hl7Error
from osteo_hl7v2.escapes import escaped, unescaped
from osteo_hl7v2.syntax import LARGEST_MESSAGE, USUAL, Message, Segment, encode, parse, segment

HEADER = r"MSH|^~\&|HIS|5309|OSTEO|5301|20261122101500+0800||REF^I12^REF_I12|77|P|2.5.1||||||{charset}"

MARKS = st.permutations("|^~\\&#@!$%").map(lambda found: "".join(found[:5]))
WORDS = st.text(
    st.one_of(st.sampled_from("|^~\\&\n\r\0\x0b\x1c 左股骨颈骨折\U00020000\"'"), st.characters(codec="utf-8")),
    max_size=8,
)


def nested(depth: int):
    """Tuples of texts, without empty ends: the normal form."""
    inner = WORDS if depth == 0 else nested(depth - 1)
    return st.lists(inner, max_size=3).map(tuple).map(_trimmed)


def _trimmed(parts):
    while parts and not parts[-1]:
        parts = parts[:-1]
    return parts


SEGMENTS = st.builds(
    Segment, st.from_regex(r"[A-Y][A-Z0-9]{2}", fullmatch=True).filter(lambda name: name != "MSH"), nested(3)
)


@settings(deadline=None, max_examples=50)
@given(st.lists(SEGMENTS, max_size=4), MARKS, st.sampled_from(["UNICODE UTF-8", "GB 18030-2000"]))
def test_what_is_written_is_read_again(segments, marks, charset):
    header = segment("MSH", "系统", "", "", "", "", "", ("REF", "I12"), "1", "P", "2.5", "", "", "", "", "", charset)
    message = Message((header, *segments), marks, charset)
    assert parse(encode(message), "ASCII") == message


@pytest.mark.parametrize("charset", sorted(NAMES))
def test_every_character_set_by_its_name(charset):
    letters = {
        "GB 18030-2000": "左股骨颈骨折 镕㐂", "BIG-5": "左股骨頸骨折", "UNICODE UTF-8": "左股骨颈 ё 🦴",
        "8859/5": "Щ", "8859/2": "ő", "8859/9": "ğ", "8859/15": "€", "8859/1": "é",
    }.get(charset, "femur")  # fmt: skip
    content = f"{HEADER.format(charset=charset)}\rNTE|1||{letters}\r".encode(NAMES[charset])
    message = parse(content)
    assert message.charset == charset and message.need("NTE").value(3) == letters
    assert encode(message) == content


def test_second_bytes_of_gb18030_that_look_like_separators():
    """Letters whose second byte is | ^ ~ \\ in the very bytes: 亅 is 81 7C, 乗 is 81 5C."""
    text = "".join(
        bytes((first, second)).decode("gb18030") for first in (0x81, 0xB0) for second in (0x7C, 0x5E, 0x7E, 0x5C, 0x40)
    )
    assert all(mark in text.encode("gb18030") for mark in (b"|", b"^", b"~", b"\\"))
    content = f"{HEADER.replace('HIS|', text + '|').format(charset='GB18030')}\rNTE|1||{text}\r".encode("gb18030")
    message = parse(content)
    assert message.need("NTE").value(3) == text == message.header.value(3)
    assert parse(encode(message)) == message


@pytest.mark.parametrize(
    ("charset", "usual", "words"),
    [("KOI8-R", "ASCII", "is not read here"), ("ASCII~GB 18030-2000", "ASCII", "several character sets"),
     ("ASCII", "ASCII", "no letter of ASCII"), ("", "ASCII", "no letter of ASCII")],
)  # fmt: skip
def test_character_sets_that_are_not_read(charset, usual, words):
    with pytest.raises(Hl7Error, match=words):
        parse(f"{HEADER.format(charset=charset)}\rNTE|1||骨\r".encode(), usual)


def test_without_a_name_the_agreed_set_counts():
    content = f"{HEADER.format(charset='')}\rNTE|1||股骨\r".encode("gb18030")
    assert parse(content, "GB 18030-2000").need("NTE").value(3) == "股骨"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [(r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"), (r"\E\R\E" + "\\", "\\R\\"), (r"\X0D0A\x", "\r\nx"),
     (r"\XE5B7A6\ ", "左 "), (r"one\.br\two\.sp2\three\.sk3\four", "one\ntwo\n\nthree   four"),
     (r"\H\bold\N\ \.in+4\in\.fi\ ", "bold in ")],
)  # fmt: skip
def test_escapes(text, meaning):
    assert unescaped(text, USUAL, "UNICODE UTF-8") == meaning


@pytest.mark.parametrize(
    "text", ["\\", r"a\b", r"\Q\ ", r"\X0\ ", r"\XFF\ ", r"\C2842\ ", r"\Z1\ ", r"\.sp123456789\ "]
)
def test_escapes_that_would_be_guesses_are_refused(text):
    with pytest.raises(Hl7Error, match="escape"):
        unescaped(text, USUAL, "UNICODE UTF-8")


def test_a_refusal_names_its_place_and_z_segments_keep_their_own_escapes():
    content = f"{HEADER.format(charset='')}\rNTE|1|\\|x\r".encode()
    with pytest.raises(Hl7Error, match=r"^NTE-2: .*not closed"):
        parse(content)
    z = parse(f"{HEADER.format(charset='')}\rZ00|4\\5^b\r".encode())
    assert z.need("Z00").value(1) == "4\\5"


def test_against_python_hl7():
    """An independent parser, on real shapes and on escapes that it knows."""
    hl7 = pytest.importorskip("hl7")
    text = "\r".join([
        HEADER.format(charset="UNICODE UTF-8"),
        "PID|1||A1^^^H&1.2.3&ISO^MR~5323^^^^NI||李^四~LI^SI||19520304|M|||^^楚雄&东路^12||13900000000",
        r"DG1|1||S72.0^左股骨颈骨折 \T\ \S\^ICD10||20261122", r"NTE|1||a\F\b\R\c\E\d",
    ]) + "\r"  # fmt: skip
    other, ours = hl7.parse(text), parse(text.encode())
    for one, mine in zip(other, ours.segments, strict=True):
        for number in range(3 if mine.name == "MSH" else 1, len(one)):
            for repetition in range(1, len(mine.repetitions(number)) + 1):
                for component in range(1, 6):
                    for sub in range(1, 4):
                        try:
                            theirs = other.extract_field(mine.name, 1, number, repetition, component, sub)
                        except IndexError:
                            theirs = ""
                        assert mine.value(number, component, sub, repetition) == (theirs or ""), (mine.name, number)
    for word in ("a|b^c~d&e", "femur"):
        assert other.unescape(escaped(word, USUAL)) == word


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "begins with MSH"), (b"FHS|^~\\&|", "batches"), (b"MSH", "five different marks"), (b"MSH|^~\\", "five"),
     (b"MSH|^^\\&|", "five"), (b"MSH|AB\\&|", "five"), (b"MSH|^~\\&#|", "five"),
     (b"MSH|^~\\&|\rpid|1", "three capital"), (b"MSH|^~\\&|\rPIDx|1", "three capital"),
     (b"MSH|^~\\&|\r" + b"NTE\r" * 5000, "5000 segments"),
     (b"MSH|^~\\&|\rNTE" + b"|" * 500, "400 fields"), (b"MSH|^~\\&|\rNTE|1" + b"~" * 3000, "2000 parts"),
     (b"MSH|^~\\&|\rNTE|" + b"a" * (2 << 20), "letters"),
     (b"MSH|^~\\&|" + b"a" * LARGEST_MESSAGE, "larger than 4 MiB")],
)  # fmt: skip
def test_limits_and_broken_messages_are_one_sentence(content, words):
    with pytest.raises(Hl7Error, match=words) as caught:
        parse(content)
    assert str(caught.value).endswith(".") and len(str(caught.value)) < 300


def torn(source: random.Random) -> bytes:
    """A message with random bytes in it, or nothing but random bytes."""
    kind = source.randrange(3)
    if kind == 0:
        return source.randbytes(source.randrange(200))
    whole = bytearray(
        f"{HEADER.format(charset=source.choice(['', *NAMES]))}\rPID|1||A^^^H&1~B||张^三\rNTE|1||\\X41\\\r".encode()
    )
    for _ in range(source.randrange(1, 12)):
        place = source.randrange(len(whole))
        whole[place : place + source.randrange(3)] = source.randbytes(source.randrange(4))
    return bytes(whole) if kind == 1 else b"MSH|^~\\&|" + source.randbytes(300)


def fuzz(count: int) -> int:
    source, read = random.Random(7), 0
    for _ in range(count):
        content = torn(source)
        try:
            message = parse(content, source.choice(list(NAMES)))
        except Hl7Error:
            continue
        read += 1
        if not any(one.name.startswith("Z") for one in message.segments):
            try:
                again = encode(message)
            except Hl7Error:
                continue
            assert parse(again, message.charset) == message
    return read


def test_random_bytes_are_read_or_refused():
    assert fuzz(3_000) > 100


@pytest.mark.slow
def test_very_many_random_bytes_are_read_or_refused():
    began = time.process_time()
    assert fuzz(100_000) > 5_000
    assert time.process_time() - began < 300
