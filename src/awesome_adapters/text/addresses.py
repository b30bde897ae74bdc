"""Addresses of the web: which two are one, and which lead to a repository or a model."""

import re
from functools import lru_cache
from urllib.parse import quote, urldefrag, urlsplit

from awesome_adapters.text import until_unbalanced

_REPOSITORY = (
    r"(?i)(?:(?:git\+)?https?://|(?:ssh://)?git@|git://)?(?:www\.)?((?:github|gitlab)\.com)[/:]((?:[\w.-]+/)+?[\w.-]+?)"
    r"/?(?:/(?:-|tree|blob|issues|pulls?|wiki|releases)(?:/.*)?)?(?:[?#].*)?"
)
_GITHUB = (
    r"(?i)https://github\.com/(?!(?:apps|collections|enterprise|features|marketplace|orgs|settings|sponsors|stars|topics"
    r"|users)/)[\w.-]+/[\w.-]+"
)
_HUGGING_FACE = (
    r"(?i)https?://(?:www\.)?(?:huggingface\.co|hf\.co)/((?:(?:datasets|spaces)/)?"
    r"(?!(?:api|blog|chat|collections|datasets|docs|join|learn|login|models|new|organizations|papers|posts|pricing"
    r"|settings|spaces|tasks)/)[\w.-]+/[\w.-]+)/?(?:(?:tree|blob|resolve|discussions|commits)/.*|[?#].*)?"
)
"""A model, a data set or a space; what begins otherwise are pages of the site."""
_ADDRESS = r"(?i)https?://(?![^\s/]*@)[^\s<>\"“”\\^`{|}]+"
_START = re.compile(r"^(?:https?://)?(?:www\.)?")
_TRACKING = re.compile(r"(?<=[?&])utm_\w+=[^&#]*&?")
_VIEW = re.compile(r"^((?:github|gitlab)\.com/[^?#]*)[?#].*")
_END = re.compile(r"(?:\.git)?(?:(?:/-)?/(?:tree|blob)/[^/?#]+(?:/readme\.\w+)?)?/?(?:index\.html?)?[?&]?#?$")


def pasted_address(text: str) -> str | None:
    """Return the one address in a text, as in Markdown or a mail, or behind `git@`; None if there is no one."""
    pasted = {until_unbalanced(match).rstrip(".,;:!?*'`|") for match in re.findall(_ADDRESS, text)}
    if len(pasted) == 1:
        return pasted.pop()
    return repository(text) if re.match(r"(?:git|ssh)(?:@|://)", text) else None


def repository(text: str) -> str | None:
    """Return the address of the repository that a pasted one leads to, or into; None where it leads elsewhere."""
    match = re.fullmatch(_REPOSITORY, text)
    return match and f"https://{match[1].lower()}/{match[2].removesuffix('.git')}"


def is_github(repository: str) -> bool:
    """Return whether the address of a repository is one on GitHub, where further pages look like some."""
    return re.fullmatch(_GITHUB, repository) is not None


def hugging_face(text: str) -> str | None:
    """Return the address of the model, data set or space that a pasted one leads to; None where it leads elsewhere."""
    match = re.fullmatch(_HUGGING_FACE, text)
    return match and f"https://huggingface.co/{match[1]}"


@lru_cache(maxsize=100_000)
def address_form(address: str) -> str:
    """Return what the spellings of an address share: `http`, `www.`, case, branch, last slash are nothing."""
    form = _START.sub("", address.casefold())
    return _END.sub("", _TRACKING.sub("", _VIEW.sub(r"\1", form)))


def encoded(address: str) -> str:
    """Return an address as it is sent: without the part that browsers keep, and plain but for the name of its host.

    Raises `ValueError` for what is none.
    """
    parts = urlsplit(urldefrag(address)[0])
    path, query = (quote(text, safe="/?%:=&~+!$,;'@()*[]") for text in (parts.path, parts.query))
    return parts._replace(path=path, query=query).geturl()


def is_same_site(one: str, other: str) -> bool:
    """Return whether two addresses have one host, or one host below the other's."""
    hosts = [(urlsplit(address).hostname or "").removeprefix("www.") for address in (one, other)]
    short, long = sorted(hosts, key=len)
    return short == long or ("." in short and long.endswith(f".{short}"))
