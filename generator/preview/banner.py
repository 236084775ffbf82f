"""What a preview adds to a page on its way to the browser: a script that reloads it, and what is wrong with the files.

A page's own content policy allows scripts and styles of its own server, so both are asked for by address and the policy
stays as it will be published. Without script the banner is there all the same, for whoever reloads by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from generator.model import Problem
from generator.preview.workshop import News
from generator.printable import printable

SCRIPT = "/livereload.js"  # its own code looks for this name, and connects to the host it came from
STYLE = "/.badgepress/preview.css"
_MOST = 50  # problems that a banner lists; the terminal has all

STYLESHEET = b"""\
.bp-preview { background: #fff4e5; color: #3d1f00; border-bottom: 3px solid #b54708; padding: 1rem 1.25rem;
  font: 16px/1.5 system-ui, sans-serif; text-align: start; position: sticky; top: 0; z-index: 9; max-height: 60vh;
  overflow: auto; }
.bp-preview h2, .bp-preview h1 { font-size: 1.125rem; margin: 0 0 .5rem; color: inherit; }
.bp-preview ul { margin: 0; padding-inline-start: 1.25rem; }
.bp-preview li { margin: .25rem 0; max-width: 70rem; }
.bp-preview code { font: .9375rem/1.4 ui-monospace, monospace; background: none; color: inherit; font-weight: 700;
  overflow-wrap: anywhere; }
.bp-preview .hint { display: block; color: #6b3a0c; }
.bp-preview p { margin: .5rem 0 0; }
.bp-alone { margin: 0; background: #fff4e5; }
@media (prefers-color-scheme: dark) {
  .bp-preview, .bp-alone { background: #2b1d0e; color: #ffe7c9; border-color: #f79009; }
  .bp-preview .hint { color: #fdc58c; }
}
@media print { .bp-preview { display: none; } }
"""

_HEAD = f'<script src="{SCRIPT}" defer></script>\n'
_STYLED = f'<link rel="stylesheet" href="{STYLE}">\n'


def with_preview(page: bytes, news: News | None) -> bytes:
    """`page` with the script, and with a banner where the last build found problems."""
    problems = news.problems if news else ()
    head = (_HEAD + (_STYLED if problems else "")).encode()
    end = page.find(b"</head>")
    page = page[:end] + head + page[end:] if end >= 0 else head + page
    if not news or not problems:
        return page
    start = page.find(b">", page.find(b"<body")) + 1
    return page[:start] + _banner(news, "h2").encode() + page[start:]


def lone_page(news: News | None) -> bytes:
    """The page that stands in for a site that is not there yet, or could not be made."""
    inside = _banner(news, "h1") if news and news.problems else _WAIT
    title = "Not built" if news and news.problems else "Building"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title} - preview</title>\n'
        f'{_HEAD}{_STYLED}</head>\n<body class="bp-alone">\n{inside}</body>\n</html>\n'
    ).encode()


_WAIT = (
    '<main class="bp-preview" role="status"><h1>The preview is being built.</h1>'
    "<p>This page shows it as soon as it is there.</p></main>\n"
)


def _banner(news: News, heading: str) -> str:
    count = len(news.problems)
    told = f"{count} problem{'' if count == 1 else 's'}: this is not the site of your files as they are now."
    below = f"Still showing the one of {news.shown:%H:%M:%S}." if news.shown else "There is no site to show yet."
    listed = "".join(map(_item, news.problems[:_MOST]))
    more = f"<p>{count - _MOST:,} more are listed in the terminal.</p>" if count > _MOST else ""
    return (
        f'<section class="bp-preview" role="alert"><{heading}>{told}</{heading}>'
        f"<ul>{listed}</ul>{more}<p>{below}</p></section>\n"
    )


def _item(problem: Problem) -> str:
    place = f"<code>{_text(str(problem.place))}</code>: " if problem.place.path else ""
    hint = f'<span class="hint">{_text(problem.hint)}</span>' if problem.hint else ""
    return f"<li>{place}{_text(problem.text)}{hint}</li>"


def _text(text: str) -> str:
    return escape(printable(text))


def first_line(problems: Sequence[Problem]) -> str:
    """The first problem in one line, and how many more there are."""
    if not problems:
        return ""
    first = problems[0]
    place = f"{printable(str(first.place))}: " if first.place.path else ""
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{place}{printable(first.text)}{more}"
