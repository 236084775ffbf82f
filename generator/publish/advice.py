"""What to do about a finding on the host at hand. The long form, with whole configurations, is in docs/hosts/."""

from __future__ import annotations

from collections.abc import Mapping

HOSTS = {
    "github": "GitHub Pages",
    "cloudflare": "Cloudflare",
    "netlify": "Netlify",
    "s3": "S3 and a CDN",
    "nginx": "nginx",
    "caddy": "Caddy",
}
_SIGNS = (
    ("x-github-request-id", "", "github"),
    ("x-nf-request-id", "", "netlify"),
    ("x-amz-request-id", "", "s3"),
    ("x-amz-cf-id", "", "s3"),
    ("cf-ray", "", "cloudflare"),
    ("server", "github.com", "github"),
    ("server", "netlify", "netlify"),
    ("server", "amazons3", "s3"),
    ("server", "cloudflare", "cloudflare"),
    ("server", "nginx", "nginx"),
    ("server", "caddy", "caddy"),
)
_FILE = "write it into _headers at the root of the site"
_ADVICE: Mapping[str, Mapping[str, str]] = {
    "type": {
        "nginx": "include mime.types, and add: types { application/json json; image/png png; }",
        "caddy": 'header *.json Content-Type "application/json"',
        "s3": "set Content-Type with each object: badgepress publish does",
        "netlify": f"{_FILE}: /*.json, Content-Type: application/json",
        "cloudflare": f"{_FILE}: /*.json, Content-Type: application/json",
    },
    "cors": {
        "nginx": 'location ~ \\.(json|png|svg)$ { add_header Access-Control-Allow-Origin "*" always; }',
        "caddy": 'header Access-Control-Allow-Origin "*"',
        "s3": 'allow origin "*" and method GET in the CORS rules of the bucket, and let the CDN pass the answer on',
        "netlify": f"{_FILE}: /*.json, Access-Control-Allow-Origin: *",
        "cloudflare": f"{_FILE}: /*.json, Access-Control-Allow-Origin: *",
        "github": "GitHub Pages sends it by itself: look for a proxy in between that takes it away",
    },
    "caching-long": {
        "nginx": 'location ^~ /status/ { add_header Cache-Control "public, max-age=60" always; }',
        "caddy": 'header /status/* Cache-Control "public, max-age=60"',
        "s3": "set Cache-Control with each object (badgepress publish does), and let the CDN respect it",
        "netlify": f"{_FILE}: /status/*, Cache-Control: public, max-age=60",
        "cloudflare": f"{_FILE}: /status/*, Cache-Control: public, max-age=60; no cache rule may say otherwise",
    },
    "caching-short": {
        "nginx": 'location ^~ /assets/ { add_header Cache-Control "public, max-age=31536000, immutable" always; }',
        "caddy": 'header /assets/* Cache-Control "public, max-age=31536000, immutable"',
        "github": "GitHub Pages says ten minutes for everything, and that cannot be changed: nothing to do",
    },
    "soft-404": {
        "nginx": "error_page 404 /404.html; and try_files $uri $uri/ =404;",
        "caddy": "handle_errors { rewrite * /404.html\nfile_server }, and no try_files that ends in a page",
        "s3": "let the CDN answer 403 and 404 of the bucket with /404.html and status 404",
        "netlify": "take the rule /* /index.html 200 out of _redirects",
        "cloudflare": "put 404.html at the root of the site: without one Pages answers with the home page",
    },
    "picture-changed": {
        "cloudflare": "switch off Polish and other image optimisation for this site",
        "netlify": "switch off image optimisation in the settings of the site",
        "s3": "switch off image optimisation in the CDN",
    },
    "did-missing": {
        "github": "put .nojekyll at the root, and deploy with hidden files included",
        "s3": "copy names that begin with a dot too: badgepress publish does",
        "nginx": "take out rules that deny names with a dot, or except /.well-known/",
    },
    "https": {
        "github": "switch on Enforce HTTPS in the settings of the repository, under Pages",
        "cloudflare": "switch on Always Use HTTPS",
        "nginx": "server { listen 80; return 301 https://$host$request_uri; }",
        "s3": "put a CDN with a certificate before the bucket: the website address of a bucket has no https",
    },
    "embed": {
        "nginx": "leave frame-ancestors and X-Frame-Options out where the address begins with /embed/",
        "caddy": "@page not path /embed/*, and send frame-ancestors to @page alone",
        "s3": "except /embed/* from the frame options of the response headers policy",
        "netlify": _FILE,
        "cloudflare": _FILE,
    },
    "header": {
        "nginx": "add_header … always; in every location that has an add_header of its own",
        "caddy": "header { X-Content-Type-Options nosniff; Content-Security-Policy \"frame-ancestors 'self'\" }",
        "s3": "add a response headers policy in the CDN",
        "netlify": _FILE,
        "cloudflare": _FILE,
        "github": "GitHub Pages sends no headers of one's own: nothing to do, unless a CDN stands before it",
    },
}


def host_of(headers: Mapping[str, str]) -> str:
    """Which host answers, by what it says of itself: a key of HOSTS, or ""."""
    for name, part, host in _SIGNS:
        if name in headers and part in headers[name].lower():
            return host
    return ""


def what_to_do(about: str, host: str, otherwise: str = "") -> str:
    """A line for this host, and where more stands."""
    line = _ADVICE.get(about, {}).get(host, otherwise)
    more = f"see docs/hosts/{host}.md" if host else "see docs/hosts/"
    return f"{line}; {more}" if line else more
