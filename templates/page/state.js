// @ts-check
/* What a reader has chosen: in the address, in the filters, and as results. */

const baseHref = document.body.dataset.base ?? "";
const isDeferred = "deferred" in document.body.dataset;
const listPanel = byId("_list"), resultsPanel = byId("_results"), rows = byId("_rows");
const searchBox = byId("_q"), sortSelect = byId("_sort");
// results shown at once: what a screen holds, so that a key is answered fast, then more
const FIRST_BATCH = 8, BATCH = 40;

/** @type {() => State} */
const emptyState = () => ({
  q: "", sort: "", from: 0, to: 0, all: new Set(), section: new Set(), tag: new Set(), author: new Set(), venue: new Set(), code: new Set(), tldr: new Set(),
});
let state = emptyState();
/** @type {(from: State) => State} */
const copyState = (from) => ({ ...from, all: new Set(from.all), ...Object.fromEntries(SET_FACETS.map((name) => [name, new Set(from[name])])) });
/** @type {("from" | "to")[]} */
const YEAR_ENDS = ["from", "to"];
const isActive = () => state.q.trim() !== "" || state.sort !== "" || state.from > 0 || state.to > 0 || SET_FACETS.some((name) => state[name].size);

/** @type {(name: SetFacet, value: string, isChosen: boolean) => void} */
function choose(name, value, isChosen) {
  state[name][isChosen ? "add" : "delete"](value);
  applyState();
}

function clearState() {
  state = emptyState();
  searchBox.value = sortSelect.value = "";
  applyState();
}

/** @type {Record<string, number>} */
const timers = {};
/**
 * Do something after a wait in milliseconds; a second call under the same name replaces the first.
 * @type {(name: string, action: () => void, wait: number) => void}
 */
function debounce(name, action, wait) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(action, wait);
}

/** @param {string} message */
function announce(message) {
  // a number of results that came first is old by now
  clearTimeout(timers.count);
  byId("_said").textContent = message;
}

/* Filters */

/**
 * Return the row of an option, which is made when it is first shown: there may be thousands of authors.
 * @type {(name: FacetName, option: Option) => HTMLElement}
 */
function rowOf(name, option) {
  if (!option.row) {
    const { value, label, depth } = option, input = create("input", { type: "checkbox", value });
    const number = create("span", { className: "number" });
    const row = create("label", { className: `option depth-${depth}` }, input, create("span", { className: "label" }, create("bdi", {}, label)), number);
    if (name !== "year") input.addEventListener("change", () => choose(name, value, input.checked));
    option.row = { label: row, input, number };
    renderCount(name, option);
  }
  return option.row.label;
}

/** @type {(name: FacetName, option: Option) => void} */
function renderCount(name, { value, count, row }) {
  if (!row) return;
  const text = format(count);
  if (row.number.textContent !== text) row.number.textContent = text;
  row.label.classList.toggle("none", !count);
  row.input.checked = name !== "year" && state[name].has(value);
}

// rows that a facet shows at once where its names are searched
const MOST_ROWS = 30;

/**
 * Return the rows of a facet: at first its most used values, then all, or those whose name has what is written.
 * @type {(name: SetFacet, options: Option[], limit: number) => Node[]}
 */
function facetRows(name, options, limit) {
  const { title } = FACETS[name];
  // to hide one or two would save no room
  const hasMany = options.length > limit + 2;
  const list = create("div", {});
  /** @param {Option[]} shown */
  const show = (shown) => list.replaceChildren(...shown.map((option) => rowOf(name, option)));
  const first = () => options.filter((option, n) => !hasMany || n < limit || state[name].has(option.value));
  show(first());
  const all = create("label", { className: "all-of" }, create("input", { type: "checkbox", id: `_all-${name}` }), "all of these at once");
  all.addEventListener("change", () => { state.all[state.all.has(name) ? "delete" : "add"](name); applyState(); });
  if (!hasMany) return name === "tag" ? [all, list] : [list];
  const box = create("input", { type: "search", className: "find", placeholder: `Find in ${format(options.length)}`, autocomplete: "off" });
  box.setAttribute("aria-label", `Find in ${title}`);
  box.addEventListener("input", () => {
    const wanted = fold(box.value.trim());
    show(wanted ? options.filter(({ label }) => fold(label).includes(wanted)).slice(0, MOST_ROWS) : first());
  });
  const more = create("button", { type: "button", className: "all" }, `Show all ${format(options.length)}`);
  more.addEventListener("click", () => {
    const hidden = options.find((option) => option.row?.label.parentNode !== list);
    show(options);
    more.remove();
    hidden?.row?.input.focus();
  });
  const rows = [box, list, ...(options.length <= 200 ? [more] : [])];
  return name === "tag" || name === "author" ? [all, ...rows] : rows;
}

function renderFilters() {
  const panel = byId("_filters");
  panel.replaceChildren(create("h2", { className: "unseen" }, "Filters"));
  /** @type {(title: string, ...children: Node[]) => void} */
  const addGroup = (title, ...children) => panel.append(create("fieldset", {}, create("legend", {}, title), ...children));
  /** @type {SetFacet[]} */
  const lists = ["section", "tag", "author", "venue"];
  for (const name of lists) {
    const { title, limit = Infinity } = FACETS[name];
    const options = [...FACETS[name].options.values()].filter((option) => option.total);
    // a section's page is of one
    if (options.length < 2 || (name === "section" && baseHref)) continue;
    addGroup(title, ...facetRows(name, options, limit));
  }
  const years = [...FACETS.year.options.keys()];
  if (years.length > 1) {
    const selects = YEAR_ENDS.map((end) => {
      const select = create("select", { id: `_${end}` }, create("option", { value: "" }, "any"), ...years.map((value) => create("option", { value })));
      select.addEventListener("change", () => { state[end] = Number(select.value); applyState(); });
      return create("label", {}, end === "from" ? "From" : "To", select);
    });
    addGroup("Year", create("div", { className: "years" }, ...selects));
  }
  /** @type {SetFacet[]} */
  const flags = ["code", "tldr"];
  const flagRows = flags.flatMap((name) => [...FACETS[name].options.values()].map((option) => rowOf(name, option)));
  if (flagRows.length) addGroup("With", ...flagRows);
}

function renderCounts() {
  for (const name of FACET_NAMES) {
    for (const option of FACETS[name].options.values()) renderCount(name, option);
    const all = byId(`_all-${name}`);
    if (!all || name === "year") continue;
    all.checked = state.all.has(name);
    all.parentElement?.toggleAttribute("hidden", state[name].size < 2);
  }
  for (const end of YEAR_ENDS) {
    const select = byId(`_${end}`);
    if (!select) continue;
    for (const item of select.options) if (item.value) item.text = `${item.value} (${format(FACETS.year.options.get(item.value)?.count ?? 0)})`;
    select.value = String(state[end] || "");
  }
}

/** Return the names of the filters that are chosen, and how to take each out of a state. */
function chosenFilters() {
  /** @type {{ label: string, remove: (from: State) => void }[]} */
  const filters = [];
  for (const name of SET_FACETS) {
    const { label, options } = FACETS[name];
    if (label && state[name].size) filters.push({ label: `with ${label}`, remove: (from) => from[name].clear() });
    else for (const value of state[name]) filters.push({ label: options.get(value)?.label ?? value, remove: (from) => from[name].delete(value) });
  }
  if (state.from || state.to) {
    const range = state.from === state.to ? `${state.from}` : `${state.from || "…"}–${state.to || "…"}`;
    filters.push({ label: range, remove: (from) => { from.from = from.to = 0; } });
  }
  return filters;
}

/** Show what is chosen, each with a button that takes it away. */
function renderChosen() {
  /** @type {HTMLElement[]} */
  const items = [];
  /** @type {(label: string, remove: () => void) => void} */
  const add = (label, remove) => {
    const button = create("button", { type: "button" }, create("bdi", {}, label));
    button.setAttribute("aria-label", `Remove the filter ${label}`);
    button.addEventListener("click", () => { remove(); applyState(); byId("_count").focus(); });
    items.push(create("li", {}, button));
  };
  for (const { label, remove } of chosenFilters()) add(label, () => remove(state));
  byId("_chosen").replaceChildren(...items);
  byId("_show-filters").textContent = items.length ? `Filter & sort (${items.length})` : "Filter & sort";
}

/* Results */

/** Say what a query was taken for, where that is not what it says. */
function renderInterpretation() {
  sortSelect.options[0].text = state.q.trim() ? "relevance" : "list order";
  const meant = create("strong", {}, interpretation.isMended ? parseQuery(state.q).map(meantWords).join(" ") : "");
  byId("_meant").replaceChildren(...(interpretation.isMended ? ["Nothing has all of “", state.q.trim(), "”; showing results for ", meant, "."] : []));
}

/**
 * Return the words that a clause was taken for and that are among the results; else its own.
 * @type {(clause: Clause, n: number) => string}
 */
function meantWords({ words, texts, isExcluded, isPhrase }, n) {
  const mended = interpretation.clauses[n].texts.filter((text) => !texts.includes(text));
  const shown = mended.filter((text) => entries.some((entry) => entry.isHit && entry.text.includes(text))).slice(0, 3);
  const own = isPhrase ? `${isExcluded ? "-" : ""}“${words}”` : words;
  return shown.map((text) => text.trim()).join(" or ") || own;
}

/** Where nothing is found, lead on: what to leave out, and where else to look. */
function renderNothing() {
  /** @type {Node[]} */
  const items = [];
  const query = state.q.trim(), clauses = parseQuery(query);
  /** @type {(label: string, change: (other: State) => void) => void} */
  const addWithout = (label, change) => {
    const other = copyState(state);
    change(other);
    const { length } = search(other);
    if (!length) return;
    const button = create("button", { type: "button" }, `${format(length)} without `, create("bdi", {}, label));
    button.addEventListener("click", () => { state = other; searchBox.value = state.q; applyState(); byId("_count").focus(); });
    items.push(button);
  };
  for (const { label, remove } of chosenFilters()) addWithout(label, remove);
  if (clauses.length > 1 && !interpretation.isAddress) {
    const tokens = clauses.map(({ words, isPhrase, isExcluded }) => isPhrase ? `${isExcluded ? "-" : ""}"${words}"` : words);
    for (const [n, token] of tokens.entries()) addWithout(token, (other) => { other.q = tokens.filter((_, m) => m !== n).join(" "); });
  }
  search(state); // the counts are those of the last search
  if (query) {
    const { propose } = document.body.dataset;
    items.push(create("a", { href: `https://www.semanticscholar.org/search?q=${encodeURIComponent(query)}` }, "Search Semantic Scholar"));
    const address = isAddress(query) ? query : "";
    if (propose) items.push(create("a", { href: propose.replace("{title}", encodeURIComponent(query)).replace("{address}", encodeURIComponent(address)) }, "Propose this paper"));
  }
  byId("_nothing").replaceChildren(...items.map((item) => create("li", {}, item)));
}

/** @type {Entry[]} */
let matches = [];
let shownCount = 0, isLoaded = !isDeferred, listScroll = 0;
const pageTitle = document.title;

/** Show what the state chooses: its results, or the list where it chooses nothing. */
function applyState({ keepsAddress = false, isTyped = false } = {}) {
  clearTimeout(timers.address);
  clearTimeout(timers.count);
  const active = isActive(), scroll = scrollY;
  if (!keepsAddress) {
    if (isTyped && active === listPanel.hidden) debounce("address", writeAddress, 250);
    else writeAddress({ isStep: true });
  }
  const top = bySelector(".page", document).offsetTop - bySelector(".bar", document).offsetHeight;
  if (active !== listPanel.hidden) {
    if (active) listScroll = scroll;
    listPanel.hidden = active;
    resultsPanel.hidden = !active;
    if (!active) scrollTo(0, listScroll);
  }
  document.title = active && state.q.trim() ? `${state.q.trim()} – ${pageTitle}` : pageTitle;
  if (!isLoaded) {
    byId("_count").textContent = "Loading the entries …";
    byId("_pick-all").hidden = true;
    return;
  }
  matches = search(state);
  renderCounts();
  renderChosen();
  renderInterpretation();
  rows.replaceChildren();
  shownCount = 0;
  if (!active) return;
  if (scroll > top) scrollTo(0, top);
  byId("_count").textContent = `${format(matches.length)} of ${format(entries.length)} ${entries.length === 1 ? "entry" : "entries"}`;
  byId("_pick-all").hidden = !matches.length;
  if (matches.length) byId("_nothing").replaceChildren();
  else renderNothing();
  const everywhere = byId("_everywhere");
  if (everywhere) everywhere.setAttribute("href", `${baseHref}index.html?${new URLSearchParams({ q: state.q.trim() })}`);
  const number = matches.length === 1 ? "1 entry found" : `${format(matches.length)} entries found`;
  debounce("count", () => announce([number, byId("_meant").textContent].filter(Boolean).join(". ")), 400);
  showMore(FIRST_BATCH);
}

const endObserver = new IntersectionObserver((changes) => {
  if (changes.some((change) => change.isIntersecting) && shownCount < matches.length) showMore();
}, { rootMargin: "600px" });

function showMore(number = BATCH) {
  const batch = matches.slice(shownCount, shownCount + number);
  rows.append(...batch.map(cloneArticle));
  shownCount += batch.length;
  byId("_end").hidden = shownCount >= matches.length;
  endObserver.unobserve(byId("_end"));
  // it tells anew whether the end is in sight
  endObserver.observe(byId("_end"));
  debounce("highlight", highlight, 0);
}

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
 * @param {Element} article
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
  const title = bySelector(".title a", article).textContent;
  checkbox.checked = selection.has(keyOf(article));
  checkbox.setAttribute("aria-label", `Select ${title}`);
  bySelector(".copy", article).setAttribute("aria-label", `Copy BibTeX of ${title}`);
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
    const links = names.textContent.split(", ").map((name) => name === "et al." ? name : link({ author: name }, name));
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
    sheet.replaceSync("::highlight(found) { background-color: var(--mark); color: var(--ink); }");
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

/* The address has the whole state, and may have an entry behind its #. A choice is a step that Back undoes, and so
   are the beginning and the end of a search; letters that are typed between them are not. */

function writeAddress({ isStep = false } = {}) {
  const query = new URLSearchParams();
  if (state.q.trim()) query.set("q", state.q.trim());
  for (const name of SET_FACETS) for (const value of state[name]) query.append(name, value);
  for (const name of state.all) if (FACET_NAMES.some((facet) => facet === name && facet !== "year" && state[facet].size > 1)) query.append("all", name);
  for (const end of YEAR_ENDS) if (state[end]) query.set(end, String(state[end]));
  if (state.sort) query.set("sort", state.sort);
  const text = String(query);
  const address = location.pathname + (text ? `?${text}` : location.hash);
  if (isStep && address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  state = emptyState();
  state.q = query.get("q") ?? "";
  const order = /** @type {SortName} */ (query.get("sort") ?? "");
  if (Object.hasOwn(SORTS, order)) state.sort = order;
  for (const name of SET_FACETS) for (const value of query.getAll(name)) state[name].add(value);
  for (const name of query.getAll("all")) if (name === "tag" || name === "author") state.all.add(name);
  for (const end of YEAR_ENDS) if (/^[0-9]{4}$/.test(query.get(end) ?? "")) state[end] = Number(query.get(end));
  searchBox.value = state.q;
  sortSelect.value = state.sort;
}

/** Drop what an address chooses and the list does not have; sections may have had another slug. */
function pruneState() {
  state.section = new Set([...state.section].map((slug) => FACETS.section.options.has(slug) ? slug : formerSlugs.get(slug) ?? slug));
  for (const name of SET_FACETS) for (const value of state[name]) if (!FACETS[name].options.has(value)) state[name].delete(value);
}

/** Show the entry that the address names behind its #: among the results, else in the list. */
function goToEntry() {
  let key = "";
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { /* not ours */ }
  const entry = byKey.get(key);
  const findRow = () => rows.querySelector(`[data-key="${CSS.escape(entry?.key ?? "")}"]`);
  if (entry && !entry.article) {
    location.replace(`${baseHref}${sectionFile("sections", entry.sections[0])}.html#${encodeURIComponent(key)}`);
  } else if (entry && isActive() && !matches.includes(entry)) {
    history.replaceState(null, "", permalink(entry));
    goToList(entry.article);
  } else if (entry && isActive()) {
    while (!findRow()) showMore();
    markTarget(findRow());
  } else markTarget(entry?.article);
}

/**
 * Show an article in the list, where the address already leads.
 * @param {Element | null} article
 */
function goToList(article) {
  readAddress();
  applyState({ keepsAddress: true });
  markTarget(article);
}

/** @param {Element | null | undefined} article */
function markTarget(article) {
  for (const target of document.querySelectorAll(".target")) target.classList.remove("target");
  article?.classList.add("target");
  article?.scrollIntoView();
}

/** @type {(folder: string, slug: string) => string} */
const sectionFile = (folder, slug) => [folder, ...slug.split("/")].map(encodeURIComponent).join("/");
/** @param {Entry} entry */
const permalink = (entry) => `${location.pathname}#${encodeURIComponent(entry.key)}`;
