// No modern syntax here: an old browser must get as far as the sentence.
(function () {
  var box = document.getElementById("trouble");
  function say(words) {
    box.hidden = false;
    box.appendChild(document.createElement("p")).appendChild(document.createTextNode(words));
  }
  if (!window.WebAssembly || !window.WebAssembly.Tag || !window.DecompressionStream || !window.BigInt64Array || !window.structuredClone) {
    say("This browser is too old to run the notebooks. Chrome and Edge can from version 98 on, Firefox from 114 and Safari from 16.4. You can still read every notebook: choose \u201cread\u201d below.");
    return;
  }
  if (!navigator.serviceWorker) {
    say("In this window the notebooks run, but your progress is not kept when you close them. Open an ordinary window instead of a private one, at an address that begins with https.");
  }
  // Fetch what takes longest as soon as somebody turns to a notebook, and not for those who only look around.
  var begun = false;
  function begin(event) {
    var link = event.target.closest && event.target.closest("a[href^='notebooks/']");
    if (!link || begun) return;
    begun = true;
    ["packages.data", "library.data", "pyodide.asm.wasm", "pyodide.asm.mjs"].forEach(function (name) {
      var ahead = document.createElement("link");
      ahead.rel = "prefetch";
      ahead.href = "python/" + name;
      document.head.appendChild(ahead);
    });
  }
  document.addEventListener("pointerover", begin);
  document.addEventListener("focusin", begin);
})();
