// @ts-check
/* What a reader takes along. */

/**
 * @typedef {{ bibtex: string, ris: string, csl: object }} Citation
 * @typedef {{ name: string, file: string, type: string, join: (citations: Citation[]) => string }} CitationFormat
 */

/* The selection: keys of entries, each with the section that its citation is kept under. */

const STORAGE_KEY = `awesome-adapters ${new URL(baseHref || ".", location.href).pathname}`;
/** @type {Map<string, string>} */
const selection = new Map();

function readSelection() {
  selection.clear();
  try {
    const stored = JSON.parse(recall(STORAGE_KEY) ?? "{}") ?? {};
    for (const [key, slug] of Object.entries(stored)) if (typeof slug === "string") selection.set(key, slug);
  } catch { /* nothing of ours */ }
}

function saveSelection() {
  remember(STORAGE_KEY, JSON.stringify(Object.fromEntries(selection)));
  renderSelection();
}

function renderSelection() {
  byId("_selection").hidden = !selection.size;
  byId("_picked").textContent = say("selected", selection.size);
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
/** @type {Record<string, string[]>} The names under which each section's entries are found, by its slug. */
let loadedKeys = {};
Object.assign(globalThis, { catalogue: {
  /** @type {(slug: string, articles: string[]) => void} */
  articles: (slug, articles) => { loadedArticles.set(slug, articles); },
  /** @type {(slug: string, citations: Record<string, Citation>) => void} */
  citations: (slug, citations) => { citationCache.set(slug, citations); },
  /** @type {(keys: Record<string, string[]>) => void} */
  keys: (keys) => { loadedKeys = keys; },
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
  const papers = say("citations", name, citations.length);
  return { text: join(citations), file, type, description: missing ? say("notFound", papers, missing) : papers };
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
  relabelBriefly(button, isDone ? WORDS.copied : WORDS.notCopied);
  announce(isDone ? say("copiedText", description) : WORDS.notAllowed);
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

/* COinS (ocoins.info): what reference managers read of a page that shows several works. */

const MOST_COINS = 1000;

/** @param {Entry} entry */
function coins({ title, authors, venue, year, ids, key }) {
  const address = `${baseHref ? new URL(baseHref, location.href) : location.href.replace(/[?#].*/, "")}#${encodeURIComponent(key)}`;
  const [doi, arxiv] = ["DOI ", "arXiv "].map((scheme) => ids.find((id) => id.startsWith(scheme))?.slice(scheme.length));
  const values = [["ctx_ver", "Z39.88-2004"], ["rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"], ["rft.genre", "article"], ["rft.atitle", title],
    ["rft.jtitle", venue], ["rft.date", String(year || "")], ...authors.map((author) => ["rft.au", author]),
    ["rft_id", doi ? `info:doi/${doi}` : arxiv ? `info:arxiv/${arxiv}` : address]];
  return create("span", { className: "Z3988", title: String(new URLSearchParams(values.filter(([, value]) => value))) });
}

/** Describe the entries that are shown: those that are found, or all. */
async function offerToReferenceManagers() {
  const shown = isActive() ? matches : entries, spans = [];
  for (const entry of shown.slice(0, MOST_COINS)) {
    spans.push(coins(entry));
    await breathe();
  }
  if (shown !== (isActive() ? matches : entries)) return;
  byId("_coins").replaceChildren(...spans);
  document.dispatchEvent(new Event("ZoteroItemUpdated", { bubbles: true }));
}
