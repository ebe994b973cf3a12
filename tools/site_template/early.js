// Let Python start while the page is still loading: the first worker that the notebook program asks for is there already.
(() => {
  if (window.crossOriginIsolated || !new URLSearchParams(location.search).has("path")) return;
  const Original = window.Worker;
  let early = new Original(new URL("../python/early.worker.mjs", location.href), { type: "module" });
  window.Worker = class extends Original {
    constructor(address, options) {
      if (early && /\/comlink\.worker\.[^/]*$/.test(String(address))) {
        const given = early;
        early = undefined;
        return given;
      }
      super(address, options);
    }
  };
})();

// A widget lives in its kernel, and a stored one would say "model not found" when the page is loaded again. So notebooks
// are stored with their words and pictures alone, as the server of an installed course does it.
(() => {
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const readable = (options) => {
    const cells = options?.content?.cells;
    if (!cells) return options;
    const copy = structuredClone(options);
    for (const { data } of copy.content.cells.flatMap((cell) => cell.outputs ?? [])) {
      if (data && Object.keys(data).length > 1) delete data[WIDGET];
    }
    return copy;
  };
  const waiting = setInterval(() => {
    const contents = window.jupyterapp?.serviceManager?.contents;
    if (!contents) return;
    clearInterval(waiting);
    const save = contents.save.bind(contents);
    contents.save = (path, options) => save(path, readable(options));
  }, 100);
})();
