"""What strangers send: values, bodies, headers, addresses. Nobody who means well sends these."""

import json
from pathlib import Path
from typing import NamedTuple

Literal = str  # JSON, as it stands in a body


class Vector(NamedTuple):
    """One hostile thing, by name."""

    name: str
    text: str


def _said(**values: object) -> list[Vector]:
    return [Vector(name, json.dumps(value)) for name, value in values.items()]


_LETTERS = _said(
    nothing="", blank=" ", tab="\t", no_break_space="\xa0", ideographic_space="\u3000",
    zero_width="\u200b", joiner="\u200d", byte_order_mark="\ufeff", right_to_left="\u202eabc",
    isolate="\u2066abc", nul="a\0b", only_nul="\0", start_of_heading="\x01", escape="\x1b[31mred",
    delete="\x7f", next_line="\x85", line_separator="a\u2028b", noncharacter="\ufffe",
    last="\U0010ffff", private_use="\ue000", replacement="\ufffd", combining="e\u0301",
    combining_flood="a" + "\u0301" * 500, family="👨\u200d👩\u200d👧\u200d👦", flag="🇩🇪",
    dotted_capital="İ", sharp_s="ß", ligature="ﬁ", full_width="ＡＢＣ", kelvin="K",
    zalgo="Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", arabic_number="١٢٣", mathematical="𝒜𝒷",
    header="\r\nSet-Cookie: a=b", markup="<script>alert(1)</script>", attribute='"><img onerror=x>',
    address="javascript:alert(1)", data_address="data:text/html,<script>",
    file="file:///etc/passwd",
    quote="'; DROP TABLE claim; --", double_quote='" OR 1=1 --', percent="%", underscore="_",
    backslash="\\", like="%_%", brackets="[a-z]", template="{{7*7}}", a_shell="${IFS}`id`$(id)",
    format="%s%n%x {0.__class__}", path="../../etc/passwd", windows="..\\..\\boot.ini",
    encoded_nul="%00", overlong="%c0%af", formula="=1+1|cmd", at="@SUM(1)", word_null="null",
    word_true="true", word_nan="NaN", word_infinity="-Infinity", number_word="1e999",
    long="a" * 10_000, longer="a" * 300_000, long_emoji="🙂" * 60_000, many_words="a " * 50_000,
    many_lines="\n" * 50_000, many_quotes="“" * 50_000, one_long_word="ab" * 40_000,
)  # fmt: skip
_LONELY = [
    Vector("lone_high", r'"\ud800"'),
    Vector("lone_low", r'"\udfff"'),
    Vector("lone_in_a_word", r'"a\ud83db"'),
    Vector("pair_the_wrong_way", r'"\ude00\ud83d"'),
    Vector("lone_name", r'{"\ud800": 1}'),
]
_NUMBERS = [
    Vector(f"number_{text[:24]}_{len(text)}", text)
    for text in (
        "0", "-0", "1", "-1", "1.5", "-0.0", "0.1", "1e2", "1E+2", "1e308", "1e309", "-1e309",
        "1e999",
        "1e-400", "1e-9999", "2147483647", "2147483648", "-2147483649", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "18446744073709551616", "9" * 30, "9" * 400, "-" + "9" * 400, "9" * 5000, "0." + "3" * 400,
        "NaN", "Infinity", "-Infinity", "0x10", "01", "1.", ".5", "+1", "1e", "--1", "1_000",
    )
]  # fmt: skip
_SHAPES = [
    *_said(
        null=None, true=True, false=False, empty_list=[], empty_object={}, list_in_list=[[]],
        list_of_null=[None], object_in_list=[{}], mixed=[1, "a", None], nameless={"": 1},
        prototype={"__proto__": {"x": 1}}, constructor={"constructor": 1}, reference={"$ref": "#"},
        operator={"$gt": ""}, many_zeros=[0] * 5000, many_words_list=["a"] * 300,
        many_names={f"n{n}": n for n in range(1000)},
    ),
    *[Vector(f"nested_{n}", "[" * n + "]" * n) for n in (2, 20, 49, 51, 2000)],
    *[Vector(f"nested_objects_{n}", '{"a":' * n + "1" + "}" * n) for n in (3, 49, 51)],
    Vector("twice_named", '{"a": 1, "a": 2}'),
]  # fmt: skip
_TIMES = [
    Vector(f"time_{text}", json.dumps(text))
    for text in (
        "2026-01-01T00:00:00", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01",
        "2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00-00:00", "2026-01-01T00:00:00+25:00",
        "2026-01-01T00:00:00+14:00", "2026-01-01T24:00:00Z", "2026-01-01T23:59:60Z",
        "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-12:00", "10000-01-01T00:00:00Z",
        "-2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1234567891Z", "2026-01-01t00:00:00z",
        "20260101T000000Z", "2026-W01-1T00:00:00Z", "2026-001T00:00:00Z", "T00:00:00Z", "now",
        "infinity", "-infinity", "epoch", "today", "1767225600", "1e12", "2026", "2026-06",
        "2026-00",
        "2026-1-1", "2026/01/01", "٢٠٢٦-01-01T00:00:00Z", "2026-01-01T00:00:00 Europe/Berlin",
    )
]  # fmt: skip
_ULID = "01jzqk3w8r5t6v7x9y0z1a2b3c"
_NAMES = [
    Vector(f"id_{n}", json.dumps(text))
    for n, text in enumerate((
        f"claim_{_ULID}", f"person_{_ULID}", f"speaker_{_ULID}", f"source_{_ULID}",
        f"article_{_ULID}", f"evidence_{_ULID}", f"CLAIM_{_ULID}", f"claim_{_ULID.upper()}",
        f"claim_{_ULID}x", f"claim_{_ULID[:-1]}", f" claim_{_ULID}", f"claim_{_ULID}\n",
        f"claim_8{_ULID[1:]}", f"claim_{'i' * 26}", "claim_", "_", "1", "*", "..", "claim", _ULID,
        f"claim_{_ULID},claim_{_ULID}", "self", "me", "null", "0",
        "00000000-0000-0000-0000-000000000000",
    ))
]  # fmt: skip

VALUES: list[Vector] = [*_LETTERS, *_LONELY, *_NUMBERS, *_SHAPES, *_TIMES, *_NAMES]

BODIES: list[tuple[str, bytes]] = [
    ("empty", b""), ("blank", b"  "), ("word", b"nonsense"), ("cut", b'{"a": '), ("open", b"{"),
    ("closed", b"}"), ("comma", b"{,}"), ("trailing comma", b'{"a": 1,}'), ("two", b"{}{}"),
    ("tail", b"{} x"), ("comment", b"{/* x */}"), ("single quotes", b"{'a': 1}"),
    ("no quotes", b"{a: 1}"), ("list", b"[]"), ("list of objects", b"[{}]"), ("text", b'"x"'),
    ("number", b"1"), ("null", b"null"), ("true", b"true"), ("not a number", b"NaN"),
    ("object", b"{}"), ("unknown", b'{"colour": "red"}'), ("id", b'{"id": "x"}'),
    ("version", b'{"version": 99}'), ("created_by", b'{"created_by": "x"}'),
    ("twice", b'{"a": 1, "a": 2}'), ("byte order mark", b"\xef\xbb\xbf{}"),
    ("utf-16", '{"a": 1}'.encode("utf-16")), ("utf-16 bare", '{"a": 1}'.encode("utf-16-be")),
    ("utf-32", '{"a": 1}'.encode("utf-32")), ("latin", '{"a": "é"}'.encode("latin-1")),
    ("broken utf-8", b'{"a": "\xc3\x28"}'), ("overlong utf-8", b'{"a": "\xc0\xaf"}'),
    ("surrogate utf-8", b'{"a": "\xed\xa0\x80"}'), ("raw nul", b'{"a": "\x00"}'),
    ("raw control", b'{"a": "\x01"}'), ("raw newline", b'{"a": "\n"}'), ("zeros", b"\x00" * 64),
    ("deep list", b"[" * 50_000), ("deep list closed", b"[" * 900 + b"]" * 900),
    ("deep object", b'{"a":' * 5000), ("long number", b'{"a": ' + b"9" * 100_000 + b"}"),
    ("long exponent", b'{"a": 1e' + b"9" * 5000 + b"}"), ("long name",
    b'{"' + b"a" * 100_000 + b'": 1}'),
    ("many names", json.dumps({f"n{n}": n for n in range(20_000)}).encode()),
    ("xml", b"<?xml version='1.0'?><a/>"), ("entities",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ("form", b"a=1&b=2"), ("multipart", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"),
    ("gzip", b"\x1f\x8b\x08\x00" + b"\x00" * 20), ("pickle", b"\x80\x04\x95."), ("msgpack",
    b"\x81\xa1a\x01"),
    ("merge patch list", b'[{"op": "add"}]'), ("bare surrogate", b'"\\ud800"'), ("escape",
    b'{"a": "\\x41"}'),
    ("too large", b'{"a": "' + b"a" * 2_200_000 + b'"}'),
]  # fmt: skip

HEADERS: list[tuple[str, bytes]] = [
    *[("Content-Type", kind) for kind in (
        b"", b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data",
        b"multipart/form-data; boundary=", b"multipart/form-data; boundary=" + b"x" * 5000,
        b"application/json; charset=utf-16", b"application/json, text/plain", b"application/xml",
        b"application/json\x0b", b"\xff", b"*/*", b"application/merge-patch+json", b"a/b+json",
    )],
    *[("If-Match", tag) for tag in (
        b"", b"*", b"1", b'"', b'""', b'"x"', b"W/", b'W/"1"', b'"-1"', b'"1e9"',
        b'"' + b"9" * 400 + b'"',
        b'"1","2"', b"*, *", b'"\xd9\xa1"', b'"1.deadbeef"', b'"0x1"', b"x" * 5000,
    )],
    *[("Idempotency-Key", key) for key in (
        b"", b" ", b'""', b"x" * 256, b"x" * 5000, b"\xff", b"a\tb", b"k\x7f", b'"a', b"../..",
        b"'; --",
    )],
    *[("Claimdesk-Person", person) for person in (
        b"", b"x", b"*", b"%00", b"\xff", b"' OR 1=1 --", b"x" * 5000, b"staff-admin",
        b"staff-admin, x",
    )],
    *[("Authorization", key) for key in (
        b"", b"Bearer", b"Bearer ", b"Bearer x", b"bearer \xff", b"Basic eDp5",
        b"Bearer " + b"x" * 5000,
        b"Bearer a b", b"Negotiate", b"Bearer claimdesk_", b"Bearer ' OR 1=1 --",
    )],
    *[("Accept", kind) for kind in (b"", b"*/*;q=x", b"text/html", b"\xff", b"x" * 5000)],
    *[("If-None-Match", tag) for tag in (b"", b"*", b'"', b"x" * 5000, b'"1.x", ' * 500, b"\xff")],
    ("Content-Encoding", b"gzip"), ("Expect", b"nonsense"), ("X-Forwarded-For", b"\xff, 127.0.0.1"),
    ("X-HTTP-Method-Override", b"DELETE"), ("Range", b"bytes=0-,0-,0-"), ("Cookie", b"a" * 8000),
    ("X-Request-Id", b"a\x1bb"), ("Origin", b"null"), ("Accept-Language", b"*" * 3000),
]  # fmt: skip

QUERIES: list[str] = [
    "", "=", "&", "a", "a=1", "limit=0", "limit=-1", "limit=201", "limit=1e3", "limit=",
    "limit=NaN",
    "limit=9223372036854775808", "limit=1&limit=2", "limit=%D9%A1", "limit[]=1", "after=",
    "after=x",
    "after=%00", "after=%ff", "after=AAAA", "after=" + "A" * 1999, "after=" + "A" * 9000,
    "after=-1",
    "after=eyJhIjoxfQ", "after=..%2f..", "unit=utf16", "unit=bytes", "unit=", "sort=pk", "sort=",
    "sort=-worth;drop", "sort=relevance", "order=desc", "%00=1", "a%00=1", "%ff=%ff", "q=%00", "q=",
    "q=%20", "q=%22", "q=%27", "q=*", "q=a*", "q=%22a", "q=a%22b", "q=AND", "q=a+OR", "q=NEAR(a,b)",
    "q=a:b", "q=^a", "q=-a", "q=(", "q=)", "q=a%26b", "q=a|b", "q=!a", "q=%3C-%3E", "q=%5C",
    "q=%25",
    "q=_", "q=%F0%9F%99%82", "q=%E2%80%8B", "q=%ED%A0%80", "q=%C0%AF", "q=" + "a" * 200,
    "q=" + "a" * 201, "q=" + "%22" * 100, "q=" + "a+" * 90, "q=%C4%B0", "q=%EF%AC%81", "q=1e999",
    "q=claim_search", "q=rank:x", "q={a+b}", "q=a&q=b", "q[]=a", "status=", "status=x",
    "status=verified&status=x", "article=x", "article=%00", "speaker=*", "kind=null",
    "checkable=maybe",
    "checkable=2", "due_before=now", "due_before=infinity", "due_before=2026-01-01T00:00:00",
    "due_before=0001-01-01T00:00:00%2B14:00", "due_before=9999-12-31T23:59:59-12:00",
    "updated_after=2026-01-01T24:00:00Z", "tag=%00", "tag=", "external_id=%00", "visible_to=x",
    "limit=1;limit=2", "__proto__=1", "limit=%0a1", "limit=+1", "limit=1.0", "limit=0x1",
    "limit=true",
]  # fmt: skip

PATHS: list[str] = [
    "x", "0", "-1", "1", "*", ".", "..", "%2e%2e", "..%2f..", "%00", "a%00b", "%ff", "%ED%A0%80",
    "%20",
    "%0d%0aX:1", "claim_" + _ULID, "speaker_" + _ULID, "CLAIM_" + _ULID, "claim_" + _ULID + "%0a",
    "claim_" + "z" * 26, "claim_", "claim_" + "0" * 2000, "null", "undefined", "%F0%9F%99%82", "é",
    "'%20OR%201=1", "a;b=c", "a,b", "a:b", "@", "[]", "{}", "%7B%7D", "a%2Fb", "%5c..%5c", "~",
]  # fmt: skip

COUNT = len(VALUES) + len(BODIES) + len(HEADERS) + len(QUERIES) + len(PATHS)

# Markup that would do something on a page that let it.
MARKUP: list[str] = json.loads((Path(__file__).parent / "markup.json").read_text("utf-8"))
