/* Names for what the theme leaves without: landmarks around the buttons of code, and the search. */
let named = 0;
const name = () => {
  for (const bar of document.querySelectorAll(".md-code__nav:not([aria-label])")) {
    bar.setAttribute("aria-label", `Code block ${++named}`);
  }
  document.querySelector(".md-search:not([aria-label])")?.setAttribute("aria-label", "Search");
};
new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
name();
