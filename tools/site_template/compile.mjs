// Compile with Pyodide's own Python what start_python.py imports, and the course; make matplotlib's list of fonts:
// node compile.mjs PYODIDE PACKAGES LIBRARY
import { pathToFileURL } from "node:url";

const [core, packages, library] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${core}/pyodide.mjs`).href);
const pyodide = await loadPyodide({
  indexURL: `${core}/`,
  env: { HOME: "/home/pyodide", MPLCONFIGDIR: "/packages/matplotlib_cache", PYTHONDONTWRITEBYTECODE: "1" },
});
pyodide.mountNodeFS("/packages", packages);
pyodide.mountNodeFS("/library", library);
const trouble = pyodide.runPython(`
import importlib.util, pathlib, py_compile, sys, traceback

place = {"/packages": "/lib/python3.14/site-packages", "/library": "/lib/python314.zip"}


def compile_what_is_needed():
    sys.path.insert(0, "/packages")
    import start_python

    imported = {str(getattr(module, "__file__", "")) for module in list(sys.modules.values())}
    imported = {file.replace(place["/library"], "/library") for file in imported}
    ours = {str(path) for path in pathlib.Path("/packages/lstm_lesson").rglob("*.py")}
    for file in sorted(imported | ours):
        folder = "/" + file.split("/")[1] if "/" in file else ""
        if folder in place and file.endswith(".py"):
            with_docstrings = file in ours or file.startswith("/packages/numpy/")
            py_compile.compile(
                file,
                importlib.util.cache_from_source(file, optimization="") if file in ours else file + "c",
                dfile=file.replace(folder, place[folder], 1),
                doraise=True,
                optimize=0 if with_docstrings else 2,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )


try:
    compile_what_is_needed()
    trouble = ""
except BaseException:  # said in Python's words: JavaScript's would quote all of Pyodide
    trouble = traceback.format_exc()
trouble
`);
console.log(trouble);
process.exit(trouble ? 1 : 0);
