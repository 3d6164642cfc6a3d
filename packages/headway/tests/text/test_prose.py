from __future__ import annotations

from headway.text import parse
from headway.text.prose import prose

TEXT = """\
# A heading

A paragraph
of two lines.

- [x] one *thing*
  - another

    below it
1) last

> quoted

```
code
```

| a | b |
|---|---|

<details>

folded

</details>
"""


def test_what_an_author_says_and_in_how_many_lists() -> None:
    tree = parse(TEXT.encode())
    assert [(tree.slice(one.span).strip(), one.depth) for one in prose(tree)] == [
        ("# A heading", 0),
        ("A paragraph\nof two lines.", 0),
        ("one *thing*", 1),
        ("another", 2),
        ("below it", 2),
        ("last", 1),
    ]


def test_a_fold_that_never_ends_folds_nothing_away() -> None:
    tree = parse(b"<details>\n\nsaid\n")
    assert [tree.slice(one.span).strip() for one in prose(tree)] == ["said"]
