// @ts-check
/* What a search finds: entries, facets and orders. */

/**
 * @typedef {"section" | "tag" | "author" | "venue" | "code" | "tldr"} SetFacet Facets of which any number of values can be chosen.
 * @typedef {SetFacet | "year"} FacetName
 * @typedef {"" | "newest" | "oldest" | "cited" | "title" | "added" | "random"} SortName
 * @typedef {{ q: string, sort: SortName, from: number, to: number, since: string, pick: Set<string>, all: Set<string> } & Record<SetFacet, Set<string>>} State
 * What is searched for; 0 for no year; `since` is a day, or empty; `pick` has keys of entries, or none for any; `all`
 * names the facets of whose chosen values an entry must have all.
 *
 * @typedef {{ value: string, label: string, depth: number, total: number, count: number,
 *   row: { label: HTMLElement, input: HTMLInputElement, number: HTMLElement } | null }} Option
 * A value that can be chosen, with its row in the filters once it was shown there. `total` counts the entries of the list that have it,
 * `count` those that would be found if it were chosen as well.
 *
 * @typedef {{ title: string, values: (entry: Entry) => string[], options: Map<string, Option>, limit?: number, label?: string }} Facet
 * Its options are in the order in which they are shown, `limit` of them at once; `label` is the name of its only one.
 *
 * @typedef {{ key: string, title: string, names: string[], venue: string, tags: string[], authors: string[], sections: string[], year: number, cited: number, ids: string[], random: number,
 *   published: string, added: string, code: boolean, tldr: boolean, order: number, fields: string[], text: string,
 *   isHit: boolean, score: number, options: Option[][], article: Element | null, html: string }} Entry
 * `sections` are slugs, its own section's first; `order` is its place in the list; `fields` come from `searchable`, in
 * the order of FIELDS, and `text` is all of them; `names` are the keys of its title and of what is before a colon there; `isHit` says whether the query is in it, and `score` how well;
 * `options` are its own of each facet in FACET_NAMES. An entry that stands on another page has no `article`, but its
 * `html`.
 *
 * @typedef {"" | "also" | "instead"} Mending Whether words are searched for as well as those of the query, or instead of them.
 * @typedef {{ clauses: Clause[], mending: Mending, isAddress: boolean }} Interpretation What a query was taken for.
 *
 * @typedef {"_list" | "_results" | "_rows" | "_main" | "_filters" | "_facets" | "_show-filters" | "_show-entries" | "_load" | "_count" | "_pick-all"
 *   | "_copy-link" | "_clear" | "_chosen" | "_take" | "_meant" | "_nothing" | "_everywhere" | "_end" | "_more" | "_lost" | "_said" | "_news" | "_coins"
 *   | "_selection" | "_picked" | "_show" | "_copy" | "_download" | "_drop" | "_help" | "_close"} ElementId
 * @typedef {Record<ElementId, HTMLElement> & { _q: HTMLInputElement, _shortcuts: HTMLInputElement, _keys: HTMLDialogElement } &
 *   Record<`_all-${string}`, HTMLInputElement> &
 *   Record<"_sort" | "_from" | "_to" | "_format" | "_theme", HTMLSelectElement>} Elements The page's elements by their ids.
 */

/** @type {<Id extends keyof Elements>(id: Id) => Elements[Id]} */
const byId = (id) => /** @type {any} */ (document.getElementById(id));
/** @type {<Kind extends HTMLElement>(selector: string, root?: ParentNode) => Kind[]} */
const allBySelector = (selector, root = document) => /** @type {any} */ ([...root.querySelectorAll(selector)]);
/** @type {<Kind extends HTMLElement>(selector: string, root: ParentNode) => Kind} */
const bySelector = (selector, root) => /** @type {any} */ (root.querySelector(selector));

/** @type {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, properties: Record<string, string>, ...children: (Node | string)[]) => HTMLElementTagNameMap[Tag]} */
function create(tag, properties, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties).append(...children);
  return element;
}

/* Entries */

/** @type {Entry[]} */
const entries = [];
/** @type {Map<string, Entry>} */
const byKey = new Map();
/** @type {Map<string, Entry[]>} By the keys of their ids and addresses. */
const byPaperId = new Map();

/** @type {Map<string, string>} Titles of sections and of those above them, searchable, by their slugs as an entry has them. */
const sectionTexts = new Map();
/** @param {string} slugs */
function sectionText(slugs) {
  if (!sectionTitles.size) for (const link of allBySelector("nav.contents [data-section]")) sectionTitles.set(link.dataset.section ?? "", link.textContent);
  const cached = sectionTexts.get(slugs) ?? searchable(slugs.split(" ").map((slug) => sectionTitles.get(slug) ?? ""));
  sectionTexts.set(slugs, cached);
  return cached;
}
/** @type {Map<string, string>} */
const sectionTitles = new Map();

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
  const title = titleOf(article).textContent, sections = data.sections ?? "", authors = (text(".all-authors") || text(".authors")).split(", ").filter((name) => name && name !== WORDS.andOtherAuthors);
  const namedIds = text(".ids").split(", "), ids = namedIds.map((id) => id.slice(id.lastIndexOf(" ") + 1));
  /** @type {Record<FieldName, string>} */
  const fields = {
    ids: searchable(ids), title: searchable([title]), tags: searchable(tags.map((tag) => tag.textContent)),
    authors: searchable(authors), at: searchable([text(".at")]),
    section: sectionText(sections), summary: searchable([text(".summary"), text(".award"), text(".retracted"), text(".note .words")]),
    tldr: searchable([text(".tldr .words")]),
  };
  /** @type {Entry} */
  const entry = {
    key: article.id, ids: namedIds, random: Math.random(), order: entries.length, article: html ? null : article, html, title, names: [title, title.split(": ")[0]].map(nameKey), tags: [...new Set(tags.map(tagOf))], authors: [...new Set(authors)],
    sections: sections.split(" "), year: Number(data.year ?? 0), cited: Number(data.cited ?? -1),
    published: data.published ?? "", added: data.added ?? "", venue: text(".venue"),
    code: article.querySelector("a.code") !== null, tldr: article.querySelector(".tldr") !== null,
    fields: FIELDS.map((name) => fields[name]), text: FIELDS.map((name) => fields[name]).join("|"),
    options: [], isHit: true, score: 0,
  };
  const addresses = allBySelector(".title a, .links a", article).map((link) => link.getAttribute("href") ?? "");
  for (const id of [...ids, ...addresses]) {
    for (const key of idKeys(id)) byPaperId.set(key, [...byPaperId.get(key) ?? [], entry]);
  }
  entries.push(entry);
  for (const { id } of [article, ...allBySelector(".anchor", article)]) byKey.set(id, entry);
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
  random: (a, b) => a.random - b.random,
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
  section: facet(WORDS.section, (entry) => entry.sections),
  tag: facet(WORDS.tag, (entry) => entry.tags, { limit: 8 }),
  author: facet(WORDS.author, (entry) => entry.authors, { limit: 6 }),
  venue: facet(WORDS.venue, (entry) => (entry.venue ? [entry.venue] : []), { limit: 6 }),
  year: facet(WORDS.year, (entry) => (entry.year ? [String(entry.year)] : [])),
  code: facet(WORDS.with, (entry) => (entry.code ? ["1"] : []), { label: WORDS.withCode }),
  tldr: facet(WORDS.with, (entry) => (entry.tldr ? ["1"] : []), { label: WORDS.tldr }),
};
const FACET_NAMES = /** @type {FacetName[]} */ (Object.keys(FACETS));
const SET_FACETS = FACET_NAMES.filter((name) => name !== "year");

/**
 * Fill the facets' options: sections as the contents have them, tags and venues by their use.
 */
function collectOptions() {
  /** @type {(value: string, label: string, depth: number) => Option} */
  const createOption = (value, label, depth) => ({ value, label, depth, total: 0, count: 0, row: null });
  for (const link of allBySelector("nav.contents [data-section]")) {
    const slug = link.dataset.section ?? "";
    let depth = 1;
    for (let above = parentItem(link.closest("li")); above; above = parentItem(above)) depth++;
    FACETS.section.options.set(slug, createOption(slug, link.textContent, depth));
    for (const former of (link.dataset.former ?? "").split(" ")) formerSlugs.set(former, slug);
  }
  for (const entry of entries) {
    entry.options = FACET_NAMES.map((name) => {
      const { options, values, label } = FACETS[name];
      return values(entry).map((value) => {
        const option = options.get(value) ?? createOption(value, label ?? value, 1);
        options.set(value, option);
        option.total++;
        return option;
      });
    });
  }
  /** @type {FacetName[]} */
  const byUse = ["tag", "author", "venue"];
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
/** @type {Interpretation} */
let interpretation = { clauses: [], mending: "", isAddress: false };

/** @type {Map<string, Entry[]>} */
const entriesByText = new Map();
const MOST_TEXTS = 100;

/**
 * Return the entries that have a text; those of its beginning, which was typed before it, are all that can.
 * @param {string} text
 */
function entriesWith(text) {
  const cached = entriesByText.get(text);
  if (cached) return cached;
  let candidates = entries;
  for (let end = text.length - 1; end > 1 && candidates === entries; end--) candidates = entriesByText.get(text.slice(0, end)) ?? entries;
  const matches = candidates.filter((entry) => entry.text.includes(text));
  if (entriesByText.size >= MOST_TEXTS) entriesByText.clear();
  entriesByText.set(text, matches);
  return matches;
}

/**
 * Return 1 for each entry, by its order, that has one of a clause's texts.
 * @param {Clause} clause
 */
function clauseHits({ texts }) {
  const marks = new Uint8Array(entries.length);
  for (const text of texts) for (const entry of entriesWith(text)) marks[entry.order] = 1;
  return marks;
}

/**
 * Find the entries that a query means. Where none has all that it says, slips are mended: in words that no entry has,
 * then in any; and where it is an address or has an id in it, that paper is found.
 * @param {string} query
 * @returns {Interpretation}
 */
function interpret(query) {
  const clauses = parseQuery(query);
  /** @param {Clause[]} clauses */
  const hit = (clauses) => {
    const hits = clauses.map(clauseHits);
    let count = 0;
    for (const entry of entries) {
      entry.isHit = hits.every((marks, n) => Boolean(marks[entry.order]) !== clauses[n].isExcluded);
      entry.score = entry.isHit && clauses.length ? score(entry.fields, clauses) + scoreName(entry, clauses) : 0;
      count += Number(entry.isHit);
    }
    return count;
  };
  /** @type {(mended: Clause[], mending: Mending) => Interpretation | null} */
  const mend = (mended, mending) => mended.some((clause, n) => clause !== clauses[n])
    && hit(mended) ? { clauses: mended, mending, isAddress: false } : null;
  const isText = !isAddress(query), count = isText ? hit(clauses) : 0;
  if (count > FEW || (isText && !clauses.length)) return { clauses, mending: "", isAddress: false };
  if (count) {
    // what is only the beginning of a rare word may be a slip as well
    const isWord = (/** @type {Clause} */ { texts }) => texts.some((text) => entriesWith(`${text.trimEnd()} `).length);
    const direct = new Map(entries.filter((entry) => entry.isHit).map((entry) => [entry, entry.score]));
    const wider = mend(clauses.map((clause) => isWord(clause) ? clause : mendClause(clause, true)), "also");
    for (const [entry, points] of direct) { entry.isHit = true; entry.score = points + 1000; }
    return wider && entries.some((entry) => entry.isHit && !direct.has(entry)) ? wider : { clauses, mending: "", isAddress: false };
  }
  const papers = new Set(lookUpIds(query, byPaperId).flat());
  if (papers.size || !isText) {
    for (const entry of entries) { entry.isHit = papers.has(entry); entry.score = 0; }
    return { clauses: [], mending: "", isAddress: true };
  }
  const isKnown = clauses.map((clause) => clauseHits(clause).includes(1));
  return mend(clauses.map((clause, n) => isKnown[n] ? clause : mendClause(clause, false)), "instead")
    ?? mend(clauses.map((clause, n) => mendClause(clause, isKnown[n])), "instead")
    ?? { clauses, mending: "", isAddress: false };
}
// results of which a reader sees all
const FEW = 8;

/**
 * Return the entries that a state finds, in its order, and count for each option what it would find.
 * @param {State} state
 */
function search(state) {
  if (state.q !== lastQuery) interpretation = interpret(lastQuery = state.q);
  for (const facet of Object.values(FACETS)) for (const option of facet.options.values()) option.count = 0;
  const from = state.from || 0, to = state.to || 9999;
  const isOpen = FACET_NAMES.map((name) => (name === "year" ? !state.from && !state.to : !state[name].size));
  /** @type {(entry: Entry, name: FacetName, options: Option[]) => boolean} */
  const passes = (entry, name, options) => name === "year" ? entry.year > 0 && entry.year >= from && entry.year <= to
    : state.all.has(name) ? options.filter((option) => state[name].has(option.value)).length === state[name].size
      : options.some((option) => state[name].has(option.value));
  const matches = [];
  for (const entry of sortedBy(state.sort)) {
    if (!entry.isHit || (state.pick.size && !state.pick.has(entry.key)) || (state.since && entry.added < state.since)) continue;
    let failed = -1, failures = 0;
    for (let n = 0; n < FACET_NAMES.length && failures < 2; n++) {
      if (!isOpen[n] && !passes(entry, FACET_NAMES[n], entry.options[n])) { failed = n; failures++; }
    }
    if (failures > 1) continue;
    if (!failures) matches.push(entry);
    for (let n = 0; n < FACET_NAMES.length; n++) if (!failures || (n === failed && !state.all.has(FACET_NAMES[n]))) for (const option of entry.options[n]) option.count++;
  }
  // of those that are as relevant, the list's order stays
  return state.sort || !state.q.trim() ? matches : matches.sort((a, b) => b.score - a.score);
}
