"""Compiled templates are kept, and nobody can slip others into their place."""

from pathlib import Path

import jinja2  # noqa: TID251 (what is kept is its own)
import pytest

from awesome_adapters.formats.template_code import CodeCache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the cache, which does not exist yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "awesome-adapters"


def loaded(text: str = "1", *, compiler: str = "A") -> str | None:
    """Return what the code does that a new process would find for a template; None where it finds none."""
    cache, environment = CodeCache(compiler), jinja2.Environment(autoescape=False)
    bucket = cache.get_bucket(environment, "card.md", "/list/templates/card.md", text)
    if bucket.code:
        return jinja2.Template.from_code(environment, bucket.code, {}).render()
    bucket.code = environment.compile(text, "card.md", "/list/templates/card.md")
    cache.set_bucket(bucket)
    again = jinja2.bccache.Bucket(environment, bucket.key, bucket.checksum)
    cache.load_bytecode(again)
    assert again.code == bucket.code
    return None


def test_code_is_kept_for_the_same_text_compiled_in_the_same_way(folder: Path) -> None:
    assert [loaded(), loaded(), loaded("2"), loaded("2"), loaded("2", compiler="B")] == [None, "1", None, "2", None]
    assert len(list(folder.iterdir())) == 1
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", [lambda content: content[:-9], lambda content: content + b"1", lambda _: b""])
def test_damaged_code_is_not_run(folder: Path, change: object) -> None:
    loaded()
    (file,) = folder.iterdir()
    file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]

    assert [loaded(), loaded()] == [None, "1"]


def test_a_folder_into_which_others_can_write_is_left_alone(folder: Path) -> None:
    loaded()
    (file,) = folder.iterdir()
    kept = file.read_bytes()
    folder.chmod(0o770)

    assert [loaded(), loaded("2")] == [None, None]
    assert file.read_bytes() == kept


def test_a_folder_of_others_or_behind_a_link_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded()
    with monkeypatch.context() as other:
        other.setattr("os.getuid", lambda: -1)
        assert loaded() is None
    real = folder.rename(folder.with_name("real"))
    folder.symlink_to(real)

    assert loaded() is None


@pytest.mark.parametrize("place", ["/dev/null", "/proc/none"])
def test_where_nothing_can_be_kept_templates_are_compiled_each_time(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", place)

    assert [loaded(), loaded()] == [None, None]
