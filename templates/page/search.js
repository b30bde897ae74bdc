// @ts-check
/* What a search finds: the text of entries, the words of a query, facets and orders. */

/**
 * @typedef {"section" | "tag" | "venue" | "code" | "tldr"} SetFacet Facets of which any number of values can be chosen.
 * @typedef {SetFacet | "year"} FacetName
 * @typedef {"" | "newest" | "oldest" | "cited" | "title" | "added"} SortName
 * @typedef {{ q: string, sort: SortName, from: number, to: number } & Record<SetFacet, Set<string>>} State
 * What is searched for; 0 for no year.
 *
 * @typedef {{ value: string, label: string, row: HTMLElement, input: HTMLInputElement, number: HTMLElement,
 *   total: number, count: number }} Option
 * A value that can be chosen, with its row in the filters. `total` counts the entries of the list that have it,
 * `count` those that would be found if it were chosen as well.
 *
 * @typedef {{ title: string, values: (entry: Entry) => string[], options: Map<string, Option>, limit?: number, label?: string }} Facet
 * Its options are in the order in which they are shown, `limit` of them at once; `label` is the name of its only one.
 *
 * @typedef {{ key: string, title: string, venue: string, tags: string[], sections: string[], year: number, cited: number,
 *   published: string, added: string, code: boolean, tldr: boolean, order: number, text: string, isHit: boolean,
 *   options: Option[][], article: Element | null, html: string }} Entry
 * `sections` are slugs, its own section's first; `order` is its place in the list; `text` comes from `searchable`, and
 * `isHit` says whether the query is in it; `options` are its own of each facet in FACET_NAMES. An entry that stands on
 * another page has no `article`, but its `html`.
 *
 * @typedef {"_list" | "_results" | "_rows" | "_main" | "_filters" | "_show-filters" | "_count" | "_pick-all" | "_clear"
 *   | "_chosen" | "_end" | "_more" | "_lost" | "_said" | "_selection" | "_picked" | "_copy" | "_download" | "_drop"
 *   | "_citations"} ElementId
 * @typedef {Record<ElementId, HTMLElement> & { _q: HTMLInputElement } &
 *   Record<"_sort" | "_from" | "_to" | "_format", HTMLSelectElement>} Elements The page's elements by their ids.
 */

/** @type {<Id extends keyof Elements>(id: Id) => Elements[Id]} */
const byId = (id) => /** @type {any} */ (document.getElementById(id));
/** @type {<Kind extends HTMLElement>(selector: string, root?: ParentNode) => Kind[]} */
const allBySelector = (selector, root = document) => /** @type {any} */ ([...root.querySelectorAll(selector)]);
/** @type {<Kind extends HTMLElement>(selector: string, root: ParentNode) => Kind} */
const bySelector = (selector, root) => /** @type {any} */ (root.querySelector(selector));
const format = new Intl.NumberFormat("en").format;

/** @type {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, properties: Record<string, string>, ...children: (Node | string)[]) => HTMLElementTagNameMap[Tag]} */
function create(tag, properties, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties).append(...children);
  return element;
}

/* Text is compared without case and accents, as words with single spaces between and around them. */

/** @type {Record<string, string>} */
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
/** @param {string} text */
const fold = (text) => /^[ -~]*$/.test(text) ? text.toLowerCase()
  : text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
/** @type {(text: string) => string[]} */
const words = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Return the text to search in: the words of each text, and those with something inside ("fine-tuning") as one word too.
 * @param {string[]} texts
 */
function searchable(texts) {
  const separate = [], joined = [];
  for (const text of texts) {
    for (const token of fold(text).split(/\s+/)) {
      const parts = words(token);
      separate.push(...parts);
      if (parts.length > 1) joined.push(parts.join(""));
    }
    // no phrase goes from one text to the next
    separate.push("|");
  }
  return ` ${separate.join(" ")} ${joined.join(" | ")} `;
}

/**
 * Return lists of which one text each must be there: words by their beginnings, "phrases" whole.
 * @param {string} query
 */
function parseQuery(query) {
  const clauses = [];
  for (const [whole, phrase, end] of query.matchAll(/["“”„«»]([^"“”„«»]*)(["“”„«»]?)|[^\s"“”„«»]+/g)) {
    const parts = words(fold(phrase ?? whole ?? ""));
    if (!parts.length) continue;
    const isCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(parts[0]);
    const text = (isCjk ? "" : " ") + parts.join(" ") + (end ? " " : "");
    clauses.push(phrase === undefined && parts.length > 1 ? [text, ` ${parts.join("")}`] : [text]);
  }
  return clauses;
}

/* Entries */

/** @type {Entry[]} */
const entries = [];
/** @type {Map<string, Entry>} */
const byKey = new Map();

/**
 * Return the value of a tag's filter: the list's spelling of it, where the entry has another one.
 * @param {Element} element
 */
const tagOf = (element) => element.closest("li")?.dataset.tag ?? element.textContent;

/**
 * Add an article to the entries that are searched; one with `html` is not in this page.
 * @param {HTMLElement} article
 */
function index(article, html = "") {
  /** @param {string} selector */
  const text = (selector) => article.querySelector(selector)?.textContent ?? "";
  const data = article.dataset;
  const tags = allBySelector(".tags li", article);
  const title = text(".title a");
  /** @type {Entry} */
  const entry = {
    key: article.id, order: entries.length, article: html ? null : article, html, title, tags: [...new Set(tags.map(tagOf))],
    sections: (data.sections ?? "").split(" "), year: Number(data.year ?? 0), cited: Number(data.cited ?? -1),
    published: data.published ?? "", added: data.added ?? "", venue: text(".venue"),
    code: article.querySelector("a.code") !== null, tldr: article.querySelector(".tldr") !== null,
    text: searchable([title, text(".all-authors") || text(".authors"), text(".at"), text(".award"), ...tags.map((tag) => tag.textContent), text(".summary"), text(".note .words"), text(".tldr .words")]),
    options: [], isHit: true,
  };
  entries.push(entry);
  byKey.set(entry.key, entry);
}

const compare = new Intl.Collator("en", { numeric: true }).compare;
/** @type {(a: string, b: string) => number} */
const compareDates = (a, b) => Number(a > b) - Number(a < b);
/** @type {Record<SortName, (a: Entry, b: Entry) => number>} */
const SORTS = {
  "": (a, b) => a.order - b.order,
  newest: (a, b) => b.year - a.year || compareDates(b.published, a.published),
  oldest: (a, b) => (a.year || 9999) - (b.year || 9999) || compareDates(a.published, b.published),
  cited: (a, b) => b.cited - a.cited,
  title: (a, b) => compare(a.title, b.title),
  added: (a, b) => compareDates(b.added, a.added),
};
/** @type {Map<SortName, Entry[]>} */
const sortedEntries = new Map();
/** @param {SortName} name */
function sortedBy(name) {
  const cached = sortedEntries.get(name) ?? [...entries].sort(SORTS[name]);
  sortedEntries.set(name, cached);
  return cached;
}

/* Facets: each has options, and each entry knows the options that are its own. */

/** @type {(title: string, values: Facet["values"], more?: { limit?: number, label?: string }) => Facet} */
const facet = (title, values, more) => ({ title, values, options: new Map(), ...more });
/** @type {Record<FacetName, Facet>} */
const FACETS = {
  section: facet("Section", (entry) => entry.sections),
  tag: facet("Tag", (entry) => entry.tags, { limit: 8 }),
  venue: facet("Venue", (entry) => (entry.venue ? [entry.venue] : []), { limit: 6 }),
  year: facet("Year", (entry) => (entry.year ? [String(entry.year)] : [])),
  code: facet("With", (entry) => (entry.code ? ["1"] : []), { label: "code" }),
  tldr: facet("With", (entry) => (entry.tldr ? ["1"] : []), { label: "TLDR" }),
};
const FACET_NAMES = /** @type {FacetName[]} */ (Object.keys(FACETS));
const SET_FACETS = FACET_NAMES.filter((name) => name !== "year");

/**
 * Fill the facets' options: sections as the contents have them, tags and venues by their use.
 * @param {(name: FacetName, value: string, label: string, depth: number) => Option} createOption
 */
function collectOptions(createOption) {
  for (const link of allBySelector("nav.contents [data-section]")) {
    const slug = link.dataset.section ?? "";
    let depth = 1;
    for (let above = parentItem(link.closest("li")); above; above = parentItem(above)) depth++;
    FACETS.section.options.set(slug, createOption("section", slug, link.textContent, depth));
    for (const former of (link.dataset.former ?? "").split(" ")) formerSlugs.set(former, slug);
  }
  for (const entry of entries) {
    entry.options = FACET_NAMES.map((name) => {
      const { options, values, label } = FACETS[name];
      return values(entry).map((value) => {
        const option = options.get(value) ?? createOption(name, value, label ?? value, 1);
        options.set(value, option);
        option.total++;
        return option;
      });
    });
  }
  /** @type {FacetName[]} */
  const byUse = ["tag", "venue"];
  for (const name of byUse) {
    const options = [...FACETS[name].options].sort(([a, one], [b, other]) => other.total - one.total || compare(a, b));
    FACETS[name].options = new Map(options);
  }
  FACETS.year.options = new Map([...FACETS.year.options].sort(([a], [b]) => Number(b) - Number(a)));
}

/** @type {Map<string, string>} The slugs of sections by those that they had before. */
const formerSlugs = new Map();
/** @param {Element | null} item */
const parentItem = (item) => item?.parentElement?.closest("li") ?? null;

/* Search */

/** @type {string | undefined} */
let lastQuery;

/**
 * Return the entries that a state finds, in its order, and count for each option what it would find.
 * @param {State} state
 */
function search(state) {
  if (state.q !== lastQuery) {
    const clauses = parseQuery(lastQuery = state.q);
    for (const entry of entries) entry.isHit = clauses.every((texts) => texts.some((text) => entry.text.includes(text)));
  }
  for (const facet of Object.values(FACETS)) for (const option of facet.options.values()) option.count = 0;
  const from = state.from || 0, to = state.to || 9999;
  const isOpen = FACET_NAMES.map((name) => (name === "year" ? !state.from && !state.to : !state[name].size));
  /** @type {(entry: Entry, name: FacetName, options: Option[]) => boolean} */
  const passes = (entry, name, options) => name === "year" ? entry.year > 0 && entry.year >= from && entry.year <= to
    : options.some((option) => state[name].has(option.value));
  const matches = [];
  for (const entry of sortedBy(state.sort)) {
    if (!entry.isHit) continue;
    let failed = -1, failures = 0;
    for (let n = 0; n < FACET_NAMES.length && failures < 2; n++) {
      if (!isOpen[n] && !passes(entry, FACET_NAMES[n], entry.options[n])) { failed = n; failures++; }
    }
    if (failures > 1) continue;
    if (!failures) matches.push(entry);
    for (let n = 0; n < FACET_NAMES.length; n++) if (!failures || n === failed) for (const option of entry.options[n]) option.count++;
  }
  return matches;
}
