// @ts-check
/* The filters, what is chosen in them, and what the page says of a search. */

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
  const all = create("label", { className: "all-of" }, create("input", { type: "checkbox", id: `_all-${name}` }), WORDS.allOfThese);
  all.addEventListener("change", () => { state.all[state.all.has(name) ? "delete" : "add"](name); applyState(); });
  if (!hasMany) return name === "tag" ? [all, list] : [list];
  const box = create("input", { type: "search", className: "find", placeholder: say("findIn", options.length), autocomplete: "off" });
  box.setAttribute("aria-label", say("findIn", title));
  box.addEventListener("input", () => {
    const wanted = fold(box.value.trim());
    show(wanted ? options.filter(({ label }) => fold(label).includes(wanted)).slice(0, MOST_ROWS) : first());
  });
  const more = create("button", { type: "button", className: "all" }, say("showAll", options.length));
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
  const groups = byId("_facets");
  groups.replaceChildren(create("h2", { className: "unseen" }, WORDS.filters));
  /** @type {(title: string, ...children: Node[]) => void} */
  const addGroup = (title, ...children) => groups.append(create("fieldset", {}, create("legend", {}, title), ...children));
  /** @type {SetFacet[]} */
  const lists = ["section", "tag", "author", "venue"];
  for (const name of lists) {
    const { title, limit = Infinity } = FACETS[name];
    const options = [...FACETS[name].options.values()].filter((option) => option.total);
    // a section's page is of one
    if (options.length < 2 || (name === "section" && baseHref)) continue;
    addGroup(title, ...facetRows(name, options, limit));
    if (name === "section") groups.lastElementChild?.classList.add("sections");
  }
  const years = [...FACETS.year.options.keys()];
  if (years.length > 1) {
    const selects = YEAR_ENDS.map((end) => {
      const select = create("select", { id: `_${end}` }, create("option", { value: "" }, WORDS.any), ...years.map((value) => create("option", { value })));
      select.addEventListener("change", () => { state[end] = Number(select.value); applyState(); });
      return create("label", {}, WORDS[end], select);
    });
    addGroup(WORDS.year, create("div", { className: "histogram" }, ...yearBars(years.map(Number))), create("div", { className: "years" }, ...selects));
  }
  /** @type {SetFacet[]} */
  const flags = ["code", "tldr"];
  const flagRows = flags.flatMap((name) => [...FACETS[name].options.values()].map((option) => rowOf(name, option)));
  if (flagRows.length) addGroup(WORDS.with, ...flagRows);
}

// bars that are wide enough for a finger
const MOST_BARS = 10;

/**
 * Return a bar for each of the last years, newest last; the first is for all before them.
 * @param {number[]} years
 */
function yearBars(years) {
  const newest = years[0], oldest = years.at(-1) ?? newest, first = Math.max(oldest, newest - MOST_BARS + 1);
  return Array.from({ length: newest - first + 1 }, (_, n) => {
    const year = first + n, from = n ? year : oldest;
    const bar = create("button", { type: "button" }, create("span", {}), create("small", {}, `${from < year ? "≤" : ""}’${String(year).slice(2)}`));
    bar.dataset.from = String(from);
    bar.dataset.to = String(year);
    bar.addEventListener("click", () => {
      const isChosen = state.from === from && state.to === year;
      [state.from, state.to] = isChosen ? [0, 0] : [from, year];
      applyState();
    });
    return bar;
  });
}

function renderBars() {
  const bars = allBySelector(".histogram button");
  const numbers = bars.map(({ dataset: { from, to } }) => [...FACETS.year.options.values()]
    .reduce((sum, { value, count }) => Number(value) >= Number(from) && Number(value) <= Number(to) ? sum + count : sum, 0));
  for (const [n, bar] of bars.entries()) {
    const from = Number(bar.dataset.from), to = Number(bar.dataset.to), name = from < to ? say("upTo", String(to)) : String(to);
    bySelector("span", bar).style.height = `${Math.round(100 * numbers[n] / Math.max(1, ...numbers))}%`;
    bar.title = say("yearBar", name, numbers[n]);
    bar.setAttribute("aria-label", bar.title);
    bar.setAttribute("aria-pressed", String(state.from + state.to > 0 && from >= state.from && to <= (state.to || to)));
  }
}

function renderCounts() {
  renderBars();
  byId("_show-entries").textContent = say("showEntries", matches.length);
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

/** @type {Record<string, string>} */
const tagSlugs = JSON.parse(document.body.dataset.tags ?? "{}");
/**
 * Return where the feed and the BibTeX of a section or a tag are, which may have none.
 * @type {(name: SetFacet, value: string) => string[]}
 */
const filesOf = (name, value) => name === "section" ? [`${sectionFile("feeds", value)}.xml`, `${sectionFile("exports", value)}.bib`]
  : name === "tag" && Object.hasOwn(tagSlugs, value) ? ["xml", "bib"].map((suffix) => `${sectionFile("tags", tagSlugs[value])}.${suffix}`) : [];

/** Return the names of the filters that are chosen, their files, and how to take each out of a state. */
function chosenFilters() {
  /** @type {{ label: string, files?: string[], remove: (from: State) => void }[]} */
  const filters = [];
  for (const name of SET_FACETS) {
    const { label, options } = FACETS[name];
    if (label && state[name].size) filters.push({ label: say("withChosen", label), remove: (from) => from[name].clear() });
    else for (const value of state[name]) filters.push({ label: options.get(value)?.label ?? value, files: filesOf(name, value), remove: (from) => from[name].delete(value) });
  }
  if (state.from || state.to) {
    const range = state.from === state.to ? `${state.from}` : `${state.from || "…"}–${state.to || "…"}`;
    filters.push({ label: range, remove: (from) => { from.from = from.to = 0; } });
  }
  if (state.since) filters.push({ label: say("addedSince", formatDay(state.since)), remove: (from) => { from.since = ""; } });
  if (state.pick.size) filters.push({ label: say("picked", state.pick.size), remove: (from) => from.pick.clear() });
  return filters;
}

/** Show what is chosen, each with a button that takes it away, and the files of what alone is chosen. */
function renderChosen() {
  /** @type {HTMLElement[]} */
  const items = [];
  /** @type {(label: string, remove: () => void) => void} */
  const add = (label, remove) => {
    const button = create("button", { type: "button" }, create("bdi", {}, label));
    button.setAttribute("aria-label", say("remove", label));
    button.addEventListener("click", () => { remove(); applyState(); byId("_count").focus(); });
    items.push(create("li", {}, button));
  };
  const filters = chosenFilters(), [only] = filters;
  for (const { label, remove } of filters) add(label, () => remove(state));
  byId("_chosen").replaceChildren(...items);
  const files = filters.length > 1 || state.q.trim() ? [] : only?.files ?? [];
  byId("_take").replaceChildren(...files.map((path, n) => create("a", { href: baseHref + path }, n ? say("bibtexOf", only.label) : say("feedOf", only.label))));
  byId("_show-filters").textContent = items.length ? say("filterAndSortChosen", items.length) : WORDS.filterAndSort;
}

/** Say what a query was taken for, where that is not what it says. */
function renderInterpretation() {
  const { mending } = interpretation, query = state.q.trim();
  sortSelect.options[0].text = query ? WORDS.relevance : WORDS.listOrder;
  byId("_meant").replaceChildren(...(mending ? phrase(mending, query, create("strong", {}, parseQuery(query).map(meantWords).join(" "))) : []));
}

/**
 * Return the words that a clause was taken for and that are among the results; else its own.
 * @type {(clause: Clause, n: number) => string}
 */
function meantWords({ words, texts, isExcluded, isPhrase }, n) {
  const mended = interpretation.clauses[n].texts.filter((text) => !texts.includes(text));
  const shown = mended.filter((text) => entries.some((entry) => entry.isHit && entry.text.includes(text))).slice(0, 3);
  const own = isPhrase ? `${isExcluded ? "-" : ""}“${words}”` : words;
  return shown.map((text) => text.trim()).join(` ${WORDS.or} `) || own;
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
    const button = create("button", { type: "button" }, ...phrase("without", length, create("bdi", {}, label)));
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
    items.push(create("a", { href: `https://www.semanticscholar.org/search?q=${encodeURIComponent(query)}` }, WORDS.searchElsewhere));
    const address = isAddress(query) ? query : "";
    if (propose) items.push(create("a", { href: propose.replace("{title}", encodeURIComponent(query)).replace("{address}", encodeURIComponent(address)) }, WORDS.propose));
  }
  byId("_nothing").replaceChildren(...items.map((item) => create("li", {}, item)));
}
