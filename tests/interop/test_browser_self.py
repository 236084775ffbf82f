"""The browser helper itself: it must show a good page and write down each kind of trouble on a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import is_local, opened, served

pytestmark = pytest.mark.browser


def page(folder: Path, body: str, name: str = "index.html") -> None:
    (folder / name).write_text(f'<!doctype html><link rel="icon" href="data:,"><h1>Page</h1>{body}', encoding="utf-8")


def test_a_clean_page_has_no_troubles_over_http_and_as_a_file(browser, tmp_path: Path) -> None:
    page(tmp_path, "<script>document.querySelector('h1').textContent = 'Ran'</script>")
    with served(tmp_path) as url, opened(browser) as visit:
        for address in (url + "/", (tmp_path / "index.html").as_uri()):
            visit.page.goto(address)
            assert visit.page.inner_text("h1") == "Ran"
        assert visit.troubles() == []


def test_a_request_to_another_host_is_stopped_and_written_down(browser, tmp_path: Path) -> None:
    page(tmp_path, '<img src="https://elsewhere.example.org/spy.png">')
    with served(tmp_path) as url, opened(browser) as visit:
        visit.page.goto(url + "/", wait_until="networkidle")
        assert visit.foreign == ["https://elsewhere.example.org/spy.png"]
        assert any("elsewhere.example.org" in trouble for trouble in visit.troubles())


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("throw new Error('broken on purpose')", "broken on purpose"),
        ("console.error('said so')", "said so"),
        ("alert('hello')", "dialog: hello"),
    ],
)
def test_an_error_of_the_page_is_written_down(browser, tmp_path: Path, script: str, words: str) -> None:
    page(tmp_path, f"<script>{script}</script>")
    with served(tmp_path) as url, opened(browser) as visit:
        visit.page.goto(url + "/", wait_until="networkidle")
        assert [words in error for error in visit.errors] == [True]


def test_what_is_not_there_is_answered_with_404_and_the_sites_own_page(browser, tmp_path: Path) -> None:
    page(tmp_path, "<p>Nothing here.</p>", "404.html")
    with served(tmp_path) as url, opened(browser) as visit:
        answer = visit.page.goto(url + "/nowhere/")
        assert (answer.status, visit.page.inner_text("p")) == (404, "Nothing here.")


def test_without_script_no_script_runs(browser, tmp_path: Path) -> None:
    page(tmp_path, "<script>document.querySelector('h1').textContent = 'Ran'</script>")
    with served(tmp_path) as url, opened(browser, java_script_enabled=False) as visit:
        visit.page.goto(url + "/")
        assert visit.page.inner_text("h1") == "Page"


def test_a_host_that_only_looks_local_is_foreign() -> None:
    assert is_local("http://127.0.0.1:8000/")
    assert not is_local("http://127.0.0.1.example.org/")
    assert not is_local("https://example.org/#http://localhost/")
