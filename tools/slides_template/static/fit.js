// A slide that is too tall for its screen shrinks until it fits, to three fifths at most.
const SMALLEST = 0.6, STEP = 0.04;

function fit(slide) {
  for (let size = 1; ; size -= STEP) {
    slide.style.setProperty("--fit", size);
    if (slide.scrollHeight <= slide.clientHeight || size - STEP < SMALLEST) return;
  }
}

function fitPresent() {
  const slide = window.Reveal.getCurrentSlide?.();  // not there yet while the page still loads
  if (slide) fit(slide);
}

window.Reveal.on("ready", fitPresent);
window.Reveal.on("slidechanged", fitPresent);
window.Reveal.on("resize", fitPresent);
document.addEventListener("toggle", fitPresent, true);  // an answer that unfolds
document.fonts.ready.then(fitPresent);
