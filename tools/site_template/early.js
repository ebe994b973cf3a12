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
