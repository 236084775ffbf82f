"""Views into pages: a theme's templates, its assets and its phrases.

A template sees `view` (one frozen view) and `t` (the phrases, see `words`), and nothing else: no globals, no filter
that marks text as safe or gives something else each time, no way to switch the escaping off. It runs in Jinja's
sandbox, because a theme can come from elsewhere. All templates are read and compiled at the start, so a theme with
a mistake is refused before anything is made. The same view gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from types import BuiltinMethodType, CodeType, FrameType, FunctionType, GeneratorType, MethodType, TracebackType
from typing import Any, ClassVar, TypeVar

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from generator.errors import BadgepressError
from generator.i18n import ENGLISH, Phrases
from generator.model import LANGUAGES
from generator.pages.accent import accent_style
from generator.pages.bytecode import keep, read_kept
from generator.pages.theme_files import ThemeFile, packaged_theme, parse_phrases, publish_assets, read_theme
from generator.pages.views import View
from generator.pages.words import Words

__all__ = ["Theme", "packaged_theme"]

# `safe` is for render_markdown alone; `random` gives another page each time; the others make markup of their own.
_NO_FILTERS = ("safe", "random", "urlize", "xmlattr", "tojson", "pprint")
# What a template may pass on or walk through but not look into: ways to the interpreter, and what can be changed.
_OPAQUE = (
    *(CodeType, FrameType, FunctionType, GeneratorType, MethodType, TracebackType, type),
    *(dict, list, set),
)
_OPTIONS = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
_METHODS = frozenset({MethodType, BuiltinMethodType})
_PHRASES = frozenset({"plain", "said", "lang"})  # what a template asks of `t`
_HINT = "compare it with the packaged theme; docs/templates.md lists what a template may use"


class Theme:
    """The packaged theme with a project's own files laid over it."""

    def __init__(self, folders: Sequence[Path], accent: str = "") -> None:
        """Read everything, and compile what is not packaged; the rest is compiled when it is used.

        `accent` is a colour `#rrggbb` for links and actions, "" for the theme's own.

        Raises BadgepressError, with file and line, for a theme that cannot be used.
        """
        files = read_theme(folders)
        self._rules = _rules(files)
        self._read(files, accent, read_kept(self._rules))
        self._kept = frozenset(self._given[2])
        for name, file in self._templates.items():
            if not file.packaged:
                self._compile(name)

    def _read(self, files: Mapping[str, Sequence[ThemeFile]], accent: str, code: dict[str, bytes]) -> None:
        self._given = ({name: tuple(versions) for name, versions in files.items()}, accent, code)
        self._files = {name: list(versions) for name, versions in files.items()}
        style = accent_style(accent).encode()
        if style and "assets/style.css" in self._files:
            sheet = self._files["assets/style.css"][-1]
            self._files["assets/style.css"].append(ThemeFile(sheet.label, sheet.data + style, sheet.packaged))
        self._assets = publish_assets(self._files)
        self._templates = {name: found[-1] for name, found in self._files.items() if name.endswith(".html")}
        self._by_label = {file.label: file for file in self._templates.values()}
        self._environment = _environment(self._templates, Sandbox)
        self._environment.bytecode_cache = self._code = _Code(code)
        self._words = Words(Phrases(ENGLISH, {}))

    def __getstate__(self) -> _Given:
        # What was read is what a copy is made of, so that all processes of a build have one theme, compiled once.
        return self._given

    def __setstate__(self, given: _Given) -> None:
        self._read(*given)

    def digest(self) -> str:
        """A digest of everything the theme is made of."""
        files, accent, _ = self._given
        whole = hashlib.sha256(repr(accent).encode())
        for name, versions in sorted(files.items()):
            whole.update(repr((name, versions)).encode())
        return whole.hexdigest()

    def files(self) -> Mapping[str, Sequence[ThemeFile]]:
        """All files of the theme with their versions, as `read_theme` gives them."""
        return self._given[0]

    def languages(self) -> tuple[str, ...]:
        """The languages for which there are phrases, in our order of languages."""
        return tuple(tag for tag in LANGUAGES if f"phrases/{tag}.toml" in self._files)

    def phrases(self, language: str, overlays: Mapping[str, Mapping[str, Any]] | None = None) -> Phrases:
        """The phrases of one language. `overlays` are a project's own, by language tag, as TOML gives them.

        Raises BadgepressError for a phrase file that is not TOML.
        """
        own = overlays or {}
        english = self._merged(ENGLISH, own)
        return Phrases.load(english, None if language == ENGLISH else self._merged(language, own), language=language)

    def assets(self) -> dict[str, bytes]:
        """What pages load: the path on the site, and the bytes."""
        return dict(sorted(self._assets.values()))

    def asset_paths(self) -> dict[str, str]:
        """The path on the site of each asset by its plain name, for a `Frame`."""
        return {name: path for name, (path, _) in sorted(self._assets.items())}

    def file(self, name: str) -> ThemeFile:
        """A file of the theme by its name, as the last folder has it."""
        return self._files[name][-1]

    def sources(self) -> Iterator[bytes]:
        """Every file that pages and what they load are made of, also those that another is laid over."""
        return (file.data for name, found in self._files.items() if not name.startswith("fonts/") for file in found)

    def fonts(self) -> tuple[bytes, ...]:
        """The fonts that a project brings along for its certificates."""
        return tuple(found[-1].data for name, found in sorted(self._files.items()) if name.startswith("fonts/"))

    def render(self, view: View) -> bytes:
        """The page of a view, UTF-8. Raises BadgepressError for a mistake in a file laid over the packaged theme."""
        if view.template not in self._templates:
            raise BadgepressError(f"the theme has no {view.template}", _HINT)
        try:
            template = self._environment.get_template(view.template)
            return template.render(view=view, t=self._words_of(view.page.phrases)).encode("utf-8")
        except Exception as error:
            blamed = self._blamed(error)
            if blamed:
                raise BadgepressError(f"{blamed}: {_reason(error)}", _HINT) from error
            raise

    def environment(self, kind: type[Kind]) -> Kind:
        """The theme's templates under the same rules, in an environment of another kind: see `hole_theme`."""
        environment = _environment(self._templates, kind)
        environment.bytecode_cache = self._environment.bytecode_cache  # the code is the same
        return environment

    def compile_ahead(self, *names: str) -> dict[str, bytes]:
        """Compile those of these templates that the theme has, so that copies of it need not.

        Gives all that has been compiled, for `learn` of the same theme elsewhere.
        """
        for name in names:
            if name in self._templates:
                self._environment.get_template(name)
        return self._given[2]

    def learn(self, compiled: Mapping[str, bytes]) -> None:
        """Take over what another process has compiled; what is compiled of other text than ours is not used."""
        self._given[2].update(compiled)

    def keep_compiled(self) -> None:
        """Keep all packaged templates compiled for themes to come, but those that are laid over here."""
        names = [name for name, file in self._templates.items() if file.packaged]
        keys = {self._code.get_cache_key(name, self._templates[name].label) for name in names}
        if not keys <= self._kept:
            compiled = self.compile_ahead(*names)
            keep({key: compiled[key] for key in keys}, self._rules)

    def template_names(self) -> tuple[str, ...]:
        """The names of all templates."""
        return tuple(self._templates)

    def _merged(self, language: str, overlays: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        tables = [parse_phrases(file) for file in self._files.get(f"phrases/{language}.toml", [])]
        merged: dict[str, Any] = {}
        for table in (*tables, overlays.get(language, {})):
            merged = _laid_over(merged, table)
        return merged

    def _words_of(self, phrases: Phrases) -> Words:
        words = self._words
        if words.phrases is not phrases:
            words = self._words = Words(phrases)
        return words

    def _compile(self, name: str) -> None:
        file = self._templates[name]
        try:
            tree = self._environment.parse(file.data.decode("utf-8"), name, file.label)
            for node in tree.find_all((nodes.EvalContextModifier, nodes.ScopedEvalContextModifier)):
                raise TemplateSyntaxError("a template cannot switch the escaping off", node.lineno)
            self._environment.get_template(name)
        except UnicodeDecodeError as error:
            raise BadgepressError(f"{file.label}: not UTF-8: {error.reason}") from error
        except TemplateSyntaxError as error:
            raise BadgepressError(f"{file.label}:{error.lineno}: {error.message}", _HINT) from error

    def _blamed(self, error: Exception) -> str | None:
        """`file:line` of the innermost template that `error` came through, if it is one of the project's own."""
        for place in reversed(traceback.extract_tb(error.__traceback__)):
            if place.filename in self._by_label:
                return None if self._by_label[place.filename].packaged else f"{place.filename}:{place.lineno}"
        return None


Kind = TypeVar("Kind", bound="Sandbox")
_Given = tuple[Mapping[str, Sequence[ThemeFile]], str, dict[str, bytes]]


class _Code(BytecodeCache):
    """Compiled templates, in memory."""

    def __init__(self, known: dict[str, bytes]) -> None:
        self._known = known

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


class _Kinds(dict[type, bool]):
    """Of each type that templates have met, whether they may not look into it: found out once."""

    def __missing__(self, kind: type) -> bool:
        self[kind] = found = issubclass(kind, _OPAQUE)
        return found


_IS_OPAQUE = _Kinds()


class _Loader(BaseLoader):
    def __init__(self, templates: Mapping[str, ThemeFile]) -> None:
        self._templates = templates

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        if template not in self._templates:
            raise TemplateNotFound(template)
        file = self._templates[template]
        return file.data.decode("utf-8"), file.label, lambda: True


def are_templates_kept() -> bool:
    """Whether there are compiled templates of another time, so that few need to be compiled."""
    return bool(read_kept(_rules(read_theme([packaged_theme()]))))


def _rules(files: Mapping[str, Sequence[ThemeFile]]) -> str:
    """What compiled code depends on: the ways of compiling, and the packaged templates as they are now."""
    texts = [
        (name, version.data)
        for name, versions in sorted(files.items())
        for version in versions
        if version.packaged and name.endswith(".html")
    ]
    return f"{_OPTIONS} {_NO_FILTERS} {hashlib.sha256(repr(texts).encode()).hexdigest()}"


def put(value: object) -> str:
    """A value as it is put on the page: `markupsafe.escape`, without an object for each text."""
    kind = type(value)
    if kind is str:
        text: str = value  # type: ignore[assignment]
        return text if _MARKS(text) is None else escape(text)
    return value if kind is Markup else escape(value)  # type: ignore[return-value]


_MARKS = re.compile("[&<>'\"]").search


class Compiled(Template):
    """A template whose compiled code finds our functions under the names of Jinja's."""

    stand_ins: ClassVar[Mapping[str, Any]] = {"escape": put}

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        names: dict[str, Any] = template.root_render_func.__globals__
        names.update(cls.stand_ins)
        return template


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox with a few short rules, because it is asked hundreds of times a page."""

    template_class = Compiled
    words: ClassVar[type[Words]] = Words
    macro: ClassVar[type[Macro]] = Macro

    def getattr(self, obj: Any, attribute: str) -> Any:
        # Nearly always a field of a view, and in one look seen to be harmless. Everything else is asked in full.
        value = getattr(obj, attribute, _METHODS)
        if type(value) in _METHODS or value is _METHODS or attribute[0] == "_" or _IS_OPAQUE[type(obj)]:
            if type(obj) is self.words and attribute in _PHRASES:
                return value
            return super().getattr(obj, attribute)
        return value

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        # Of what Jinja passes on to other functions a phrase wants nothing, and a macro how to escape.
        if type(__obj) is __self.macro:
            args = (__context.eval_ctx, *args)
        elif type(__obj) is not __self.words and type(getattr(__obj, "__self__", None)) is not __self.words:
            return super().call(__context, __obj, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return __obj(*args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return not attr.startswith("_") and not isinstance(obj, _OPAQUE)


def _environment(templates: Mapping[str, ThemeFile], kind: type[Kind]) -> Kind:
    environment = kind(
        loader=_Loader(templates),
        auto_reload=False,
        cache_size=-1,
        **_OPTIONS,
    )
    environment.globals.clear()
    for name in _NO_FILTERS:
        del environment.filters[name]
    return environment


def _reason(error: Exception) -> str:
    text = error.message if isinstance(error, TemplateError) else error.args[0] if error.args else error
    return f"{text or type(error).__name__}"


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for name, value in over.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(name), Mapping)
        merged[name] = _laid_over(merged[name], value) if both else value
    return merged
