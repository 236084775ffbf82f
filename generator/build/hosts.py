"""Files that hosts and machines ask for, beside the pages: each a few lines, made from the settings alone.

    .nojekyll                     GitHub Pages leaves out what begins with a dot or an underscore, unless it is there
    CNAME                         GitHub Pages: the site's own host name; only where site.toml names that host
    _headers, _redirects          Netlify and Cloudflare Pages
    robots.txt                    where the sitemap is; never a path that is to be left out: that would publish it
    .well-known/security.txt      whom to tell of a fault (RFC 9116)

The content policy stands in each page. Headers carry what a page cannot say of itself, and no second policy for
scripts, because two policies both bind. robots.txt and security.txt are asked for at the root of a host and nowhere
else, so a site in a folder of a host has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from generator import addresses
from generator.build.plan import Plan
from generator.build.shard import Made
from generator.credential.times import format_instant

_HEADERS = """\
/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin

/*.json
  Access-Control-Allow-Origin: *

/*.png
  Access-Control-Allow-Origin: *

/*.svg
  Access-Control-Allow-Origin: *

/assets/*
  Cache-Control: public, max-age=31536000, immutable

/status/*
  Cache-Control: public, max-age=60
"""
# All pages but the card for other sites may stand in frames of this site only. Rules that overlap are joined, and not
# every host can take one back, so each is named.
_UNFRAMED = """
{page}
  Content-Security-Policy: frame-ancestors 'self'
"""
_SECTIONS = ("", "awards/*", "badges/*", "earners/*", "directory/*", "skills/*", "retired/*", "verify/*")
_SHARED = ("netlify", "cloudflare-pages")


def host_files(plan: Plan) -> Iterator[Made]:
    """The files for the hosts that the site is made for, and for whoever looks for them at the root of a host."""
    hosting, targets = plan.site.hosting, plan.site.hosting.targets
    is_root = plan.addresses.root() == "/"
    if targets is None or "github-pages" in targets:
        yield Made(".nojekyll", b"")
    if targets and "github-pages" in targets and is_root and _is_own_domain(plan):
        yield Made("CNAME", f"{_host(plan)}\n".encode())
    if targets is None or any(target in targets for target in _SHARED):
        yield Made("_headers", _headers(plan).encode())
        if hosting.redirects:
            lines = (f"{old} {new} 301\n" for old, new in hosting.redirects)
            yield Made("_redirects", "".join(lines).encode())
    if is_root:
        yield Made(addresses.robots(), _robots(plan).encode())
        if hosting.security_contact and hosting.security_expires:
            yield Made(addresses.security(), _security(plan).encode())


def _headers(plan: Plan) -> str:
    languages, root = plan.site.languages, plan.addresses.root()
    pages = (addresses.in_language(page, language, languages[0]) for language in languages for page in _SECTIONS)
    return _HEADERS + "".join(_UNFRAMED.format(page=root + page) for page in pages)


def _robots(plan: Plan) -> str:
    where = f"\nSitemap: {plan.addresses.url(addresses.sitemap())}\n" if plan.site.hosting.sitemap else ""
    return f"User-agent: *\nAllow: /\n{where}"


def _security(plan: Plan) -> str:
    hosting = plan.site.hosting
    assert hosting.security_expires is not None
    lines = {
        "Contact": hosting.security_contact,
        "Expires": format_instant(hosting.security_expires),
        "Preferred-Languages": ", ".join(plan.site.languages),
        "Canonical": plan.addresses.url(addresses.security()),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def _host(plan: Plan) -> str:
    return urlsplit(plan.addresses.base_url).hostname or ""


def _is_own_domain(plan: Plan) -> bool:
    parts = urlsplit(plan.addresses.base_url)
    return parts.scheme == "https" and parts.port is None and not _host(plan).endswith(".github.io")
