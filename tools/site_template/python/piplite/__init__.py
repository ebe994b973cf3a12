"""Stand where JupyterLite's installer would: `%pip install` ends here."""

from piplite.piplite import install
