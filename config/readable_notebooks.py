"""How the course's server stores notebooks: in words and pictures that need no kernel, the same on every computer."""

from collections.abc import Callable
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
SAME_EVERYWHERE = {key: value for key, value in IPythonKernel.language_info.items() if key != "version"}

View = dict[str, Any]  # which widget an output shows
Views = dict[str, list[View | None]]  # for each output of the cell with this id


class ReadableNotebooks(AsyncLargeFileManager):
    """The server's own way to store files, which takes the widgets out of notebooks, and gives back those that live."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        # Both live as long as the kernels can, which end with the server.
        self._views: dict[str, Views] = {}  # by the notebook's path
        self._born: dict[str, object] = {}  # by the widget's id: in which process it was first seen

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Store a file or a folder, as the server's own way does; a notebook without its widgets."""
        try:
            if model.get("type") == "notebook" and model.get("content"):
                self._views[path.strip("/")] = views = take_views(model["content"])
                forget_machine(model["content"])
                process = await self._process(path)
                for view in (view for outputs in views.values() for view in outputs if view):
                    self._born.setdefault(view["model_id"], process)
        except Exception:  # whatever it is: the work must be saved
            self.log.exception("%s is saved with its widgets", path)
        return await super().save(model, path)

    async def get(self, path: str, content: bool = True, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Return a file or a folder, as the server's own way does; a notebook with those of its widgets that live."""
        model = await super().get(path, content, *arguments, **options)
        if model["type"] == "notebook" and model["content"]:
            take_views(model["content"])  # those that another server has stored
            process = await self._process(path)
            views = self._views.get(path.strip("/"), {}) if process else {}
            put_back(model["content"], views, lambda view: self._born.get(view["model_id"]) == process)
            name_machine(model["content"])
        return model

    async def _process(self, path: str) -> object:
        """Return what tells the process of the notebook's kernel from every other; None if it has no kernel."""
        try:
            session = await self.parent.session_manager.get_session(path=path.strip("/"))
            kernel = self.parent.kernel_manager.get_kernel(session["kernel"]["id"])
        except (HTTPError, KeyError, AttributeError):  # the last if no server stands behind it
            return None
        return session["kernel"]["id"], getattr(kernel.provisioner, "pid", None)  # another one after a restart


def take_views(notebook: dict[str, Any]) -> Views:
    """Take the widgets out of a notebook, wherever something that can be read stands beside them, and return them."""
    notebook["metadata"].pop("widgets", None)  # the widgets' state
    views: Views = {}
    for cell in notebook["cells"]:
        bundles = [output.get("data", {}) for output in cell.get("outputs", [])]
        taken = [bundle.pop(WIDGET_VIEW) if WIDGET_VIEW in bundle and len(bundle) > 1 else None for bundle in bundles]
        if any(taken) and "id" in cell:
            views[cell["id"]] = taken
    return views


def put_back(notebook: dict[str, Any], views: Views, lives: Callable[[View], bool]) -> None:
    """Give a notebook those widgets back that `take_views` took from it and that live."""
    for cell in notebook["cells"]:
        outputs, taken = cell.get("outputs", []), views.get(cell.get("id", ""), [])
        if len(taken) == len(outputs):  # else the file is not the one that was saved
            for output, view in zip(outputs, taken, strict=True):
                if view and "data" in output and lives(view):
                    output["data"][WIDGET_VIEW] = view


def forget_machine(notebook: dict[str, Any]) -> None:
    """Store of the language what is the same on every computer: not Python's version."""
    if notebook["metadata"].get("language_info", {}).get("name") == SAME_EVERYWHERE["name"]:
        notebook["metadata"]["language_info"] = dict(SAME_EVERYWHERE)


def name_machine(notebook: dict[str, Any]) -> None:
    """Add what JupyterLab adds when the kernel runs, so that nobody is asked to save an untouched notebook."""
    if notebook["metadata"].get("language_info") == SAME_EVERYWHERE:
        notebook["metadata"]["language_info"] = dict(IPythonKernel.language_info)
