"""Generators of test data that any test may use: credentials of the closed profile, JSON values, RDF graphs.

    any_credential(random)    an unsigned credential with any choice of optional members; the same for the same random
    full_credential()         one with every member of every class
    any_document(random, …)   a document of known terms in any combination, sensible or not
    credentials()             the same as a hypothesis strategy
    json_values()             any JSON value that has a canonical form
    graphs(random)            N-Quads of up to twelve blank nodes, many of them in symmetric shapes

People, addresses and keys are invented. `proof` stands only in embedded endorsements, and its signature fits nothing.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from hypothesis import strategies as st

from generator.wire.termtable import Scope, Term, TermError, TermTable

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/"
OPEN_BADGES_303 = OPEN_BADGES + "context-3.0.3.json"
OPEN_BADGES_302 = OPEN_BADGES + "context-3.0.2.json"
EXTENSIONS = OPEN_BADGES + "extensions.json"

# What Open Badges 3.0 gives each class: `!` where it must be there, `*` where it is a list. In small letters a kind of
# plain value, with a capital another class. `type` comes from the class itself.
CLASSES = {
    "OpenBadgeCredential": "id:credential! name:text description:text image:Image issuer:Profile! validFrom:time! "
    "validUntil:time awardedDate:time credentialSubject:AchievementSubject! evidence:Evidence* "
    "endorsement:EndorsementCredential* credentialSchema:Schema* credentialStatus:BitstringStatusListEntry "
    "refreshService:Refresh termsOfUse:Terms*",
    "EndorsementCredential": "@context:context! id:iri! name:text! description:text issuer:Profile! validFrom:time! "
    "validUntil:time awardedDate:time credentialSubject:EndorsementSubject! proof:DataIntegrityProof*!",
    "EndorsementSubject": "id:endorsed! endorsementComment:text",
    "DataIntegrityProof": "cryptosuite:suite! created:time! verificationMethod:key! proofPurpose:purpose! "
    "proofValue:signature! expires:time",
    "AchievementSubject": "id:did identifier:IdentityObject*! achievement:Achievement! activityStartDate:time "
    "activityEndDate:time creditsEarned:number image:Image licenseNumber:text role:text term:text narrative:text "
    "result:Result* source:Profile",
    "Achievement": "id:iri! name:text! description:text! criteria:Criteria! achievementType:achievementType alignment:Alignment* "
    "creator:Profile creditsAvailable:number endorsement:EndorsementCredential* fieldOfStudy:text humanCode:text "
    "specialization:text version:text image:Image inLanguage:tag otherIdentifier:IdentifierEntry* related:Related* "
    "resultDescription:ResultDescription* tag:text*",
    "Criteria": "id:iri narrative:text!",
    "Profile": "id:did! name:text url:iri phone:text description:text email:text image:Image address:Address "
    "otherIdentifier:IdentifierEntry* official:text parentOrg:Profile familyName:text givenName:text "
    "additionalName:text patronymicName:text honorificPrefix:text honorificSuffix:text familyNamePrefix:text "
    "dateOfBirth:day endorsement:EndorsementCredential*",
    "Image": "id:picture! caption:text",
    "Alignment": "targetName:text! targetUrl:iri! targetCode:text targetDescription:text targetFramework:text "
    "targetType:targetType",
    "Evidence": "id:iri name:text description:text narrative:text genre:text audience:text",
    "Result": "resultDescription:iri value:text status:status achievedLevel:iri alignment:Alignment*",
    "ResultDescription": "id:iri! name:text! resultType:resultType! allowedValue:text* requiredLevel:iri requiredValue:text "
    "rubricCriterionLevel:RubricCriterionLevel* valueMin:text valueMax:text alignment:Alignment*",
    "RubricCriterionLevel": "id:iri! name:text! level:text points:text description:text alignment:Alignment*",
    "Related": "id:iri! inLanguage:tag version:text",
    "IdentifierEntry": "identifier:text! identifierType:identifierType!",
    "IdentityObject": "hashed:truth! identityHash:text! identityType:identifierType! salt:text",
    "Address": "addressCountry:text addressCountryCode:text addressRegion:text addressLocality:text "
    "streetAddress:text postOfficeBoxNumber:text postalCode:text geo:GeoCoordinates",
    "GeoCoordinates": "latitude:number! longitude:number!",
    "Schema": "id:iri!",
    "Refresh": "id:iri!",
    "Terms": "id:iri",
    "BitstringStatusListEntry": "id:iri! statusPurpose:purposeOfList! statusListIndex:digits! statusListCredential:iri!",
}
TYPES: dict[str, Any] = {
    "OpenBadgeCredential": ["VerifiableCredential", "OpenBadgeCredential"],
    "EndorsementCredential": ["VerifiableCredential", "EndorsementCredential"],
    "DataIntegrityProof": "DataIntegrityProof",
    "Image": "Image",
    "IdentifierEntry": "IdentifierEntry",
    "IdentityObject": "IdentityObject",
    "BitstringStatusListEntry": "BitstringStatusListEntry",
    "Schema": "1EdTechJsonSchemaValidator2019",
    "Refresh": "1EdTechCredentialRefresh",
    "Terms": "https://terms.example.org/Licence",
    "GeoCoordinates": "GeoCoordinates",
    "Criteria": None,
}
# Values of members that take one of a few.
CHOICES = {
    "achievementType": ("Badge", "Certification", "MicroCredential", "ext:Patch"),
    "targetType": ("CFItem", "ceterms:Credential", "ext:Skill"),
    "resultType": ("Percent", "Result", "RubricCriterionLevel", "Status"),
    "status": ("Completed", "InProgress", "Withdrew"),
    "identifierType": ("name", "emailAddress", "identifier", "ext:number"),
    "purposeOfList": ("revocation", "suspension"),
    "tag": ("en", "fr", "ja", "zh-Hans", "zh-Hant"),
    "suite": ("eddsa-rdfc-2022", "eddsa-jcs-2022"),
    "purpose": ("assertionMethod",),
}
# Members that Open Badges 3.0.2 has no term for.
NOT_IN_302 = frozenset({"awardedDate", "inLanguage"})

WORDS = (
    "Laser Cutting – Level 2",
    "溶接の基礎",
    "焊接基础 〇𠮷",
    "Soudure à l’arc",
    "🎓🧑‍🏭👩🏽‍🔬",
    'says "quoted" \\ and \\n',
    "tab\there, line\nthere, return\rtoo",
    "\u2028\u2029\u0085\u00a0\u200d",
    "שלום \u202b",
    "e\u0301 é",
    "'<b>&amp;</b>' <https://example.org/> _:b0 .",
    "100 %",
    "",
    " ",
)
# Characters that sort before emoji by code point and after them in UTF-16: two tags with one of each have no order that
# all libraries share, and `canonical_nquads` refuses them.
HIGH = ("\ue000", "\ufeff", "\uff23\uff21\uff24", "\ufffd")
CONTROLS = ("\x00", "\x07\b\x0b\f", "\x1b[0m\x1f", "\x7f")
HOSTS = (
    "https://badges.example.org/",
    "https://例え.example/",
    "urn:uuid:6d1b3c1e-6e57-4b0f-9a53-8f2a0c1d",
    "tag:example.com,2026:",
)
KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
NUMBERS = (0, 3, -7, 3.0, 1.5, 0.1, -2.25, 1e-6, 12345678.25, 123456789012345.6, 2**53 - 1, 100, 1e15, -0.0)


def any_credential(
    random: Random, open_badges: str = OPEN_BADGES_303, *, words: tuple[str, ...] = WORDS, everything: bool = False
) -> dict[str, Any]:
    """An unsigned credential of the closed profile, for the version `open_badges` of its context.

    Optional members are there or not, nodes come back in other places under the same id, entries without id come in
    identical copies. With `everything` each member that a class has is there, as far as nesting goes.
    """
    return _Maker(random, open_badges, words, everything).credential()


def full_credential(open_badges: str = OPEN_BADGES_303) -> dict[str, Any]:
    """A credential with every member of every class; always the same."""
    return any_credential(Random(303), open_badges, everything=True)


def credentials(**options: Any) -> st.SearchStrategy[dict[str, Any]]:
    """`any_credential` as a hypothesis strategy."""
    return st.integers(0, 2**32 - 1).map(lambda seed: any_credential(Random(seed), **options))


class _Maker:
    def __init__(self, random: Random, open_badges: str, words: tuple[str, ...], everything: bool) -> None:
        self._random = random
        self._everything = everything
        self._words = words
        self._without = NOT_IN_302 if open_badges == OPEN_BADGES_302 else frozenset()
        self._open_badges = open_badges
        self._number = itertools.count()
        self._id = f"https://badges.example.org/awards/{random.randrange(16**8):08x}/credential.json"
        self._iris: list[str] = []
        self._plain: dict[str, Callable[[], Any]] = {
            "credential": lambda: self._id,
            "context": lambda: [CREDENTIALS_V2, open_badges],
            "text": self._text,
            "iri": self._iri,
            "did": self._did,
            "endorsed": lambda: self._id if random.random() < 0.2 else self._iri(),
            "picture": lambda: (
                self._iri() if random.random() < 0.7 else f"data:image/png;base64,iVBORw0KGgo{self._next()}="
            ),
            "key": lambda: f"did:web:badges.example.org#{KEY}",
            "signature": lambda: "z" + "".join(random.choices("123456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=87)),
            "time": lambda: (
                f"20{random.randrange(20, 40)}-0{random.randrange(1, 10)}-1{random.randrange(10)}T09:00:00Z"
            ),
            "day": lambda: f"19{random.randrange(50, 99)}-01-15",
            "number": lambda: random.choice(NUMBERS),
            "truth": lambda: random.random() < 0.5,
            "digits": lambda: str(random.randrange(131072)),
        }

    def credential(self) -> dict[str, Any]:
        contexts = [CREDENTIALS_V2, self._open_badges]
        made = self._object("OpenBadgeCredential", 0)
        if '"1EdTech' in json.dumps(made):
            contexts.append(EXTENSIONS)
        return {"@context": contexts, **made}

    def _next(self) -> int:
        return next(self._number)

    def _text(self) -> str:
        return " ".join(self._random.choices(self._words, k=self._random.randrange(1, 3)))

    def _iri(self) -> str:
        if self._iris and self._random.random() < 0.2:
            return self._random.choice(self._iris)
        self._iris.append(
            f"{self._random.choice(HOSTS)}{self._next():04d}{self._random.choice(['', '#part', '?a=b&c', '/é'])}"
        )
        return self._iris[-1]

    def _did(self) -> str:
        return self._random.choice(
            ["did:web:badges.example.org", f"did:key:{KEY}", f"did:web:example.com:u:{self._next()}"]
        )

    def _object(self, name: str, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        kind = TYPES.get(name, [name])
        if kind is not None:
            made["type"] = list(kind) if isinstance(kind, list) else kind
        for word in CLASSES[name].split():
            member, _, rule = word.partition(":")
            wanted = rule.rstrip("!*")
            if member in self._without or not self._take("!" in rule, wanted, depth):
                continue
            made[member] = self._list(wanted, depth) if "*" in rule else self._value(wanted, depth)
        return dict(self._random.sample(sorted(made.items()), len(made)))

    def _take(self, required: bool, kind: str, depth: int) -> bool:
        if required:
            return True
        # Profiles hold profiles and endorsements hold profiles: both thin out on the way down.
        if kind in ("Profile", "EndorsementCredential"):
            return depth < 2 if self._everything else self._random.random() < 0.4 / (1 + depth)
        return self._everything or self._random.random() < 0.35

    def _value(self, kind: str, depth: int) -> Any:
        if kind in CHOICES:
            return self._random.choice(CHOICES[kind])
        return self._object(kind, depth + 1) if kind in CLASSES else self._plain[kind]()

    def _list(self, kind: str, depth: int) -> list[Any]:
        entries = [self._value(kind, depth) for _ in range(self._random.choice([1, 1, 1, 2, 3]))]
        if kind in CLASSES and "id" not in entries[0] and self._random.random() < 0.3:
            entries.append(copy.deepcopy(entries[0]))
        return list(_unlike(entries))


def _unlike(entries: list[Any]) -> Iterator[Any]:
    """The entries less those that would be one node, or one value, in a set."""
    seen: list[Any] = []
    for entry in entries:
        key = entry.get("id") if isinstance(entry, dict) else entry
        if key is None or key not in seen:
            seen.append(key)
            yield entry


def objects_in(value: Any, pointer: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object inside `value`, itself too, with its JSON pointer."""
    if isinstance(value, dict):
        yield pointer, value
        for name, entry in value.items():
            yield from objects_in(entry, f"{pointer}/{name}")
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from objects_in(entry, f"{pointer}/{number}")


def any_document(random: Random, table: TermTable, *, words: tuple[str, ...] = WORDS) -> dict[str, Any]:
    """A document that means something by `table`, and nothing to anyone: any types, any members that they allow.

    It reaches what no credential has: types in odd company, members that are types, lists and graphs anywhere.
    """
    urls = [random.choice(group) for number, group in enumerate(table.groups) if number == 0 or random.random() < 0.7]
    return {"@context": urls, **_any_object(random, table.scope(tuple(urls)), 0, words)}


def _any_object(random: Random, scope: Scope, depth: int, words: tuple[str, ...]) -> dict[str, Any]:
    types = [name for name in sorted(scope.terms) if name[0].isupper()]
    made: dict[str, Any] = {"type": random.sample(types, random.choice([1, 1, 1, 2]))}
    try:
        inside = scope.of_types(made["type"])
    except TermError:  # types that cannot stand together, or not there
        made, inside = {}, scope
    if random.random() < 0.4:
        made["id"] = f"https://example.org/{random.randrange(30)}"
    for name in random.sample(sorted(inside.terms), random.randrange(1, 5)):
        term = inside.terms[name]
        made[name] = _any_value(random, term, inside, depth, words)
        if random.random() < 0.3:
            more = [made[name], _any_value(random, term, inside, depth, words)]
            made[name] = more if json.dumps(more[0]) != json.dumps(more[1]) else more[:1]
    return made


def _any_value(random: Random, term: Term, inside: Scope, depth: int, words: tuple[str, ...]) -> Any:
    kind = term.coercion
    if kind in ("", "@id", "@vocab") and (term.container == "@graph" or (depth < 4 and random.random() < 0.5)):
        return _any_object(random, inside.below(term), depth + 1, words)
    if kind == "@vocab":
        return random.choice(["assertionMethod", "created", "https://example.org/purpose"])
    if kind == "@id":
        return f"https://example.org/{random.randrange(30)}"
    if kind.endswith("#boolean"):
        return random.random() < 0.5
    if kind.endswith(("#float", "#integer", "#nonNegativeInteger")):
        return random.choice([number for number in NUMBERS if number == int(number) or kind.endswith("#float")])
    if kind == "":
        return random.choice([random.choice(words), random.choice(NUMBERS), True, False])
    return random.choice(words)


def json_values() -> st.SearchStrategy[Any]:
    """JSON values that have a canonical form: no lone surrogates, whole numbers that a double keeps."""
    text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    leaves = (
        st.none()
        | st.booleans()
        | st.integers(-(2**53) + 1, 2**53 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | text
    )
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(text, inner, max_size=5))


def graphs(random: Random, *, blank_names: bool = False) -> str:
    """N-Quads of up to twelve blank nodes: one or two symmetric shapes, then a few loose ends and marks, shuffled.

    The shapes stand in one graph: where look-alikes are joined by one predicate in several graphs, RDFC-1.0 itself
    depends on the order of its input, and no two implementations need agree. With `blank_names` that graph is called
    by a blank node, of the shape or another (there pyoxigraph 0.5 goes its own way, not that of the W3C's tests).
    """
    shapes = random.choices([_cycle, _clique, _star, _bipartite, _path, _pairs], k=random.choice([1, 1, 2]))
    lines: list[str] = []
    loose: list[str] = []
    nodes: list[str] = []
    for shape in shapes:
        some = [f"_:n{len(nodes) + number}" for number in range(random.randrange(2, 13 // len(shapes)))]
        nodes += some
        lines += shape(some)
    for _ in range(random.randrange(4)):
        value = random.choice([random.choice(nodes), "<urn:end>", '"mark"'])
        loose.append(f"{random.choice(nodes)} <urn:{random.choice('qr')}> {value}")
    graph = random.choice([f" {nodes[0]}", " _:g"] if blank_names else ["", "", " <urn:g>"])
    written = [f"{line}{graph} .\n" for line in lines] + [f"{line} .\n" for line in loose]
    return "".join(random.sample(written, len(written)))


def _edges(pairs: Any) -> list[str]:
    return [f"{one} <urn:p> {other}" for one, other in pairs]


def _cycle(nodes: list[str]) -> list[str]:
    return _edges(zip(nodes, nodes[1:] + nodes[:1], strict=True))


def _clique(nodes: list[str]) -> list[str]:
    return _edges(itertools.permutations(nodes[:4], 2))  # larger ones are what limits are for


def _star(nodes: list[str]) -> list[str]:
    return _edges((nodes[0], leaf) for leaf in nodes[1:])


def _bipartite(nodes: list[str]) -> list[str]:
    half = min(len(nodes) // 2, 3)
    return _edges(itertools.product(nodes[:half], nodes[half : 2 * half])) or _cycle(nodes)


def _path(nodes: list[str]) -> list[str]:
    return _edges(itertools.pairwise(nodes))


def _pairs(nodes: list[str]) -> list[str]:
    return _edges(zip(nodes[::2], nodes[1::2], strict=False))
