from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages.markdown import MAX_CHARACTERS, render_markdown
from tests.steps import steps_at_most

ALLOWED = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
PLACE_OF_A_TABLE = ("div", {"class": "scroll", "tabindex": "0"})


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    return Tags(str(render_markdown(text))).found


def harmless(text: str) -> bool:
    for tag, attributes in tags(text):
        if (tag, attributes) == PLACE_OF_A_TABLE:
            continue
        if tag not in ALLOWED:
            return False
        allowed = {"a": {"href", "rel"}, "ol": {"start"}, "th": {"scope"}}.get(tag, set())
        if not attributes.keys() <= allowed:
            return False
        if "href" in attributes and not re.match(r"(https?://|mailto:)", attributes["href"] or "", re.IGNORECASE):
            return False
    return True


def test_prose_keeps_its_shape() -> None:
    html = str(render_markdown("One **bold** word.\n\n1. first\n2. second\n\n> said\n\n`code`"))
    for part in ("<strong>bold</strong>", "<ol>\n<li>first</li>", "<blockquote>", "<code>code</code>"):
        assert part in html


def test_a_web_link_stays_and_asks_engines_not_to_follow() -> None:
    assert tags("[guide](https://example.org/a?b=1&c=2)") == [
        ("p", {}),
        ("a", {"href": "https://example.org/a?b=1&c=2", "rel": "noopener nofollow ugc"}),
    ]


@pytest.mark.parametrize("link", ["mailto:help@example.org", "http://example.org", "HTTPS://example.org/x"])
def test_web_and_mail_links_stay(link: str) -> None:
    assert any(tag == "a" and attributes.get("href") for tag, attributes in tags(f"[x]({link})"))


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "java%0ascript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A&#x61&#x76ascript:alert(1)",
        "\u2028javascript:alert(1)",
        "\x01javascript:alert(1)",
        " javascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "//evil.example/x",
        "/\\evil.example",
        "../../keys/site.key",
        "#top",
        "file:///etc/passwd",
        "blob:https://example.org/1",
        "https:evil",
        "feed:javascript:alert(1)",
        "view-source:javascript:alert(1)",
    ],
)
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x](<{}>)", "<{}>", "[x][r]\n\n[r]: {}", "[x][r]\n\n[r]: <{}>", "![x]({})"]
)
def test_a_link_to_anything_else_leaves_only_its_words(form: str, link: str) -> None:
    text = form.format(link)
    assert harmless(text)
    assert not any(tag == "a" for tag, _ in tags(text))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<a href='javascript:alert(1)'>x</a>",
        "<style>*{background:url(https://evil.example)}</style>",
        "<math><mtext></mtext><script>alert(1)</script></math>",
        "<details open ontoggle=alert(1)>",
        "<!-- <img src=x onerror=alert(1)> -->",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "    </code></pre><script>alert(1)</script>",
        "`</code><script>alert(1)</script>`",
        '``` "onmouseover=alert(1)\n x\n```',
        "``` {onclick=alert(1) .x}\n x\n```",
        "**<b onclick=alert(1)>x**",
        "[<img src=x onerror=alert(1)>](https://example.org)",
        '[x](https://example.org "onmouseover=alert(1)")',
        '[x](https://example.org/"onmouseover="alert(1))',
        '![x" onerror="alert(1)](https://evil.example/x.png)',
        "| a |\n|---|\n| <script>alert(1)</script> |",
        "# <script>alert(1)</script>",
        "\u2028<script>alert(1)</script>\u2029",
        "\x85<script>alert(1)</script>",
        "<scr\u0000ipt>alert(1)</script>",
        "\u0002wzxhzdk:0\u0003 <script>alert(1)</script>",
        "\u0002klzzwxh:0\u0003<script>",
        "<<script>script>alert(1)<</script>/script>",
    ],
)
def test_raw_markup_makes_no_element(text: str) -> None:
    assert harmless(text)
    html = str(render_markdown(text))
    assert not re.search(r"<(script|img|svg|iframe|style|math|details|b)\b", html, re.IGNORECASE)


@pytest.mark.parametrize("raw", ["<script>alert(1)</script>", "<b onclick=x>bold</b>", "<div>\n\n*a*", "<!-- a -->"])
def test_raw_markup_is_shown_as_it_was_written(raw: str) -> None:
    first = raw.splitlines()[0]
    shown = str(render_markdown(f"before {raw}"))
    assert first.replace("<", "&lt;").replace(">", "&gt;") in shown


PIECES = [*"<>&\"'[]()!*_`#|-=:/\\ \n\tax\u2028\x02\x03", "javascript:", "https://e.x", "<script>", "onerror="]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_nothing_that_can_be_written_is_more_than_harmless(text: str) -> None:
    assert harmless(text)


def test_a_picture_leaves_its_words() -> None:
    html = str(render_markdown("See ![a diagram](https://evil.example/track.png) here."))
    assert html == "<p>See a diagram here.</p>"


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# a", ["h3"]),
        ("## a", ["h3"]),
        ("#### a\n\n## b\n\n### c", ["h3", "h3", "h4"]),
        ("# a\n\n### b\n\n###### c\n\n# d", ["h3", "h4", "h5", "h3"]),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_stand_below_the_section_without_a_gap(text: str, headings: list[str]) -> None:
    assert [tag for tag, _ in tags(text) if tag.startswith("h")] == headings


def test_a_table_stands_in_a_place_of_its_own_and_what_only_looks_like_one_does_not() -> None:
    found = tags("| a |\n|---|\n| b |\n\n<table><tr></table> `<table>`")
    assert found[:2] == [PLACE_OF_A_TABLE, ("table", {})]
    assert [tag for tag, _ in found].count("div") == 1


def test_a_table_head_has_scope() -> None:
    assert ("th", {"scope": "col"}) in tags("| a |\n|---|\n| b |")


@pytest.mark.parametrize(
    "text",
    [
        "1. " * 6000,
        "> " * 6000,
        "- " * 6000 + "x",
        "* " * 6000 + "a",
        "[" * 20000,
        "![" * 10000,
        "[a](" * 4000,
        "_**" * 6000,
        "a\n===\n" * 3000,
        "\n".join("    " * i + "- a" for i in range(200)),
        "a" * (MAX_CHARACTERS + 1),
    ],
)
def test_text_beyond_the_limits_is_shown_as_plain_paragraphs_in_few_steps(text: str) -> None:
    with steps_at_most(5000):
        html = str(render_markdown(text))
    assert {tag for tag, _ in Tags(html).found} == {"p"}


def test_plain_paragraphs_are_escaped_and_keep_all_words() -> None:
    text = "[" * 20000 + "\n\n<script>alert(1)</script> & so on"
    html = str(render_markdown(text))
    assert html.endswith("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on</p>")
    assert html.count("[") == 20000
