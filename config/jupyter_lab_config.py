"""What the JupyterLab of `course.py lab` looks like at first. What you then change stays as you like it.

The file browser is closed, because at a width of 1280 pixels it would cut every picture off. Nobody is asked whether to
fetch news, and nothing looks for updates or for extensions, because the course installs one version and keeps it.
"""

import json
import os
import sys
from pathlib import Path

from jupyterlab.handlers.announcements import NeverCheckForUpdate
from jupyterlab_server.workspaces_handler import WorkspacesManager

# The course has a layout of its own, so that it neither finds nor changes that of your other work.
layouts = os.environ.get("JUPYTERLAB_WORKSPACES_DIR") or str(Path(sys.prefix) / "share" / "jupyter" / "lab" / "layouts")
closed = {"collapsed": True, "visible": True, "widgets": []}
first = {"layout-restorer:data": {"left": closed, "right": closed}}
Path(layouts).mkdir(parents=True, exist_ok=True)
if not WorkspacesManager(layouts).list_workspaces():
    WorkspacesManager(layouts).save("default", json.dumps({"data": first, "metadata": {"id": "default"}}))

c = get_config()  # noqa: F821  (Jupyter puts it there)
c.LabApp.workspaces_dir = layouts
c.LabApp.app_settings_dir = str(Path(__file__).parent / "lab")
c.LabApp.check_for_updates_class = NeverCheckForUpdate
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"  # lists what is installed; the usual one asks PyPI for all that there is
