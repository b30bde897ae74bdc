import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.problems import CatalogueError, InvalidDataError
from awesome_adapters.project import Project
from awesome_adapters.storage.cache import Cache
from conftest import max_examples

TOY = Path(__file__).with_name("toy")
SETTINGS = (
    "title: A\n",
    "title: B\nreadme: { pictures: true, recent: 2, counts: false }\norder: newest\n",
    "readme: { style: line, anchors: false, recent: 1, authors: 1 }\norder: title\n",
    "readme: { style: table, numbered: true, columns: [title, year, tags] }\n",
    "readme: { group: year, badges: shields }\n",
    "readme: [\n",
)
TEMPLATE = "{{ heading }}\n{% for record in records %}\n- {{ record.title }} {{ record | anchors }}\n{% endfor %}\n"


def test_a_value_is_made_again_only_when_its_basis_differs() -> None:
    cache, numbers = Cache(), iter(range(9))

    values = [cache.get("a", basis, lambda: next(numbers)) for basis in ([1], [1], [2], [1])]

    assert values == [0, 0, 1, 2]


def test_what_is_no_longer_asked_for_is_forgotten() -> None:
    cache, numbers = Cache(), iter(range(9))
    for name in "ab":
        cache.get(name, 0, lambda: next(numbers))
    cache.sweep()
    cache.get("a", 0, lambda: next(numbers))
    cache.sweep()

    assert [cache.get(name, 0, lambda: next(numbers)) for name in "ab"] == [0, 2]


def edit_line(rng: random.Random, root: Path) -> None:
    path = rng.choice(sorted((root / "data").iterdir()))
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True) or [""]
    number = rng.randrange(len(lines))
    lines[number : number + 1] = rng.choice(
        [[], [lines[number]] * 2, ["# note\n", lines[number]], [lines[number].replace("e", rng.choice("aeo"), 1)]]
    )
    path.write_text("".join(lines), encoding="utf-8")


def add_entry(rng: random.Random, root: Path) -> None:
    number, path = rng.randrange(10_000), rng.choice(sorted((root / "data").glob("*.yaml")))
    also = rng.choice(["", ", also_in: [Frameworks]", ", tags: [loRA, x y]"])
    with path.open("a", encoding="utf-8") as file:
        file.write(f'  - {{ title: T{number}, added: 2026-01-02, paper: {{ arxiv_id: "2101.0{number:04}" }}{also} }}\n')


def add_file(rng: random.Random, root: Path) -> None:
    name = rng.choice(("new", "other", "zoo"))
    item = f"{{ title: Tool {name}, code: 'https://x.org/{name}' }}"
    text = f"index: {rng.randrange(3)}\ntitle: {name}\nitems: [{item}]\n"
    (root / f"data/{name}.yaml").write_text(text, encoding="utf-8")


def rename_file(rng: random.Random, root: Path) -> None:
    path = rng.choice(sorted((root / "data").glob("*.yaml")))
    path.rename(path.with_stem(f"{path.stem}-{rng.randrange(10)}"))


def delete_file(rng: random.Random, root: Path) -> None:
    rng.choice(sorted((root / "data").iterdir())).unlink()


def break_file(rng: random.Random, root: Path) -> None:
    path = rng.choice(sorted((root / "data").iterdir()))
    content = path.read_bytes()
    path.write_bytes(rng.choice([b"", content[: rng.randrange(len(content) + 1)], content + b"\xff", b"x: ["]))


def restore(_rng: random.Random, root: Path) -> None:
    shutil.rmtree(root)
    shutil.copytree(TOY, root)


def set_settings(rng: random.Random, root: Path) -> None:
    (root / "catalogue.yaml").write_text(rng.choice(SETTINGS), encoding="utf-8")


def set_template(rng: random.Random, root: Path) -> None:
    (root / "templates").mkdir(exist_ok=True)
    path = root / "templates/section.md"
    text = rng.choice([None, TEMPLATE, TEMPLATE.replace("- ", "* **"), "{{ oops }}"])
    path.unlink(missing_ok=True)
    if text:
        path.write_text(text, encoding="utf-8")


CHANGES: list[Callable[[random.Random, Path], None]] = [
    *(edit_line, edit_line, edit_line, add_entry, add_entry, add_file, rename_file, delete_file, break_file),
    *(restore, restore, set_settings, set_template),
]


def result(root: Path, cache: Cache | None) -> object:
    try:
        project = Project.open(root, cache=cache)
        outcome = (project.problems, project.problems or project.outputs(), project.store.problems)
    except CatalogueError as error:
        return error.problems if isinstance(error, InvalidDataError) else str(error)
    if cache and random.random() < 0.5:
        cache.sweep()
    return outcome


@pytest.mark.slow
@max_examples(40)
@given(seed=st.integers(0, 2**32))
def test_a_build_with_a_cache_equals_one_from_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng, root, cache = random.Random(seed), tmp_path_factory.mktemp("list") / "list", Cache()
    shutil.copytree(TOY, root)

    for _ in range(20):
        rng.choice(CHANGES)(rng, root)
        if not any((root / "data").iterdir()):
            restore(rng, root)

        assert result(root, cache) == result(root, None)
