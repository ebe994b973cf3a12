"""For /opt/tljh/config/jupyterhub_config.d: a class that begins at once. Not run by us."""

c = get_config()  # noqa: F821  (JupyterHub puts it there)
c.JupyterHub.concurrent_spawn_limit = 100  # beyond it a page says 429
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.environment = {
    "OPENBLAS_NUM_THREADS": "1",  # as `course.py lab` does
    "JUPYTER_WIDGETS_ECHO": "0",  # a move need not come back to the page that it came from
}
