"""Help texts as HTML: the marks they use, and nothing that could be code."""

from hypothesis import given
from hypothesis import strategies as st

from shared.processing.markdown import page, to_html


def test_titles_paragraphs_lists_tables_code_and_links():
    source = "# Aide\n\nUn *mot*, un **gras**,\nun `code <x>`.\n\n- un\n  suite\n- deux\n\n1. a\n2. b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx < y\n```\n"
    html = to_html(source)
    assert "<h1>Aide</h1>" in html
    assert "<p>Un <i>mot</i>, un <b>gras</b>, un <code>code &lt;x&gt;</code>.</p>" in html
    assert "<ul><li>un suite</li><li>deux</li></ul>" in html and "<ol><li>a</li><li>b</li></ol>" in html
    assert "<tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr>" in html
    assert "<pre>x &lt; y</pre>" in html


def test_a_page_is_whole_and_in_french():
    assert page("# Été", "Été & co").startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert "<title>Été &amp; co</title>" in page("# Été", "Été & co")


def test_french_signs_and_thousands_stay_with_their_word_at_the_end_of_a_line():
    assert to_html("« Oui » : 30 000 € ; `a : b`") == "<p>«\u00a0Oui\u00a0»\u00a0: 30\u202f000\u00a0€\u00a0; <code>a : b</code></p>"


def test_only_https_and_relative_links_become_links():
    assert to_html("[a](https://exemple.fr)") == '<p><a href="https://exemple.fr">a</a></p>'
    assert "<a" not in to_html("[a](javascript:alert(1))")


@given(st.text(alphabet="<>&\"'*`[]()!#|-1. \nab/:\x00", max_size=80))
def test_no_text_makes_a_tag_of_its_own_or_an_endless_loop(text):
    html = to_html(text)
    allowed = ("p", "b", "i", "a", "ul", "ol", "li", "pre", "code", "table", "tr", "th", "td", "img", "h1", "h2", "h3", "h4")
    for part in html.split("<")[1:]:
        name = part.lstrip("/").split(">")[0].split(" ")[0]
        assert name in allowed, html
