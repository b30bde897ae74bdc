import datetime as dt
import errno
import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from awesome_adapters.identifiers import Identifier
from awesome_adapters.metadata import FIELDS, NAMES, Journal, PaperMetadata
from awesome_adapters.metadata.store import PATH, MetadataStore
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import files

DAY = dt.date(2026, 11, 20)
SHA = "a8ca46b171467ceb2d7652fbfb67fe701ad86092"
OLD_SHA = "b" * 40
ARXIV = Identifier("arxiv_id", "2106.09685")
ACL = Identifier("acl_id", "2020.emnlp-demos.7")
DOI = Identifier("doi", "10.1109/cvpr52688.2022.00516")


def a_paper(**fields: object) -> PaperMetadata:
    defaults = {
        "ids": (SHA, "ARXIV:2106.09685"),
        "url": f"https://www.semanticscholar.org/paper/{SHA}",
        "title": "LoRA: Low-Rank Adaptation of Large Language Models",
        "authors": ("Edward J. Hu", "Yelong Shen"),
        "venue": "International Conference on Learning Representations",
        "year": 2021,
        "citations": 2644,
    }
    return PaperMetadata(**{**defaults, **fields})  # type: ignore[arg-type]


def a_line(key: str, title: str, day: str = "2026-01-01") -> str:
    record = {"retrieved": day} | dict.fromkeys(field.name for field in FIELDS) | {"title": title}
    return f'"{key}": {json.dumps(record)},\n'


END = '"version": 1\n}\n'


def content(root: Path) -> str:
    return (root / PATH).read_text(encoding="utf-8")


@pytest.fixture
def store(root: Path) -> MetadataStore:
    return MetadataStore(root)


def test_a_record_is_one_line_of_valid_json_in_sorted_order(root: Path, store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.add("ACL:2020.emnlp-demos.7", None, DAY)

    store.save()

    assert content(root) == (
        "{\n"
        '"ACL:2020.emnlp-demos.7": {"retrieved": "2026-11-20", "unknown": true},\n'
        f'"ARXIV:2106.09685": {{"ids": ["{SHA}", "ARXIV:2106.09685"], "retrieved": "2026-11-20", '
        '"title": "LoRA: Low-Rank Adaptation of Large Language Models", "authors": ["Edward J. Hu", "Yelong Shen"], '
        '"venue": "International Conference on Learning Representations", "year": 2021, '
        f'"url": "https://www.semanticscholar.org/paper/{SHA}", "citationCount": 2644, "tldr": null, '
        '"publicationDate": null, "journal": null},\n'
        '"version": 1\n'
        "}\n"
    )
    assert list(json.loads(content(root))) == ["ACL:2020.emnlp-demos.7", "ARXIV:2106.09685", "version"]


def test_what_is_saved_is_what_is_read(root: Path, store: MetadataStore) -> None:
    odd = a_paper(title='A "quoted" \\ title 😀 }, {"ids": ["x"]', tldr='": {"unknown": true}', authors=("Ünïcødé",))
    odd = odd._replace(published="2021-06-17", journal=Journal("ArXiv", None, "1-\u2028\n2"))
    store.add("ARXIV:2106.09685", odd, DAY)

    store.save()

    assert MetadataStore(root).paper([ARXIV]) == odd._replace(retrieved="2026-11-20")
    assert not MetadataStore(root).problems


def test_saving_again_changes_no_byte_and_touches_no_file(root: Path, store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.save()
    before = content(root), (root / PATH).stat().st_ino, (root / PATH).stat().st_mtime_ns

    saved = MetadataStore(root).save()

    assert not saved
    assert (content(root), (root / PATH).stat().st_ino, (root / PATH).stat().st_mtime_ns) == before


def test_a_paper_is_found_by_any_of_its_ids(root: Path, store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(ids=(SHA, "ARXIV:2106.09685", "ACL:2020.emnlp-demos.7")), DAY)
    store.save()

    reloaded = MetadataStore(root)

    assert reloaded.find([ACL]) == reloaded.find([ARXIV]) == "ARXIV:2106.09685"
    assert reloaded.find([Identifier("semantic_scholar_id", SHA)]) == "ARXIV:2106.09685"
    assert reloaded.find([DOI]) is None


def test_a_known_paper_is_found_before_an_unknown_one(store: MetadataStore) -> None:
    store.add("ACL:2020.emnlp-demos.7", None, DAY)
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.add("DOI:10.1109/cvpr52688.2022.00516", None, DAY)

    assert store.find([ACL, DOI]) == "ACL:2020.emnlp-demos.7"
    assert store.find([ACL, ARXIV, DOI]) == "ARXIV:2106.09685"


def test_a_paper_is_known_by_its_records_ids_where_they_have_the_one_that_was_asked(store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.add("ACL:2020.emnlp-demos.7", a_paper(), DAY)

    assert store.names("ARXIV:2106.09685") == ["ARXIV:2106.09685", *a_paper().ids]
    assert store.names("ACL:2020.emnlp-demos.7") == ["ACL:2020.emnlp-demos.7"]
    assert store.names("DOI:10.1109/cvpr52688.2022.00516") == []


def test_adding_an_id_to_an_entry_asks_for_nothing_again(store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)

    assert store.to_ask([ARXIV, ACL], DAY) is None


def test_a_paper_that_moved_to_another_id_keeps_the_old_one(root: Path, store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(ids=(OLD_SHA, "ARXIV:2106.09685")), DAY)
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.save()

    reloaded = MetadataStore(root)

    assert reloaded.find([Identifier("semantic_scholar_id", OLD_SHA)]) == "ARXIV:2106.09685"
    paper = reloaded.paper([ARXIV])
    assert paper
    assert paper.ids == (SHA, "ARXIV:2106.09685", OLD_SHA)


def test_what_was_never_asked_is_asked_under_the_most_telling_id(store: MetadataStore) -> None:
    sha = Identifier("semantic_scholar_id", SHA)

    assert store.to_ask([ARXIV, ACL, sha], DAY) == SHA
    assert store.to_ask([ACL, ARXIV], DAY) == "ARXIV:2106.09685"
    assert store.to_ask([Identifier("openreview_id", "nZeVKeeFYf9")], DAY) is None
    assert store.to_ask([], DAY) is None


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_record_that_lacks_any_field_is_asked_for_again(write: Callable[..., Path], root: Path, name: str) -> None:
    record = dict.fromkeys(NAMES - {name}) | {"title": f'"{name}": '} | {"retrieved": "2024-05-04"}
    if name == "title":
        del record["title"]
    write("{\n" + f'"ARXIV:2106.09685": {json.dumps(record)},\n{a_line("ACL:2020.emnlp-demos.7", "T")}{END}', PATH)

    store = MetadataStore(root)

    assert store.to_ask([ARXIV], DAY) == "ARXIV:2106.09685"
    assert store.to_ask([ACL], DAY) is None


@pytest.mark.parametrize(("days", "asked"), [(0, None), (3, None), (4, "ARXIV:2106.09685")])
def test_an_unknown_paper_is_asked_for_again_after_three_days(
    store: MetadataStore, days: int, asked: str | None
) -> None:
    store.add("ARXIV:2106.09685", None, DAY - dt.timedelta(days))

    assert store.to_ask([ARXIV], DAY) == asked
    assert store.unknown([ARXIV])
    assert store.paper([ARXIV]) is None


def test_unknown_does_not_replace_what_was_known(store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)

    store.add("ARXIV:2106.09685", None, DAY)

    assert store.paper([ARXIV])


# Damage --------------------------------------------------------------------------------------------------------------


GOOD = a_line("ARXIV:2106.09685", "LoRA")
OTHER = a_line("ACL:2020.emnlp-demos.7", "AdapterHub")


@pytest.mark.parametrize(
    ("text", "lines", "message"),
    [
        ("", [1], "the file is empty"),
        ("{\n" + GOOD + "garbage\n" + END, [3], "this line is damaged"),
        ("{\n" + OTHER[:60] + "\n" + GOOD + END, [2], "this line is damaged"),
        ("{\n" + GOOD, [3], "the file does not end as it should"),
        ("[]", [1], "the file should be an object of records"),
        (json.dumps(json.loads("{" + GOOD + END), indent=4), [1], "the file has another layout"),
    ],
)
def test_damage_is_named_and_costs_no_other_record(
    write: Callable[..., Path], root: Path, text: str, lines: list[int], message: str
) -> None:
    write(text, PATH)

    store = MetadataStore(root)

    assert [problem.location.line for problem in store.problems] == lines
    assert all(message in problem.message and "awesome-adapters build" in problem.message for problem in store.problems)
    assert (store.find([ARXIV]) is not None) == ("LoRA" in text)


def test_bytes_that_are_not_utf_8_cost_one_record(write: Callable[..., Path], root: Path) -> None:
    write(b"{\n" + OTHER.encode().replace(b"Hub", b"H\xff") + GOOD.encode() + END.encode(), PATH)

    store = MetadataStore(root)

    assert [problem.location.line for problem in store.problems] == [2]
    assert store.find([ACL]) is None
    assert store.find([ARXIV])


@pytest.mark.parametrize(
    "record",
    [
        '{"title": }',
        '{"retrieved": "x", "title": ["a"]}',
        '{"title": {"a": 1}}',
        '{"authors": "A. Author"}',
        '{"journal": "ArXiv"}',
        '{"journal": {"pages": 7}}',
        "{nonsense}",
    ],
)
def test_a_record_that_is_no_json_or_of_another_shape_is_taken_out_and_asked_for(
    write: Callable[..., Path], root: Path, record: str
) -> None:
    write("{\n" + f'"ACL:2020.emnlp-demos.7": {record},\n' + GOOD + END, PATH)
    store = MetadataStore(root)

    paper = store.paper([ACL])

    assert paper is None
    assert "ACL:2020.emnlp-demos.7 is damaged" in store.problems[0].message
    assert store.to_ask([ACL], DAY) == "ACL:2020.emnlp-demos.7"
    store.save()
    assert content(root) == "{\n" + GOOD + END


def test_a_formatter_that_sorts_the_keys_costs_no_id(
    write: Callable[..., Path], root: Path, store: MetadataStore
) -> None:
    store.add("ARXIV:2106.09685", a_paper(ids=(SHA, "ACL:2020.emnlp-demos.7")), DAY)
    store.save()

    write(json.dumps(json.loads(content(root)), indent=2, sort_keys=True), PATH)

    assert MetadataStore(root).paper([ACL]) == a_paper(ids=(SHA, "ACL:2020.emnlp-demos.7"), retrieved="2026-11-20")


@pytest.mark.parametrize("ids", ["7", '[["x"], null]', '["x"', '{"x": 1}'])
def test_ids_that_are_none_lead_nowhere(write: Callable[..., Path], root: Path, ids: str) -> None:
    write("{\n" + f'"ACL:2020.emnlp-demos.7": {{"ids": {ids}, "title": "T"}},\n' + GOOD + END, PATH)

    store = MetadataStore(root)

    assert store.paper([ACL]) is None
    assert "ACL:2020.emnlp-demos.7 is damaged" in store.problems[0].message
    assert store.paper([ARXIV])


def test_a_conflict_of_a_merge_keeps_the_records_of_both_sides(write: Callable[..., Path], root: Path) -> None:
    older, newer = a_line("ARXIV:1", "old"), a_line("ARXIV:1", "new", "2026-02-02")
    write("{\n<<<<<<< ours\n" + newer + GOOD + "=======\n" + older + OTHER + ">>>>>>> theirs\n" + END, PATH)

    store = MetadataStore(root)
    lines = [problem.location.line for problem in store.problems]
    store.save()

    assert lines == [2, 5, 8]
    assert content(root) == "{\n" + OTHER + newer + GOOD + END
    assert not MetadataStore(root).problems


def test_a_file_of_a_newer_version_is_left_alone(write: Callable[..., Path], root: Path) -> None:
    write("{\n" + GOOD + '"version": 2\n}\n', PATH)

    with pytest.raises(CatalogueError, match="newer version"):
        MetadataStore(root)


def test_two_branches_that_add_a_paper_each_merge_without_a_conflict(tmp_path: Path) -> None:
    lines = [a_line(f"ARXIV:{number}.00001", f"Paper {number}") for number in range(2001, 2013)]
    base, one, two = (tmp_path / name for name in ("base", "one", "two"))
    for path, left_out in ((base, {3, 8}), (one, {8}), (two, {3})):
        path.write_text("{\n" + "".join(line for n, line in enumerate(lines) if n not in left_out) + END)

    merged = subprocess.run(["git", "merge-file", "-p", one, base, two], capture_output=True, text=True, check=False)

    assert merged.returncode == 0
    assert merged.stdout == "{\n" + "".join(lines) + END


# Writing -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["fsync", "fdopen", "fchmod"])
def test_a_failing_write_is_one_clear_line_and_damages_nothing(
    root: Path, store: MetadataStore, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.save()
    before = content(root)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"os.{call}", full)
    store.add("ACL:2020.emnlp-demos.7", a_paper(), DAY)
    with pytest.raises(CatalogueError, match="No space left on device"):
        store.save()

    assert content(root) == before
    assert [path.name for path in (root / "data").iterdir()] == ["metadata.json"]


def test_what_another_program_wrote_meanwhile_is_kept(root: Path, store: MetadataStore) -> None:
    other = MetadataStore(root)
    other.add("ACL:2020.emnlp-demos.7", a_paper(title="AdapterHub"), DAY)
    other.save()
    store.add("ARXIV:2106.09685", a_paper(), DAY)

    store.save()

    assert list(MetadataStore(root)) == ["ACL:2020.emnlp-demos.7", "ARXIV:2106.09685"]


@pytest.mark.parametrize("answer", [None, a_paper()], ids=["unknown", "found"])
def test_unknown_replaces_an_older_unknown_of_the_file_and_nothing_else(
    root: Path, answer: PaperMetadata | None
) -> None:
    store, other = MetadataStore(root), MetadataStore(root)
    store.add("ARXIV:2106.09685", None, DAY + dt.timedelta(1))
    other.add("ARXIV:2106.09685", answer, DAY)
    other.save()

    store.save()

    day = MetadataStore(root).retrieved("ARXIV:2106.09685")
    assert day == (DAY if answer else DAY + dt.timedelta(1))
    assert MetadataStore(root).unknown([ARXIV]) == (answer is None)


_WRITER = """
    import datetime, os, signal, sys, time
    from pathlib import Path
    from awesome_adapters.metadata import PaperMetadata
    from awesome_adapters.metadata.store import MetadataStore

    def write(name, rounds):
        for number in range(rounds):
            store = MetadataStore(Path(sys.argv[1]))
            store.add(f"ARXIV:{name}.{number:05}", PaperMetadata(title="x" * 2000), datetime.date(2026, 11, 20))
            store.save()
"""


def writer(root: Path, then: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(_WRITER) + textwrap.dedent(then), root])


@pytest.mark.slow
def test_two_programs_at_once_lose_nothing_of_each_other(root: Path) -> None:
    programs = [writer(root, f"write({name}, 40)") for name in ("2001", "2002")]

    codes = [program.wait() for program in programs]

    assert codes == [0, 0]
    assert len(list(MetadataStore(root))) == 80


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_file(root: Path) -> None:
    program = writer(
        root,
        """
        write(2000, 1)
        path = Path(sys.argv[1], "data", "metadata.json")
        for number in range(1, 21):
            first = path.stat().st_ino
            if child := os.fork():
                while path.stat().st_ino == first:
                    time.sleep(0.0005)
                time.sleep(number * 0.001)
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                assert MetadataStore(Path(sys.argv[1])).verify() == []
            else:
                write(2000 + number, 10_000)
        """,
    )

    code = program.wait(timeout=60)

    assert code == 0
    assert len(list(MetadataStore(root))) > 20


def test_mode_and_links_of_the_file_survive(root: Path, tmp_path: Path, store: MetadataStore) -> None:
    real = tmp_path / "elsewhere.json"
    real.write_text("{\n" + END)
    real.chmod(0o640)
    (root / PATH).symlink_to(real)
    store.add("ARXIV:2106.09685", a_paper(), DAY)

    store.save()

    assert (root / PATH).is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert "ARXIV:2106.09685" in real.read_text()


def test_two_files_one_behind_the_other_are_made_one(write: Callable[..., Path], root: Path) -> None:
    write("{\n" + GOOD + END + "{\n" + OTHER + END, PATH)

    MetadataStore(root).save()

    assert content(root) == "{\n" + OTHER + GOOD + END


def test_an_empty_answer_does_not_replace_a_good_record(store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)

    store.add("ARXIV:2106.09685", PaperMetadata(ids=(SHA,)), DAY)

    assert store.paper([ARXIV]) == a_paper(retrieved="2026-11-20")


@pytest.mark.parametrize("value", ['"2024-05-31 "', '"yesterday!"', '"２０２4-05-31"', "20240531", "null", "[]"])
def test_what_is_no_day_is_not_taken_for_one(write: Callable[..., Path], root: Path, value: str) -> None:
    record = f'{{"retrieved": {value}, "publicationDate": {value}, "title": "T", "journal": null}}'
    write("{\n" + f'"ACL:2020.emnlp-demos.7": {record},\n' + END, PATH)

    assert MetadataStore(root).paper([ACL]) == PaperMetadata(title="T")


# Titles --------------------------------------------------------------------------------------------------------------

TITLE = "LoRA: Low-Rank Adaptation of Large Language Models"
OPENREVIEW = Identifier("openreview_id", "nZeVKeeFYf9")


def test_a_paper_that_was_found_by_its_title_is_found_again_in_every_spelling(root: Path, store: MetadataStore) -> None:
    store.add_match(TITLE, a_paper(), DAY)
    store.save()

    store = MetadataStore(root)

    assert list(store) == ["ARXIV:2106.09685"]
    assert store.paper([], TITLE.upper()) == store.paper([OPENREVIEW], TITLE) == store.paper([ARXIV])
    assert store.paper([OPENREVIEW]) is None
    assert store.paper([], "LoRA") is None
    assert store.to_ask([OPENREVIEW], DAY, TITLE) is store.to_ask([ARXIV], DAY) is None
    assert not store.needs_match([OPENREVIEW], TITLE, DAY)


def test_an_id_that_was_not_asked_for_yet_comes_before_the_title(store: MetadataStore) -> None:
    store.add_match(TITLE, a_paper(), DAY)

    assert store.paper([DOI], TITLE) is None
    assert store.to_ask([DOI], DAY, TITLE) == DOI.semantic_scholar
    assert not store.needs_match([DOI], TITLE, DAY)

    store.add(str(DOI.semantic_scholar), None, DAY)

    assert store.paper([DOI], TITLE) == store.paper([ARXIV])


def test_a_title_that_leads_nowhere_is_replaced_by_what_comes_later(root: Path, store: MetadataStore) -> None:
    store.add_match(TITLE, None, DAY)
    store.save()
    before = content(root)

    store = MetadataStore(root)
    assert [store.needs_match([], TITLE, DAY + dt.timedelta(days)) for days in (0, 3, 4)] == [False, False, True]
    assert store.needs_match([], TITLE, DAY, before=dt.date.max)
    assert store.find([], TITLE) is None
    store.add_match(TITLE, a_paper(), DAY)
    store.save()

    assert before.startswith(
        '{\n"TITLE:lora low rank adaptation of large language models": {"retrieved": "2026-11-20", '
    )
    assert list(MetadataStore(root)) == ["ARXIV:2106.09685"]


def test_a_match_joins_the_record_that_is_there_and_settles_its_unknown_ids(store: MetadataStore) -> None:
    store.add("ACL:2020.emnlp-demos.7", a_paper(ids=(SHA, "ACL:2020.emnlp-demos.7")), DAY)
    store.add("ARXIV:2106.09685", None, DAY)

    store.add_match(TITLE, a_paper(), DAY)

    assert list(store) == ["ACL:2020.emnlp-demos.7"]
    assert store.paper([], TITLE) == store.paper([ACL]) == store.paper([ARXIV])


def test_a_refreshed_record_is_still_found_by_the_title(store: MetadataStore) -> None:
    store.add_match(TITLE, a_paper(), DAY)
    store.add("ARXIV:2106.09685", a_paper(title="Retitled"), DAY)

    assert store.paper([], TITLE) == store.paper([ARXIV])


@pytest.mark.parametrize("title", ["", "2106", "…", None])
def test_what_is_no_title_is_not_looked_up(store: MetadataStore, title: str | None) -> None:
    assert not store.needs_match([OPENREVIEW], title, DAY)


# Records of other papers ---------------------------------------------------------------------------------------------


def test_a_record_whose_ids_are_another_papers_is_not_stored(store: MetadataStore) -> None:
    another = a_paper(ids=("b" * 40, "ARXIV:1706.03762", "DOI:10.1109/cvpr52688.2022.00516"))

    store.add("ARXIV:2106.09685", another, DAY)
    store.add("ACL:2020.emnlp-demos.7", another, DAY)
    store.add("ARXIV:2106.09685", another, DAY)

    assert list(store) == ["ACL:2020.emnlp-demos.7"]


def test_the_ids_of_a_record_of_another_paper_lead_nowhere_and_it_is_asked_for_again(
    write: Callable[..., Path], root: Path
) -> None:
    ids = [SHA, "ARXIV:2106.00001", str(DOI.semantic_scholar)]
    record = {"ids": ids, "retrieved": "2026-11-19"} | dict.fromkeys(field.name for field in FIELDS)
    write(f'{{\n"ARXIV:2106.09685": {json.dumps(record | {"title": "Another", "tldr": "Of it."})},\n{END}', PATH)
    store = MetadataStore(root)

    before = store.find([DOI]), store.to_ask([ARXIV], DAY), store.to_ask([DOI], DAY)
    store.add("ARXIV:2106.09685", a_paper(), DAY)

    assert before == (None, "ARXIV:2106.09685", DOI.semantic_scholar)
    assert store.paper([ARXIV]) == a_paper(retrieved="2026-11-20")
    assert store.to_ask([ARXIV], DAY) is None


def test_what_vanishes_is_kept_until_it_comes_back(store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(tldr="Freezes."), DAY)
    store.add("ARXIV:2106.09685", a_paper(venue=None, year=2022), DAY)
    lacking = store.paper([ARXIV])
    store.add("ARXIV:2106.09685", a_paper(tldr="Freezes."), DAY)

    kept = a_paper(tldr="Freezes.", retrieved="2026-11-20")
    assert lacking == kept._replace(year=2022, kept=("venue", "tldr"))
    assert store.paper([ARXIV]) == kept


def test_a_title_is_told_and_else_the_key(store: MetadataStore) -> None:
    store.add("ARXIV:2106.09685", a_paper(), DAY)
    store.add("DOI:10.1/x", None, DAY)

    assert store.title("ARXIV:2106.09685").startswith("LoRA: ")
    assert store.title("DOI:10.1/x") == "DOI:10.1/x"


def test_saving_reads_the_file_again_only_where_another_program_wrote_it(
    root: Path, store: MetadataStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []
    read = files.read

    def counted(path: Path) -> bytes | None:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(files, "read", counted)
    other = MetadataStore(root)
    reads.clear()

    for key in ("ARXIV:2106.09685", "DOI:10.1/x"):
        store.add(key, None, DAY)
        store.save()
    alone = len(reads)
    other.add("PMID:1", None, DAY)
    other.save()
    store.add("PMID:2", None, DAY)
    store.save()

    assert alone == 0
    assert list(MetadataStore(root)) == ["ARXIV:2106.09685", "DOI:10.1/x", "PMID:1", "PMID:2"]


@pytest.mark.parametrize("layout", ["{\n%s,\n" + END, '{%s,\n"version":\n1}'])
def test_half_a_surrogate_pair_becomes_a_question_mark(write: Callable[..., Path], root: Path, layout: str) -> None:
    record = json.dumps({"ids": ["\udc00"], "retrieved": "2026-11-20", "title": "a \ud800 b 😀"})
    write(layout % f'"ARXIV:2106.09685": {record}', PATH)
    store = MetadataStore(root)

    paper = store.paper([ARXIV])

    assert paper
    assert (paper.ids, paper.title) == (("?",), "a ? b 😀")
    store.add("ACL:2020.emnlp-demos.7", a_paper(title="\ud800"), DAY)
    store.save()
    assert MetadataStore(root).verify() == []


@pytest.mark.parametrize("layout", ["{\n%s,\n" + END, '{%s,\n"version":\n1}'])
def test_nesting_without_end_is_damage(write: Callable[..., Path], root: Path, layout: str) -> None:
    write(layout % f'"ARXIV:2106.09685": {{"title": {"[" * 100_000}{"]" * 100_000}}}', PATH)

    assert "damaged" in MetadataStore(root).verify()[0].message
