"""Lists made by chance, and the same ones every time: as large as wanted, right or with a mistake in every entry."""

import argparse
import itertools
import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from awesome_adapters.catalogue import sources
from awesome_adapters.identifiers import Identifier
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.metadata.store import MetadataStore

T = TypeVar("T")

LEAVES_PER_GROUP = 4
GROUPS_PER_FILE = 2
DAY = date(2026, 1, 31)
"""The day on which every record was fetched, and every list is checked."""


class Shape(NamedTuple):
    """What a list shall be like; the same shape is the same list, byte by byte."""

    entries: int
    sections: int
    """Those that hold the entries; the ones above them come on top."""
    faulty: bool = False


class Entry(NamedTuple):
    """An entry as it will be written: keys, and the YAML behind their colons."""

    item: dict[str, str]
    paper: dict[str, str]
    identifiers: list[Identifier]


def write(folder: Path, shape: Shape) -> None:
    """Write `catalogue.yaml`, the files of `data/`, and the metadata of every paper that Semantic Scholar can know."""
    rng = random.Random(f"{shape.entries}/{shape.sections}")
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "catalogue.yaml").write_text(_settings(), encoding="utf-8")
    entries = [_entry(rng, number) for number in range(shape.entries)]
    _write_metadata(folder, entries, rng)
    if shape.faulty:
        for number, entry in enumerate(entries):
            FAULTS[number % len(FAULTS)](entry)
    leaves = _shares(entries, shape.sections)
    for number, groups in enumerate(_batches(_batches(leaves, LEAVES_PER_GROUP), GROUPS_PER_FILE)):
        text = "\n".join(_data_file(number, groups)) + "\n"
        (data / f"field-{number:03}.yaml").write_text(text, encoding="utf-8")


def flaws(folder: Path) -> list[str]:
    """Return what keeps a list from being built right and without a network; nothing, where all is well."""
    sections, problems = sources.load_data(folder)
    store = MetadataStore(folder)
    asked = (store.to_ask(listed.entry.identifiers, DAY) for section in sections for listed in section.entries)
    return [str(problem) for problem in problems] + [f"no metadata of {spelling}" for spelling in asked if spelling]


# Files ---------------------------------------------------------------------------------------------------------------


def _settings() -> str:
    venues = "".join(f"  {short}: [{json.dumps(long)}]\n" for short, long in VENUES.items())
    return (
        f"title: Awesome Benchmarks\ndescription: A list that nobody wrote.\nvenues:\n{venues}readme:\n  authors: 8\n"
    )


def _data_file(number: int, groups: list[list[list[Entry]]]) -> Iterator[str]:
    yield f"index: {number}"
    yield f"title: {FIELDS[number % len(FIELDS)]} {number + 1}"
    yield "sections:"
    for group, leaves in zip(GROUPS, groups, strict=False):
        yield f"  - title: {group}"
        yield "    sections:"
        for topic, entries in zip(TOPICS, leaves, strict=False):
            yield f"      - title: {topic}"
            yield "        items:"
            for entry in entries:
                yield from _item(entry)


def _item(entry: Entry) -> Iterator[str]:
    lines = [f"{key}: {value}" for key, value in entry.item.items()]
    if entry.paper:
        lines += ["paper:", *(f"  {key}: {value}" for key, value in entry.paper.items())]
    yield f"          - {lines[0]}"
    for line in lines[1:]:
        yield f"            {line}"


def _write_metadata(folder: Path, entries: list[Entry], rng: random.Random) -> None:
    """Write the records as the program itself does, so that they are always in its own format."""
    store = MetadataStore(folder)
    for entry in entries:
        if asked := store.to_ask(entry.identifiers, DAY):
            store.add(asked, _answer(entry, rng), DAY)
        elif entry.identifiers:  # it was looked up by its title
            store.add_match(json.loads(entry.item["title"]), _answer(entry, rng), DAY)
    store.save()


def _batches(values: list[T], size: int) -> list[list[T]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


def _shares(values: list[T], number: int) -> list[list[T]]:
    return [values[len(values) * n // number : len(values) * (n + 1) // number] for n in range(number)]


# Entries and records -------------------------------------------------------------------------------------------------


def _entry(rng: random.Random, number: int) -> Entry:
    name = _name(number)
    identifiers = _identifiers(rng, number) if rng.random() < 0.93 else []
    item = {"title": _text(_title(rng, name))}
    if rng.random() < 0.6:
        item["summary"] = _text(f"{rng.choice(CLAIMS)}, and {rng.choice(OUTCOMES)}.")
    if not identifiers or rng.random() < 0.45:
        item["code"] = f"https://github.com/{rng.choice(OWNERS)}/{name.lower()}"
    if rng.random() < 0.05:
        item["website"] = f"https://{name.lower()}.example.org/docs/"
    if rng.random() < 0.7:
        item["tags"] = f"[{', '.join(rng.sample(TAGS, rng.randint(1, 2)))}]"
    item["added"] = f"{rng.randint(2019, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    if rng.random() < 0.01:
        item["also_in"] = f"[{FIELDS[0]} 1 > {GROUPS[0]}]"
    paper = {identifier.scheme: f'"{identifier.value}"' for identifier in identifiers}
    if identifiers and rng.random() < 0.08:
        paper |= {"venue": rng.choice(list(VENUES)), "year": str(rng.randint(2017, 2025))}
    return Entry(item, paper, identifiers)


def _name(number: int) -> str:
    """Coin a name that no other entry has, that is one word however it is compared, and that few are near."""
    syllables, number = [], number * 4_441_117 % len(SYLLABLES) ** 4  # which have no common factor
    for _ in range(4):
        number, rest = divmod(number, len(SYLLABLES))
        syllables.append(SYLLABLES[rest])
    return "".join(syllables).capitalize()


def _title(rng: random.Random, name: str) -> str:
    what, where = rng.choice(METHODS), rng.choice(TASKS)
    rest = f" {rng.choice(RARITIES)}" if rng.random() < 0.04 else ""
    return f"{name}: {what} for {where}{rest}" if rng.random() < 0.7 else f"{what} of {name} in {where}{rest}"


def _identifiers(rng: random.Random, number: int) -> list[Identifier]:
    schemes = rng.choices(list(SCHEMES), [share for _, share in SCHEMES.values()])
    if rng.random() < 0.15:
        schemes += rng.choices(("doi", "semantic_scholar_id", "openreview_id"))
    return [Identifier(scheme, SCHEMES[scheme][0](rng, number)) for scheme in dict.fromkeys(schemes)]


def _answer(entry: Entry, rng: random.Random) -> PaperMetadata:
    sha = next((i.value for i in entry.identifiers if i.scheme == "semantic_scholar_id"), _sha(rng))
    others = (spelling for identifier in entry.identifiers if (spelling := identifier.semantic_scholar))
    tldr = f"{rng.choice(CLAIMS)}, at {rng.choice(COSTS)}, and {rng.choice(OUTCOMES)}."
    return PaperMetadata(
        ids=tuple(dict.fromkeys((sha, f"CorpusId:{rng.randint(10**9, 10**12 - 1)}", *others))),
        url=f"https://www.semanticscholar.org/paper/{sha}",
        title=json.loads(entry.item["title"]),
        authors=tuple(f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}" for _ in range(rng.randint(1, 6))),
        venue=rng.choice((None, "arXiv.org", *VENUES.values())),
        year=rng.randint(2017, 2025),
        citations=int(rng.paretovariate(0.7)),
        tldr=tldr if rng.random() < 0.5 else None,
    )


def _sha(rng: random.Random, _: int = 0) -> str:
    return rng.randbytes(20).hex()


def _arxiv(rng: random.Random, number: int) -> str:
    return f"{rng.randint(16, 25) - number // 99_999}{rng.randint(1, 12):02}.{number % 99_999 + 1:05}"


def _acl(rng: random.Random, number: int) -> str:
    return f"{rng.randint(2020, 2025)}.{rng.choice(('acl-long', 'emnlp-main', 'findings-naacl'))}.{number + 1}"


def _openreview(rng: random.Random, _: int) -> str:
    return "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789_-", k=10))


SCHEMES: dict[str, tuple[Callable[[random.Random, int], str], float]] = {
    "arxiv_id": (_arxiv, 0.62),
    "acl_id": (_acl, 0.15),
    "doi": (lambda rng, number: f"10.1109/cvpr{rng.randint(50000, 59999)}.2022.{number:05}", 0.09),
    "openreview_id": (_openreview, 0.05),
    "corpus_id": (lambda _, number: str(200_000_000 + number), 0.04),
    "semantic_scholar_id": (_sha, 0.03),
    "pmid": (lambda _, number: str(30_000_000 + number), 0.02),
}
"""How an id of each scheme is made, of rng and the entry's number, and how many papers have such a one."""


# Mistakes ------------------------------------------------------------------------------------------------------------


def _no_title(entry: Entry) -> None:
    del entry.item["title"]


def _item_has(key: str, value: str) -> Callable[[Entry], None]:
    return lambda entry: entry.item.update({key: value})


def _paper_has(key: str, value: str) -> Callable[[Entry], None]:
    return lambda entry: entry.paper.update({key: value})


FAULTS: tuple[Callable[[Entry], None], ...] = (
    _item_has("tga", "[LoRA]"),
    _paper_has("arxiv_id", '"2106.1"'),
    _item_has("code", "github.com/someone/something"),
    _item_has("summary", ""),
    _no_title,
    _paper_has("acl_id", '"2106.09685"'),
    _item_has("added", "2024-02-30"),
    _item_has("website", '"https://example.org/two words"'),
    _item_has("tags", "LoRA"),
    _paper_has("year", "soon"),
    _item_has("key", "17"),
    _paper_has("authors", "null, Jane Doe"),
    _item_has("website", "&home https://example.org/"),
)
"""One mistake each, and each reported once."""


# Words ---------------------------------------------------------------------------------------------------------------


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


VENUES = {
    "ACL": "Annual Meeting of the Association for Computational Linguistics",
    "CVPR": "Computer Vision and Pattern Recognition",
    "EMNLP": "Conference on Empirical Methods in Natural Language Processing",
    "ICLR": "International Conference on Learning Representations",
    "ICML": "International Conference on Machine Learning",
    "NeurIPS": "Neural Information Processing Systems",
}
FIELDS = ("Natural Language Processing", "Computer Vision", "Speech and Audio", "Multimodal Models", "Robotics")
GROUPS = ("Methods", "Applications")
TOPICS = ("Low-Rank Updates", "Bottleneck Layers", "Prompts and Prefixes", "Mixtures & Routing")
TAGS = ("LoRA", "Bottleneck adapter", "Prompt tuning", "Multilingual", "Quantization", "C++", "Compacter", "IA³")
METHODS = (
    "Parameter-Efficient Transfer Learning",
    "Low-Rank Adaptation",
    "Mixture-of-Experts Routing",
    "Sparse Fine-Tuning and Pruning",
    "Naïve Prompting",
    "Schrödinger Bridges",
    "Efficient Long-Context Attention",
    "Bottleneck Adapters",
    "Composable Task Vectors",
    "Hypernetwork-Generated Prefixes",
)
TASKS = (
    "Low-Resource Machine Translation",
    "Speech Recognition",
    "Vision and Language",
    "Cross-Lingual Retrieval",
    "Continual Learning",
    "Instruction Following",
    "Protein Structure Prediction",
    "Question Answering over Tables",
)
RARITIES = (
    "🤗",
    "🧩🔥",
    "[Extended]",
    "with *Stars*",
    "& Co.",
    "(预训练模型的适配器微调)",
    "と固有表現抽出",
    "at 100% for $0",
)
CLAIMS = (
    "Inserts small trainable layers into a frozen model",
    "Learns which weights to change, and leaves the rest as it was",
    "Compares eleven ways of tuning few parameters",
    "Stacks modules for languages, dialects and styles",
    "Führt eine Methode ein, die ohne zusätzliche Latenz auskommt",
)
OUTCOMES = (
    "comes within 0.4% of full fine-tuning",
    "gains 2.1 points on average",
    "needs half of the memory",
    "shows where it fails",
)
COSTS = ("$O(n \\log n)$ cost", "a rank of $r \\ll d$", "3.6% of the parameters", "1/8 of the memory", "no cost")
OWNERS = ("example-lab", "nobody", "some-university")
GIVEN = ("Ada", "José", "Nguyễn", "Łukasz", "Mei", "Søren", "A.", "Priya", "Zoë", "Jean-Baptiste", "Olga", "伟")
FAMILY = ("Müller", "O'Brien", "García Márquez", "Škvorecký", "Wang", "Iyer", "van der Berg", "Öztürk", "Kim", "张")
SYLLABLES = tuple(map("".join, itertools.product("bdfgklmnprst", "aeiou")))


def main() -> None:
    """Write one list, and tell how large its parts are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--sections", type=int, default=40)
    parser.add_argument("--faulty", action="store_true", help="put one mistake into every entry")
    given = parser.parse_args()
    write(given.folder, Shape(given.entries, given.sections, given.faulty))
    if not given.faulty and (found := flaws(given.folder)):
        parser.exit(1, "\n".join(found[:10]) + "\n")
    written = sum(path.stat().st_size for path in (given.folder / "data").glob("*.yaml"))
    records = (given.folder / "data" / "metadata.json").read_bytes().splitlines()[1:-2]
    sizes = f"{written / given.entries:.0f} bytes of YAML each, {len(records):,} records"
    print(f"{given.entries:,} entries: {sizes} of {sum(map(len, records)) / len(records):.0f} bytes")


if __name__ == "__main__":
    main()
