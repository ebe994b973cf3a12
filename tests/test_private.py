"""The course sends nothing away, runs nothing that it reads, and shows nothing that is typed as anything but text."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = sorted(path for folder in ("lstm_lesson", "tools", "config") for path in (ROOT / folder).rglob("*.py"))
# What runs code, starts programs, unpickles, or reaches a network
MODULES = {
    *("pickle", "shelve", "marshal", "dill", "joblib", "cloudpickle"),
    *("subprocess", "pty", "ctypes", "cffi", "runpy", "code"),
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "aiohttp", "httpx", "webbrowser"),
}
CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "execv", "execve", "spawnv", "startfile"}
ALLOWED = {
    ("tools/notebook_run.py", "nbclient"): "",
}
