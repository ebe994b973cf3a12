"""Import matplotlib without the docstrings that it writes while it is imported.

For help() on the method `set` of each of its hundred kinds of artist it looks through the docstrings of all their
methods. They are not sent to a page, and looking for them would be a seventh of all that is done before the first cell.
"""

from matplotlib.artist import Artist

Artist._update_set_signature_and_docstring = classmethod(lambda artist: None)  # type: ignore[attr-defined]
