"""Settings of each student's server, on top of JupyterHub's own, which say where it listens and who may come in."""

import os
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

HUB = Path(__file__).resolve().parents[1]
CONFIG = HUB.parents[1] / "config"
sys.path[:0] = [str(HUB), str(CONFIG)]

import nursery
from prompt_websocket import PromptWebsocketConnection
from quiet_watch import QuietlyWatching
from readable_notebooks import ReadableNotebooks

c = get_config()  # noqa: F821  (Jupyter puts it there)
load_subconfig(str(CONFIG / "jupyter_lab_config.py"))  # noqa: F821  (how the page looks at first)
# Not all of config/jupyter_server_config.py: it also sets an address and a folder, which are JupyterHub's to say.
c.ServerApp.kernel_websocket_connection_class = PromptWebsocketConnection
c.ServerApp.contents_manager_class = ReadableNotebooks
c.ServerApp.kernel_manager_class = QuietlyWatching
# Nobody needs these here, and each of them takes memory of every student's server.
c.ServerApp.jpserver_extensions = {"jupyter_lsp": False, "jupyter_server_terminals": False, "nbgitpuller": False}
c.ServerApp.terminals_enabled = False
c.Application.log_level = "WARN"  # thirty servers write into one file
# When thirty kernels start at once, some of their TCP ports collide; files in a folder of one's own do not.
c.KernelManager.transport = "ipc"
# And nobody else can enter that folder, so messages need no signature: each was signed once and checked twice.
c.Session.key = b""
c.MappingKernelManager.cull_idle_timeout = int(os.environ.get("LSTM_HUB_IDLE", "3600"))
c.MappingKernelManager.cull_interval = 60

if os.environ.get(nursery.SOCKET):
    from jupyter_client.provisioning import KernelProvisionerFactory

    factory = KernelProvisionerFactory.instance()
    factory.provisioners["forked"] = EntryPoint("forked", "forked_kernel:ForkedKernel", factory.GROUP_NAME)
    factory.default_provisioner_name = "forked"
