"""The page's modules as one script."""

from pathlib import Path

import pytest

from bot.sandbox.joining import JoiningError, joined_script, joined_sheet

PAGE = Path(__file__).parents[2] / "bot" / "sandbox" / "page"


def written(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_a_module_stands_after_what_it_imports(tmp_path: Path) -> None:
    """Once each, without its imports and exports."""
    folder = written(
        tmp_path,
        app='import { two } from "./b.js";\nimport { one } from "./a.js";\none(two);\n',
        a='import { two } from "./b.js";\nexport const one = (n) => n + two;\n',
        b="export const two = 2;\n",
    )
    assert joined_script(folder, "app.js") == (
        "// b.js\nconst two = 2;\n\n// a.js\nconst one = (n) => n + two;\n\n// app.js\none(two);\n\n"
    )


def test_two_modules_may_import_each_other(tmp_path: Path) -> None:
    """Both are there once."""
    folder = written(
        tmp_path,
        a='import { odd } from "./b.js";\nexport function even(n) { return n === 0 || odd(n - 1); }\n',
        b='import { even } from "./a.js";\nexport function odd(n) { return n !== 0 && even(n - 1); }\n',
    )
    joined = joined_script(folder, "a.js")
    assert (joined.count("function even"), joined.count("function odd")) == (1, 1)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ('import { two } from "./b.js";\n', "const two = 2;\n", "a.js imports two, which b.js does not export"),
        (
            'import { two } from "./b.js";\nlet own = 1;\n',
            "const own = 2;\nexport const two = own;\n",
            "a.js and b.js both call something own at their top",
        ),
        ('import two from "./b.js";\n', "", "a.js: cannot join 'import two from"),
        ('import { two } from "https://elsewhere.example/b.js";\n', "", "a.js: cannot join 'import { two }"),
        ("export default 1;\n", "", "a.js: cannot join 'export default 1;'"),
    ],
)
def test_what_cannot_be_joined_is_refused_by_name(tmp_path: Path, a: str, b: str, why: str) -> None:
    """With the file and what is wrong in it, since a browser would only say that the page is broken."""
    folder = written(tmp_path, a=a, b=b)
    with pytest.raises(JoiningError, match=why):
        joined_script(folder, "a.js")


def test_every_file_of_the_page_is_reached() -> None:
    """A module that nothing imports, and a sheet that is in no list, would be dead."""
    script, sheet = joined_script(PAGE, "app.js"), joined_sheet(PAGE, "app.css")
    assert [one.name for one in PAGE.glob("*.js") if f"// {one.name}\n" not in script] == []
    rest = [one for one in PAGE.glob("*.css") if one.name != "app.css"]
    assert [one.name for one in rest if one.read_text(encoding="utf-8") not in sheet] == []
