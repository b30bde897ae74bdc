"""Headings of owners' templates, as cmark-gfm renders them and github-slugger counts them."""

import pytest

from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.formats.readme.headings import headings
from conftest import REPOSITORY
from rendered import Page

DOCUMENT = """\
# Awesome *Toy* List [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)

<!-- # Not a heading
## Nor this -->

## Closed ##
### Closed with a Space ###   \n   ## Indented by Three
    ## Indented by Four Is Code
#hashtag
####### Seven
## C\\# and C#
## `code`, **strong**, _emphasis_, a_b_c and \\*stars\\*
## [A Link](https://example.org/#x) &amp; \\<b\\>

```sh
# a comment
~~~
## still code
```

~~~~
```
# code
~~~
# code still
~~~~

```make build``` is no fence

###### After the Code

````md
```
## code
````
## Last
"""


def stripped(document: str) -> list[tuple[int, str]]:
    return [(level, text.strip()) for level, text in headings(document)]


def test_headings_are_found_as_github_finds_them() -> None:
    assert stripped(DOCUMENT) == Page(DOCUMENT).headings
    assert stripped(DOCUMENT)[0] == (1, "Awesome Toy List")
    assert stripped(DOCUMENT)[-2:] == [(6, "After the Code"), (2, "Last")]


@pytest.mark.parametrize("template", sorted(path.name for path in (REPOSITORY / "templates").glob("*.md")))
def test_the_headings_of_our_own_templates_are_found(template: str) -> None:
    text = (REPOSITORY / "templates" / template).read_text(encoding="utf-8")
    document = text.replace("{%", "<!--").replace("%}", "-->")

    assert stripped(document) == Page(document).headings


ANCHORS = {
    "Methods\n-------\n\n## Methods\n": ["methods", "methods-1"],
    "Methods\n=======\n": ["methods"],
    "Two\nLines\n---\n": ["twolines"],
    "## [Ref][r]\n\n[r]: https://e.org\n": ["ref"],
    "## [Ref]\n\n[ref]: https://e.org\n": ["ref"],
    "## [Ref][r] to nothing\n": ["refr-to-nothing"],
    "<div>\n## In HTML\n\n## After it\n</div>\n": ["after-it"],
    "<pre>\n## In pre\n\n## In pre too\n</pre>\n\n## After it\n": ["after-it"],
    "<!--\n\n## In a comment\n-->\n": [],
    "> ## In a quote\n\n- ## In a list\n\n1. one\n\n   ### In its item\n": ["in-a-quote", "in-a-list", "in-its-item"],
    "text\n    ## More text\n\n    ## Code\n": [],
    "| a |\n|---|\n| ## b |\n\n## After the table\n": ["after-the-table"],
    '<h2 align="center">Raw <b>HTML</b></h2>\n\n## Raw HTML\n': ["raw-html", "raw-html-1"],
    "## ![icon](i.svg) Features\n\n## Features [![b](c)](d)\n": ["-features", "features-"],
    "## ~~Old~~ *new* `code` <br> &amp; \\# a_b_c\n": ["old-new-code----a_b_c"],
    "## Closed ##\n\n## C#\n": ["closed", "c"],
}


@pytest.mark.parametrize(("document", "anchors"), ANCHORS.items(), ids=range(len(ANCHORS)))
def test_each_heading_has_githubs_anchor(document: str, anchors: list[str]) -> None:
    slugger = Slugger()

    assert [slugger.slug(text) for _, text in headings(document)] == anchors
