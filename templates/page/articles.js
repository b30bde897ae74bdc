// @ts-check
/* Articles as a reader meets them: in the list, and copied into the results. */

/** @param {string} html */
function parseArticles(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return /** @type {HTMLElement[]} */ ([...template.content.children]);
}

/** @param {Entry} entry */
function cloneArticle(entry) {
  /** @type {any} */
  const copy = entry.article?.cloneNode(true);
  /** @type {HTMLElement} */
  const article = copy ?? parseArticles(entry.html)[0];
  article.removeAttribute("id");
  for (const anchor of allBySelector(".anchor", article)) anchor.remove();
  article.dataset.key = entry.key;
  bySelector(".title", article).setAttribute("aria-level", "3");
  for (const link of article.querySelectorAll(".permalink")) link.setAttribute("href", permalink(entry));
  decorate(article);
  return article;
}

/**
 * Make an article's tags buttons, and its box show whether it is selected.
 * @param {HTMLElement} article
 */
function decorate(article) {
  linkValues(article);
  for (const tag of article.querySelectorAll(".tags bdi")) {
    const parent = tag.parentElement, button = parent?.tagName === "BUTTON" ? parent : create("button", { type: "button" });
    if (button !== parent) { tag.replaceWith(button); button.append(tag); }
    button.setAttribute("aria-pressed", String(state.tag.has(tagOf(tag))));
  }
  /** @type {HTMLInputElement} */
  const checkbox = bySelector(".pick", article);
  const title = titleOf(article).textContent;
  checkbox.checked = selection.has(keyOf(article));
  checkbox.setAttribute("aria-label", say("select", title));
  bySelector(".copy", article).setAttribute("aria-label", say("copyBibtex", title));
}

/**
 * Make the authors, the venue and the year of an article lead to what else has them, in the whole list.
 * @param {Element} article
 */
function linkValues(article) {
  /** @type {(query: Record<string, string>, text: string) => HTMLElement} */
  const link = (query, text) => create("a", { className: "value", href: `${baseHref ? `${baseHref}index.html` : ""}?${new URLSearchParams(query)}` }, create("bdi", {}, text));
  for (const names of allBySelector(".authors, .all-authors", article)) {
    if (names.querySelector(".value")) continue;
    const links = names.textContent.split(", ").map((name) => name === WORDS.andOtherAuthors ? name : link({ author: name }, name));
    names.replaceChildren(...links.flatMap((name, n) => n ? [", ", name] : [name]));
  }
  const at = article.querySelector(".at"), venue = at?.querySelector(".venue"), year = at?.lastChild;
  if (!at || at.querySelector(".value")) return;
  if (year?.nodeType === Node.TEXT_NODE) {
    const text = (year.textContent ?? "").trim();
    year.replaceWith(...(venue ? [" "] : []), link({ from: text, to: text }, text));
  }
  if (venue) venue.replaceChildren(link({ venue: venue.textContent }, venue.textContent));
}

/**
 * Return what leads from an article to its paper, or its bare title.
 * @type {(article: HTMLElement) => HTMLElement}
 */
const titleOf = (article) => article.querySelector(".title a:not(.retracted)") ?? article.querySelector(".title > bdi") ?? article;

/**
 * Return the key of the entry in whose article something stands.
 * @param {Element} element
 */
function keyOf(element) {
  /** @type {HTMLElement | null} */
  const article = element.closest("article");
  return article?.id || article?.dataset.key || "";
}

function highlight() {
  if (!globalThis.Highlight) return;
  if (!document.adoptedStyleSheets.length) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("@media screen { ::highlight(found) { background-color: var(--mark); color: var(--ink); } }");
    document.adoptedStyleSheets.push(sheet);
  }
  const terms = interpretation.clauses.filter(({ isExcluded }) => !isExcluded).flatMap(({ texts }) => texts).flatMap((text) => text.trim().split(" "));
  const ranges = [];
  for (const part of terms.length ? rows.querySelectorAll(".title, .summary, .authors, .venue, .award, .tags, .note .words, .tldr .words, .all-authors") : []) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    /** @type {any} */
    let node;
    while ((node = walker.nextNode())) {
      /** @type {Iterable<RegExpExecArray>} */
      const tokens = node.data.matchAll(/[\p{L}\p{N}\p{M}]+/gu);
      for (const { 0: token, index } of tokens) {
        const folded = fold(token);
        const term = terms.find((term) => folded.startsWith(term));
        if (term === undefined) continue;
        const range = new Range();
        range.setStart(node, index);
        range.setEnd(node, index + (folded.length === token.length ? term.length : token.length));
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}
