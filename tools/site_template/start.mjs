// Python for the notebooks of this page, the course's package already imported.
//
// The notebook program takes this for Pyodide itself: its setting "pyodideUrl" names this file. It begins as soon as it
// is loaded and waits for nobody, so that Python is there when the page is.
import { loadPyodide as load } from "./pyodide.mjs";

const PACKAGES = "/lib/python3.14/site-packages/";
const here = new URL("./", import.meta.url).href;
const heard = { stdout: console.log, stderr: console.error }; // until the kernel says where it wants to hear Python
const started = start();

export async function loadPyodide({ stdout, stderr }) {
  Object.assign(heard, { stdout, stderr });
  return started;
}

async function start() {
  const packages = unpacked("packages.data");
  packages.catch(() => {}); // it is awaited below
  unpackWhenFetched("library.data");
  const pyodide = await load({
    indexURL: here,
    stdLibURL: here + "library.data",
    env: { HOME: "/home/pyodide", MPLCONFIGDIR: PACKAGES + "matplotlib_cache" },
    stdout: (text) => heard.stdout(text),
    stderr: (text) => heard.stderr(text),
  });
  store(pyodide.FS, await packages);
  await pyodide.runPythonAsync("import importlib\nimportlib.invalidate_caches()\nimport start_python");
  return pyodide;
}

// Pyodide fetches its library while it compiles itself, and wants it unpacked.
function unpackWhenFetched(name) {
  const plain = globalThis.fetch;
  globalThis.fetch = (address, ...more) => {
    if (String(address) !== here + name) return plain(address, ...more);
    globalThis.fetch = plain;
    return unpacked(name).then((bytes) => new Response(bytes));
  };
}

async function unpacked(name) {
  const answer = await fetch(here + name);
  if (!answer.ok) throw new Error(`${answer.url} is not there (${answer.status})`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes[0] !== 0x1f) return bytes; // a server that knows gzip has let the browser unpack it
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

// Write the files of a tar archive. Each stays a window on the archive's own memory: nothing is copied. A link stands
// for a file that is fetched when somebody opens it.
function store(FS, archive) {
  const decoder = new TextDecoder();
  const text = (from, length) => decoder.decode(archive.subarray(from, from + length)).replace(/\0.*$/s, "");
  const made = new Set();
  for (let at = 0; archive[at]; ) {
    const path = PACKAGES + [text(at + 345, 155), text(at, 100)].filter(Boolean).join("/");
    const size = parseInt(text(at + 124, 12), 8);
    const [folder, name] = path.match(/(.*)\/(.*)/).slice(1);
    if (!made.has(folder)) FS.mkdirTree(folder);
    made.add(folder);
    if (text(at + 156, 1) === "2") FS.createLazyFile(folder, name, here + text(at + 157, 100), true, false);
    else FS.createDataFile(folder, name, archive.subarray(at + 512, at + 512 + size), true, true, true);
    at += 512 + 512 * Math.ceil(size / 512);
  }
}
