"""Stand in for IPython's shell in a terminal, which a page has not; `IPython` itself asks for this name."""


def embed(*_, **__):
    raise RuntimeError("a page has no terminal to open a shell in")
