/* Names for what the theme leaves without: landmarks of code and of sections, and the search.
   Wide tables are scrolled by the keyboard, and the empty corner of one heads nothing. */
let named = 0;
const name = () => {
  for (const bar of document.querySelectorAll(".md-code__nav:not([aria-label])")) {
    bar.setAttribute("aria-label", `Code block ${++named}`);
  }
  for (const section of document.querySelectorAll(".md-nav[aria-labelledby]")) {
    const title = section.querySelector(".md-nav__title")?.textContent.trim();
    if (title) {
      section.removeAttribute("aria-labelledby");
      section.setAttribute("aria-label", title);
    }
  }
  for (const part of document.querySelectorAll(".md-nav--secondary .md-nav[aria-label]")) {
    part.removeAttribute("aria-label"); // no landmark: headings of a page can have one name
    part.setAttribute("role", "presentation");
  }
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex])")) {
    table.tabIndex = 0;
  }
  for (const corner of document.querySelectorAll("th:empty")) {
    corner.replaceWith(document.createElement("td"));
  }
  document.querySelector(".md-search:not([aria-label])")?.setAttribute("aria-label", "Search");
};
new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
name();
