"""Keep tests away from the maintainer's own progress, and leave the thorough ones to CI.

Here and not in tests/, because pytest must read it also when it is given a notebook alone.
"""

import os

import pytest

os.environ["LSTM_LESSON_PROGRESS"] = ""
LEFT_OUT = "The thorough tests were left out: `python3 course.py test --thorough` runs them too, and so does CI."
IS_THOROUGH = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="run the thorough tests too, as CI does")


def pytest_configure(config: pytest.Config) -> None:
    """Decide once, before the tests go to several processes: whoever names tests gets those tests."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[IS_THOROUGH] = given["thorough"]
        return
    chosen = config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.option.keyword
    config.stash[IS_THOROUGH] = bool(config.option.thorough or chosen or os.environ.get("CI"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["thorough"] = node.config.stash[IS_THOROUGH]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.stash[IS_THOROUGH]:
        left_out = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if not config.stash[IS_THOROUGH]:
        terminalreporter.write_line(LEFT_OUT)
