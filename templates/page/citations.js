// @ts-check
/* What a reader takes along, what the page does when it is used, and how it begins. */

/**
 * @typedef {{ bibtex: string, ris: string, csl: object }} Citation
 * @typedef {{ name: string, file: string, type: string, join: (citations: Citation[]) => string }} CitationFormat
 */

/* The selection: keys of entries, each with the section that its citation is kept under. Without a storage, or with
   nothing of ours in it, it lasts as long as the page. */

const STORAGE_KEY = `awesome-adapters ${new URL(baseHref || ".", location.href).pathname}`;
/** @type {Map<string, string>} */
const selection = new Map();

function readSelection() {
  selection.clear();
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") ?? {};
    for (const [key, slug] of Object.entries(stored)) if (typeof slug === "string") selection.set(key, slug);
  } catch { /* no storage */ }
}

function saveSelection() {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(Object.fromEntries(selection)));
  } catch { /* no storage */ }
  renderSelection();
}

function renderSelection() {
  byId("_selection").hidden = !selection.size;
  byId("_picked").textContent = `${format(selection.size)} selected`;
  /** @type {HTMLInputElement[]} */
  const checkboxes = allBySelector(".pick");
  for (const checkbox of checkboxes) checkbox.checked = selection.has(keyOf(checkbox));
}

/* Citations: in a file for each section, and read when they are wanted. */

/** Whether the contents of the page of a section lead to those nearby alone. */
const namesFewSections = document.querySelector(".all-sections") !== null;
/** @type {Map<string, Record<string, Citation>>} By sections' slugs. */
const citationCache = new Map();
/** @type {Map<string, string[]>} HTML of the articles that were loaded and are not indexed yet, by sections' slugs. */
const loadedArticles = new Map();
Object.assign(globalThis, { catalogue: {
  /** @type {(slug: string, articles: string[]) => void} */
  articles: (slug, articles) => { loadedArticles.set(slug, articles); },
  /** @type {(slug: string, citations: Record<string, Citation>) => void} */
  citations: (slug, citations) => { citationCache.set(slug, citations); },
} });

/**
 * Run a script of the site; one that cannot be loaded changes nothing.
 * @param {string} path
 */
function loadScript(path) {
  return /** @type {Promise<void>} */ (new Promise((resolve) => {
    const script = create("script", { src: `${baseHref}${path}` });
    script.onload = script.onerror = () => { script.remove(); resolve(); };
    document.head.append(script);
  }));
}

/**
 * Return the citations of entries, without those that cannot be found.
 * @param {string[]} keys
 */
async function citationsOf(keys) {
  const citations = [];
  for (const key of keys) {
    // an entry may have moved since it was selected
    const slug = byKey.get(key)?.sections[0] ?? selection.get(key) ?? "";
    if (!citationCache.has(slug) && (FACETS.section.options.has(slug) || (namesFewSections && /^[^.]+$/.test(slug)))) await loadScript(`${sectionFile("citations", slug)}.js`);
    const section = citationCache.get(slug) ?? {};
    if (Object.hasOwn(section, key)) citations.push(section[key]);
  }
  return citations;
}

/** @type {Record<string, CitationFormat>} */
const CITATION_FORMATS = {
  bibtex: { name: "BibTeX", file: "papers.bib", type: "application/x-bibtex", join: (all) => all.map(({ bibtex }) => bibtex).join("\n") },
  ris: { name: "RIS", file: "papers.ris", type: "application/x-research-info-systems", join: (all) => all.map(({ ris }) => ris).join("") },
  csl: { name: "CSL-JSON", file: "papers.json", type: "application/vnd.citationstyles.csl+json", join: (all) => `${JSON.stringify(all.map(({ csl }) => csl), null, 2)}\n` },
};

/** Return the selection's citations in the chosen format, and what to say of them. */
async function selectedCitations() {
  const keys = [...selection.keys()], citations = await citationsOf(keys), missing = keys.length - citations.length;
  const { name, file, type, join } = CITATION_FORMATS[byId("_format").value];
  const papers = `${format(citations.length)} ${citations.length === 1 ? "paper" : "papers"}`;
  const description = `${name} of ${papers}${missing ? `; ${format(missing)} could not be found` : ""}`;
  return { text: join(citations), file, type, description };
}

/**
 * Copy a text; pages that came over plain HTTP may only copy what is marked. Return whether it is done.
 * @param {string} text
 */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    /** @type {any} */
    const focused = document.activeElement;
    const area = create("textarea", { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    focused.focus({ preventScroll: true });
    return isDone;
  }
}

/**
 * Copy a text for a button, and say so.
 * @type {(button: Element, text: string, description: string) => Promise<void>}
 */
async function copyFor(button, text, description) {
  const isDone = await copyText(text);
  relabelBriefly(button, isDone ? "Copied" : "Not copied");
  announce(isDone ? `Copied ${description}` : "The browser did not let the page copy");
}

/** @type {WeakMap<Element, string>} */
const labels = new WeakMap();
/** @type {(button: Element, label: string) => void} */
function relabelBriefly(button, label) {
  const lasting = labels.get(button) ?? button.textContent;
  labels.set(button, lasting);
  button.textContent = label;
  setTimeout(() => { button.textContent = lasting; }, 1600);
}

/* What people do */

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
  announce(`${format(selection.size)} selected`);
});
byId("_drop").addEventListener("click", () => { selection.clear(); saveSelection(); announce("Nothing is selected"); byId("_main").focus(); });
byId("_copy").addEventListener("click", async () => {
  const { text, description } = await selectedCitations();
  await copyFor(byId("_copy"), text, description);
});
byId("_download").addEventListener("click", async () => {
  const { text, file, type, description } = await selectedCitations();
  const link = create("a", { href: URL.createObjectURL(new Blob([text], { type })), download: file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  announce(`Downloaded ${description}`);
});
byId("_show-filters").addEventListener("click", () => showFilters(!byId("_filters").classList.contains("open")));
/** @param {boolean} isOpen */
function showFilters(isOpen) {
  byId("_filters").classList.toggle("open", isOpen);
  byId("_show-filters").setAttribute("aria-expanded", String(isOpen));
  if (isOpen && byId("_filters").getBoundingClientRect().top < 0) byId("_filters").scrollIntoView();
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
    history.pushState(null, "", value.href);
    readAddress();
    pruneState();
    applyState({ keepsAddress: true });
    byId("_count").focus({ preventScroll: true });
  } else if (tag) {
    choose("tag", tagOf(tag), !state.tag.has(tagOf(tag)));
    byId(isActive() ? "_count" : "_main").focus({ preventScroll: true });
  } else if (copyButton) {
    const [citation] = await citationsOf([keyOf(copyButton)]);
    if (!citation) return announce("There is no citation of this entry");
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
  const isTyping = target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    searchBox.focus();
    searchBox.select();
  } else if (event.key === "Escape" && byId("_filters").classList.contains("open")) {
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
addEventListener("beforeprint", () => { if (isActive()) showMore(matches.length); });
addEventListener("storage", ({ key }) => { if (key === STORAGE_KEY) { readSelection(); renderSelection(); } });

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
  performance.mark("ready");
}

/** Let the browser answer what came in meanwhile. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** Load and index the entries of all sections, without holding the browser up for long. */
async function loadSections() {
  if (isActive()) applyState({ keepsAddress: true });
  await nextTask();
  const slugs = allBySelector("nav.contents a[data-section]").map((link) => link.dataset.section ?? "");
  await Promise.all(slugs.map((slug) => loadScript(`${sectionFile("sections", slug)}.js`)));
  const missing = slugs.filter((slug) => !loadedArticles.has(slug)).length;
  if (missing) byId("_lost").textContent = `${format(missing)} of ${format(slugs.length)} sections could not be loaded, and are not searched. Reload the page to try again.`;
  byId("_lost").hidden = !missing;
  let sliceStart = performance.now();
  for (const slug of slugs) {
    const articles = loadedArticles.get(slug) ?? [];
    for (let n = 0; n < articles.length; n += 20) {
      const batch = articles.slice(n, n + 20);
      parseArticles(batch.join("")).forEach((article, m) => index(article, batch[m]));
      if (performance.now() - sliceStart > 12) {
        await nextTask();
        sliceStart = performance.now();
      }
    }
    loadedArticles.delete(slug);
  }
  start();
}

readSelection();
readAddress();
if (isDeferred) loadSections();
else {
  for (const article of allBySelector("article", listPanel)) { index(article); decorate(article); }
  start();
}
renderSelection();
