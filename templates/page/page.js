// @ts-check
/* What the page does when it is used, and how it begins. */

searchBox.addEventListener("input", () => { state.q = searchBox.value; applyState({ isTyped: true }); });
sortSelect.addEventListener("change", () => { state.sort = /** @type {SortName} */ (sortSelect.value); applyState(); });
byId("_more").addEventListener("click", () => {
  const { length } = rows.children;
  showMore();
  rows.children[length]?.querySelector("a")?.focus();
});
byId("_clear").addEventListener("click", () => { clearState(); searchBox.focus(); });
byId("_pick-all").addEventListener("click", () => {
  for (const { key, sections } of matches) selection.set(key, sections[0]);
  saveSelection();
  announce(say("selected", selection.size));
});
byId("_drop").addEventListener("click", () => { selection.clear(); saveSelection(); announce(WORDS.nothingSelected); byId("_main").focus(); });
byId("_copy").addEventListener("click", async () => {
  const { text, description } = await selectedCitations();
  await copyFor(byId("_copy"), text, description);
});
byId("_download").addEventListener("click", async () => {
  const { text, file, type, description } = await selectedCitations();
  const link = create("a", { href: URL.createObjectURL(new Blob([text], { type })), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  announce(say("downloaded", description));
});
byId("_show").addEventListener("click", () => {
  const query = new URLSearchParams([...selection.keys()].map((key) => ["pick", key]));
  if (baseHref) location.href = `${baseHref}index.html?${query}`;
  else goToSearch(`?${query}`);
});
byId("_copy-link").addEventListener("click", () => { writeAddress(); copyFor(byId("_copy-link"), location.href, WORDS.link); });
byId("_show-filters").addEventListener("click", () => { loadEntries(); showFilters(!panel.classList.contains("open")); });
byId("_show-entries").addEventListener("click", () => {
  showFilters(false);
  byId("_count").focus({ preventScroll: true });
  if (isActive()) resultsPanel.scrollIntoView();
});
byId("_load")?.addEventListener("click", () => loadEntries());
searchBox.addEventListener("focus", () => loadEntries());
/** @param {boolean} isOpen */
function showFilters(isOpen) {
  panel.classList.toggle("open", isOpen);
  byId("_show-filters").setAttribute("aria-expanded", String(isOpen));
  if (isOpen && panel.getBoundingClientRect().top < 0) panel.scrollIntoView();
}

/**
 * Search for what a query of an address says.
 * @param {string} query
 */
function goToSearch(query) {
  history.pushState(null, "", query);
  readAddress();
  if (isLoaded) pruneState();
  applyState({ keepsAddress: true });
  byId("_count").focus({ preventScroll: true });
}

document.addEventListener("click", async (/** @type {any} */ event) => {
  /** @type {Element} */
  const target = event.target;
  const tag = target.closest(".tags button"), copyButton = target.closest("article .copy");
  /** @type {HTMLAnchorElement | null} */
  const link = target.closest(".permalink");
  /** @type {HTMLAnchorElement | null} */
  const value = target.closest("a.value");
  if (value && !baseHref && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    goToSearch(value.href);
  } else if (tag) {
    choose("tag", tagOf(tag), !state.tag.has(tagOf(tag)));
    byId(isActive() ? "_count" : "_main").focus({ preventScroll: true });
  } else if (copyButton) {
    const [citation] = await citationsOf([keyOf(copyButton)]);
    if (!citation) return announce(WORDS.noCitation);
    await copyFor(copyButton, citation.bibtex, "BibTeX");
  } else if (link && rows.contains(link)) {
    const article = byKey.get(keyOf(link))?.article;
    if (article) {
      event.preventDefault();
      history.pushState(null, "", link.href);
      goToList(article);
    }
  }
});
document.addEventListener("change", (/** @type {any} */ { target }) => {
  if (!target.matches(".pick")) return;
  const key = keyOf(target);
  if (target.checked) selection.set(key, byKey.get(key)?.sections[0] ?? "");
  else selection.delete(key);
  saveSelection();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  /** @type {any} */
  const target = event.target;
  if (keysDialog.open) return;
  const isTyping = target.closest("input:not([type=checkbox]), select, textarea");
  const shortcut = !isTyping && shortcutsBox.checked && Object.hasOwn(SHORTCUTS, event.key) ? SHORTCUTS[event.key] : null;
  if (shortcut) {
    event.preventDefault();
    shortcut();
  } else if (event.key === "Escape" && panel.classList.contains("open")) {
    showFilters(false);
    byId("_show-filters").focus();
  } else if (event.key === "Escape" && target === searchBox) {
    event.preventDefault();
    if (!searchBox.value) return searchBox.blur();
    state.q = searchBox.value = "";
    applyState();
  } else if (event.key === "Enter" && target === searchBox && isActive()) {
    byId("_count").focus({ preventScroll: true });
  } else if (event.key === "Escape" && isActive() && target.tagName !== "SELECT") searchBox.focus();
});
addEventListener("popstate", () => { readAddress(); if (isLoaded) pruneState(); applyState({ keepsAddress: true }); goToEntry(); });
addEventListener("pagehide", () => { if (searchBox.value !== (new URLSearchParams(location.search).get("q") ?? "")) writeAddress(); });
addEventListener("beforeprint", () => { if (isActive()) showMore(matches.length); });
addEventListener("storage", ({ key }) => { if (key === STORAGE_KEY) { readSelection(); renderSelection(); } });

// what has the focus is never behind a bar
const barObserver = new ResizeObserver((changes) => {
  for (const { target } of changes) root.style.setProperty(target.id ? "--selection" : "--top", `${/** @type {HTMLElement} */ (target).offsetHeight}px`);
});
barObserver.observe(byId("_selection"));
barObserver.observe(bySelector(".bar", document));

/* Begin */

function start() {
  isLoaded = true;
  sortedEntries.clear();
  lastQuery = undefined;
  entriesByText.clear();
  mendedWords.clear();
  collectOptions();
  pruneState();
  renderFilters();
  applyState({ keepsAddress: true });
  goToEntry();
  document.body.dataset.loaded = "";
  performance.mark("ready");
}

/** Let the browser answer what came in meanwhile. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

// milliseconds for which a key may have to wait
const SLICE = 12;
let sliceStart = performance.now();
async function breathe() {
  if (performance.now() - sliceStart < SLICE) return;
  await nextTask();
  sliceStart = performance.now();
}

let isLoading = false;
/** Load and index the entries of all sections, once they are asked for. */
async function loadEntries() {
  if (!isDeferred || isLoading) return;
  isLoading = true;
  byId("_load").hidden = true;
  await nextTask();
  const slugs = sectionSlugs();
  await Promise.all(slugs.map((slug) => loadScript(`${sectionFile("sections", slug)}.js`)));
  const missing = slugs.filter((slug) => !loadedArticles.has(slug)).length;
  if (missing) byId("_lost").textContent = say("lost", missing, slugs.length);
  byId("_lost").hidden = !missing;
  sliceStart = performance.now();
  for (const [number, slug] of slugs.entries()) {
    const articles = loadedArticles.get(slug) ?? [];
    for (let n = 0; n < articles.length; n += 10) {
      const batch = articles.slice(n, n + 10);
      parseArticles(batch.join("")).forEach((article, m) => index(article, batch[m]));
      await breathe();
    }
    loadedArticles.delete(slug);
    byId("_count").textContent = say("loading", Math.round(100 * (number + 1) / slugs.length));
  }
  start();
}
const sectionSlugs = () => allBySelector("nav.contents a[data-section]").map((link) => link.dataset.section ?? "");

/**
 * Go to the page of the section that has an entry.
 * @param {string} key
 */
async function goToSection(key) {
  await loadScript("keys.js");
  const [slug] = Object.entries(loadedKeys).find(([, keys]) => keys.includes(key)) ?? [];
  if (slug) location.replace(`${sectionFile("sections", slug)}.html#${encodeURIComponent(key)}`);
}

async function begin() {
  readSelection();
  readAddress();
  renderSelection();
  if (isActive()) applyState({ keepsAddress: true });
  else if (isDeferred) goToEntry();
  if (isDeferred) return tellNews();
  const articles = allBySelector("article", listPanel);
  for (const article of articles) {
    index(article);
    await breathe();
  }
  // an article that is out of sight need not do anything yet
  if ("oncontentvisibilityautostatechange" in listPanel) {
    listPanel.addEventListener("contentvisibilityautostatechange", (/** @type {any} */ { target, skipped }) => { if (!skipped) decorate(target); });
    for (const article of articles) if (article.checkVisibility({ contentVisibilityAuto: true })) decorate(article);
  } else for (const article of articles) decorate(article);
  start();
  tellNews();
}
begin();
