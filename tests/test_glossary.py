"""The glossary: its links work, an entry names the notebook that explains it, its symbols look as in the pictures."""

import re

import nbformat
import pytest
import refresh
from notebook_calls import GLOSSARY, NOTEBOOKS, each_notebook
from notebook_form import broken_links, cell_names, metadata
from slides import slides
from test_teaching import LINES, table

STORED = nbformat.read(GLOSSARY, as_version=4)
WORDS = "\n\n".join(cell.source for cell in STORED.cells)
ENTRIES = dict(re.findall(r"^### (.+)\n((?:(?!#).*\n?)+)", WORDS, re.MULTILINE))
DRAWN = re.compile(r"Drawn: (.+), ([a-z -]+)\.")
# JupyterLab and GitHub name a heading's place alike: its words, joined by hyphens.
PLACES = {heading.replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", WORDS, re.MULTILINE)}
TO_GLOSSARY = re.compile(r"\(glossary\.ipynb#([^)]+)\)")

each_entry = pytest.mark.parametrize("term", ENTRIES)


def test_glossary_is_words_alone_in_the_common_form():
    assert {cell.cell_type for cell in STORED.cells} == {"markdown"}
    assert [*cell_names(STORED), *metadata(STORED), *broken_links(WORDS, GLOSSARY)] == []
    assert refresh.text_of(STORED) == GLOSSARY.read_text("utf-8")


def test_index_lists_every_entry_in_alphabetical_order_and_its_links_lead_there():
    index = STORED.cells[0].source
    assert re.findall(r"\[([^\]]+)\]\(#", index)[:-1] == sorted(ENTRIES, key=str.lower)
    assert set(re.findall(r"\(#([^)]+)\)", WORDS)) <= PLACES


@each_entry
def test_entry_is_a_sentence_and_names_the_notebook_that_explains_it(term):
    sentence, _, way = ENTRIES[term].strip().rpartition(" → ")
    assert sentence.endswith((".", ")"))
    (linked,) = re.findall(r"^\[(\d\d)\]\((\w+\.ipynb)\)$", way)
    assert linked[1].startswith(linked[0])
    assert GLOSSARY.with_name(linked[1]) in NOTEBOOKS


def test_entries_draw_their_symbols_as_the_table_of_all_symbols_does():
    drawn = {term: DRAWN.search(text) for term, text in ENTRIES.items() if "Drawn:" in text}
    looks = {(row[0], row[2]) for head in LINES for row in table(head)}
    assert len(drawn) >= 12
    assert [term for term, found in drawn.items() if not found or found.groups() not in looks] == []


@each_notebook
def test_links_of_a_notebook_into_the_glossary_lead_to_an_entry(path):
    prose = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    assert set(TO_GLOSSARY.findall(prose)) <= PLACES


@pytest.mark.thorough
def test_slides_keep_the_word_and_leave_the_link_to_the_glossary_out(tmp_path):
    cells = [nbformat.v4.new_markdown_cell("# A?\nThe [*seed*](glossary.ipynb#Seed) of [02](02_b.ipynb).", id="a")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "01_a.ipynb")
    html = slides(tmp_path / "01_a.ipynb")
    assert "The <em>seed</em> of <a" in html
    assert "glossary" not in html.partition("<body>")[2]
