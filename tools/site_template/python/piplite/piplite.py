"""Say why nothing can be installed."""


async def install(*_, **__):
    raise RuntimeError("Nothing can be installed here: this page has what the course needs, and fetches nothing else.")
