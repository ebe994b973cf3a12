"""JupyterHub for a class on one computer. `course.py hub` starts it; README.md says what it does and does not do."""

import os
import sys
from pathlib import Path

HUB = Path(__file__).resolve().parent
sys.path.insert(0, str(HUB))

import nursery
import publish
import settings
from spawner import ClassSpawner

ours = settings.read(os.environ[settings.SETTINGS])
folder, runtime = Path(ours.folder), Path(ours.runtime)

c = get_config()  # noqa: F821  (JupyterHub puts it there)
c.JupyterHub.bind_url = ours.url
c.JupyterHub.hub_bind_url = ours.hub_url
c.JupyterHub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "cookie-secret")
# start.py runs the proxy, and starts the hub again if it stops: what students do goes on meanwhile.
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = ours.proxy_api
c.ConfigurableHTTPProxy.auth_token = settings.secret(folder, "proxy-token", 64)
c.JupyterHub.cleanup_servers = not ours.with_nursery  # the nursery ends them, when start.py ends it

# One password for the class, and each student types a name. It keeps strangers out, and not one student from taking
# another's name.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = settings.secret(folder, "class-password", 8)
c.SharedPasswordAuthenticator.admin_password = settings.secret(folder, "teacher-password", 40)
c.Authenticator.admin_users = {"teacher"}
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"[a-z0-9][a-z0-9_-]{0,19}\Z"  # it names a folder
c.JupyterHub.template_vars = {
    "announcement_login": "Your name: 1 to 20 small letters (a to z), digits, - or _. The password is your class's."
}

c.JupyterHub.spawner_class = ClassSpawner
c.JupyterHub.concurrent_spawn_limit = ours.students  # a class starts at once; beyond the limit, a page says 429
c.JupyterHub.active_server_limit = ours.students
c.JupyterHub.log_level = "WARN"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.cmd = [sys.executable, str(HUB / "student_server.py")]
c.Spawner.args = ["--allow-root"] if ours.as_root else []
c.Spawner.notebook_dir = str(folder / "students" / "{username}" / "course")
c.Spawner.default_url = "/lab/tree/notebooks/00_start_here.ipynb"
c.Spawner.mem_limit = f"{ours.megabytes}M" if ours.megabytes else None
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "students" / "{username}")
c.Spawner.environment = {
    "OPENBLAS_NUM_THREADS": "1",  # as `course.py lab` does
    "JUPYTER_CONFIG_PATH": str(HUB / "server"),
    "JUPYTER_RUNTIME_DIR": lambda spawner: str(runtime / spawner.user.name),
    "JUPYTERLAB_WORKSPACES_DIR": lambda spawner: str(Path(spawner.home_dir) / ".layouts"),
    "MPLCONFIGDIR": str(folder / "matplotlib"),  # its list of fonts, made once
    "JUPYTER_WIDGETS_ECHO": "0",  # a move need not come back to the page that it came from
    "PIP_USER": "1",  # so that %pip install refuses to change what all share
    "LSTM_HUB_COURSE": ours.course,
    "LSTM_HUB_BRANCH": ours.branch,
    "LSTM_HUB_IDLE": str(ours.idle),
    nursery.SOCKET: ours.nursery,
}


def prepare(spawner: ClassSpawner) -> None:
    """Publish what is new in the teacher's notebooks, and make the student's folder for sockets."""
    (runtime / spawner.user.name).mkdir(mode=0o700, exist_ok=True)
    if ours.edition and publish.publish(ours.edition, Path(ours.course.removeprefix("file://"))):
        spawner.log.warning("The course has changed: students get the new one when their server starts")


c.Spawner.pre_spawn_hook = prepare

if ours.idle:
    culler = [sys.executable, str(HUB / "culler.py"), f"--timeout={ours.idle}"]
    c.JupyterHub.services = [{"name": "idle-culler", "command": culler}]
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    c.JupyterHub.load_roles = [{"name": "idle-culler", "scopes": scopes, "services": ["idle-culler"]}]
