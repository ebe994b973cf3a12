"""Keep tests away from the maintainer's own progress, and leave the thorough ones to CI.

Here and not in tests/, because pytest must read it also when it is given a notebook alone.
"""

import os

import pytest

os.environ["LSTM_LESSON_PROGRESS"] = ""
LEFT_OUT = "The thorough tests were left out: `python3 course.py test --thorough` runs them too, and so does CI."
NIGHTLY_LEFT_OUT = "The nightly tests were left out: `python3 course.py test -m nightly` runs them."
IS_THOROUGH, IS_CHOSEN = pytest.StashKey[bool](), pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="run the thorough tests too, as CI does")


def pytest_configure(config: pytest.Config) -> None:
    """Decide once, before the tests go to several processes: whoever names tests gets those tests."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        config.stash[IS_THOROUGH], config.stash[IS_CHOSEN] = given["thorough"], given["chosen"]
        return
    chosen = bool(
        config.args_source is not pytest.Config.ArgsSource.TESTPATHS or config.option.keyword or config.option.markexpr
    )
    config.stash[IS_THOROUGH] = bool(config.option.thorough or chosen or os.environ.get("CI"))
    config.stash[IS_CHOSEN] = chosen


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["thorough"] = node.config.stash[IS_THOROUGH]
    node.workerinput["chosen"] = node.config.stash[IS_CHOSEN]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unwanted = {"thorough": not config.stash[IS_THOROUGH], "nightly": not config.stash[IS_CHOSEN]}
    left_out = [item for item in items if any(unwanted.get(mark.name) for mark in item.iter_markers())]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if not config.stash[IS_THOROUGH]:
        terminalreporter.write_line(LEFT_OUT)
    elif not config.stash[IS_CHOSEN]:
        terminalreporter.write_line(NIGHTLY_LEFT_OUT)
