"""Values as YAML, which every reader takes for the same values."""

from awesome_adapters.yaml.writer import entry_text, quoted

ODD = """
    yes|No|NULL|null|~|y|on|Off|true|1e3|1.10|0x1F|0o17|0123|2024|2024-01-01|12:30:45|.inf|.nan|-1|+1|1_000|=|<<|---|...
    -|- a|-a|?|? a|?a|:|: a|:a|a:|a: b|a :b|a:b|#|# a|a # b|a#b|* a|*a|& a|&a|! a|!a|!!str a|%|% a|@|@a|`|`a`
    ,|a, b|[|]|[a]|a [b] c|{|}|{a}|{{ a }}|>|> a|>a|'|'a'|a'b|''|"|"a"|a"b|""|"a' b|\\|\\n|a\\b|C:\\dir|a\\
    LoRA: Low-Rank|Q&A|R&D: a "test"|50 % of it|100%|C++|C#|.NET|(a)|(a) b|a (b: c)|a; b|a = b|$x$|$\\alpha$|~a|a~b
    é|Ünïcödé: ß|汉字|「引用」|日本語: テスト|한국어|العربية|עברית: שלום|ไทย|🎉|👩‍👩‍👧 a|a 🎉|Ω|İ|ﬁ|a\u0301|\u200d|¿Qué?
    …|—|– a|№ 1
    a - b|a -b|a- b|--|a -- b|- - a|key: [a, {b: "c"}]|<b>a</b>|[a](b)|http://a b|//|/a|.|..|a.|a,|a;|a!|a?|a|b
"""
TEXTS = [text for line in ODD.strip().split("\n") for text in line.strip().split("|")]


def test_other_programs_read_the_same_texts() -> None:
    import yaml  # noqa: TID251

    for text in [*TEXTS, "2021", "Plain words", "LoRA"]:
        fields = {"title": text, "tags": [text], "extra": {text: text}}
        assert yaml.safe_load(entry_text(fields)) == [fields]


def test_a_long_list_has_a_line_for_each() -> None:
    names = [f"A. Author{number}" for number in range(12)]

    assert entry_text({"title": "a", "paper": {"authors": names}}).count("\n      - A. Author") == 12


def test_quotes_of_both_kinds_hold_any_text() -> None:
    import yaml  # noqa: TID251

    for text in TEXTS:
        assert [yaml.safe_load(quoted(text, quote)) for quote in ("'", '"')] == [text, text]
