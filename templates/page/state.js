// @ts-check
/* What a reader has chosen: in the address, and as results. */

const baseHref = document.body.dataset.base ?? "";
const isDeferred = "deferred" in document.body.dataset;
const listPanel = byId("_list"), resultsPanel = byId("_results"), rows = byId("_rows");
const searchBox = byId("_q"), sortSelect = byId("_sort"), panel = byId("_filters");
const isSmall = matchMedia("(max-width: 59.99rem)");
// results shown at once: what a screen holds, so that a key is answered fast, then more
const FIRST_BATCH = 8, BATCH = 20;

/** @type {() => State} */
const emptyState = () => ({
  q: "", sort: "", from: 0, to: 0, since: "", pick: new Set(), all: new Set(), section: new Set(), tag: new Set(), author: new Set(), venue: new Set(), code: new Set(), tldr: new Set(),
});
let state = emptyState();
/** @type {(from: State) => State} */
const copyState = (from) => ({ ...from, pick: new Set(from.pick), all: new Set(from.all), ...Object.fromEntries(SET_FACETS.map((name) => [name, new Set(from[name])])) });
/** @type {("from" | "to")[]} */
const YEAR_ENDS = ["from", "to"];
const isActive = () => state.q.trim() !== "" || state.sort + state.since !== "" || state.from + state.to + state.pick.size > 0
  || SET_FACETS.some((name) => state[name].size);

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

/* Results */

/** @type {Entry[]} */
let matches = [];
let shownCount = 0, isLoaded = false, listScroll = 0;
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
  document.body.toggleAttribute("data-results", active);
  byId("_copy-link").hidden = !active;
  if (!isLoaded) {
    byId("_count").textContent = say("loading", 0);
    byId("_pick-all").hidden = true;
    if (active) loadEntries();
    return;
  }
  matches = search(state);
  renderCounts();
  renderChosen();
  renderInterpretation();
  rows.replaceChildren();
  shownCount = 0;
  debounce("coins", offerToReferenceManagers, 500);
  if (!active) return;
  // in the panel of a phone, the next choice is where the last one was; else results begin below the bar
  if ((scroll > top || isSmall.matches) && !panel.classList.contains("open")) scrollTo(0, top);
  byId("_count").textContent = say("results", matches.length, entries.length);
  byId("_pick-all").hidden = !matches.length;
  if (matches.length) byId("_nothing").replaceChildren();
  else renderNothing();
  const everywhere = byId("_everywhere");
  if (everywhere) everywhere.setAttribute("href", `${baseHref}index.html?${new URLSearchParams({ q: state.q.trim() })}`);
  const number = say("announced", matches.length);
  debounce("count", () => announce([number, byId("_meant").textContent].filter(Boolean).join(". ")), 400);
  showMore(FIRST_BATCH);
}

const endObserver = new IntersectionObserver((changes) => {
  if (changes.some((change) => change.isIntersecting) && shownCount < matches.length) showMore();
}, { rootMargin: "400px" });

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

/* The address has the whole state, and may have an entry behind its #. A choice is a step that Back undoes, and so
   are the beginning and the end of a search; letters that are typed between them are not. */

function writeAddress({ isStep = false } = {}) {
  const query = new URLSearchParams();
  if (state.q.trim()) query.set("q", state.q.trim());
  for (const name of SET_FACETS) for (const value of state[name]) query.append(name, value);
  for (const name of state.all) if (FACET_NAMES.some((facet) => facet === name && facet !== "year" && state[facet].size > 1)) query.append("all", name);
  for (const end of YEAR_ENDS) if (state[end]) query.set(end, String(state[end]));
  if (state.since) query.set("since", state.since);
  for (const key of state.pick) query.append("pick", key);
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
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(query.get("since") ?? "")) state.since = query.get("since") ?? "";
  state.pick = new Set(query.getAll("pick"));
  searchBox.value = state.q;
  sortSelect.value = state.sort;
}

/** Drop what an address chooses and the list does not have; sections and entries may have had another name. */
function pruneState() {
  const picked = [...state.pick].flatMap((key) => byKey.get(key)?.key ?? []);
  if (picked.length || !state.pick.size) state.pick = new Set(picked);
  state.section = new Set([...state.section].map((slug) => FACETS.section.options.has(slug) ? slug : formerSlugs.get(slug) ?? slug));
  for (const name of SET_FACETS) for (const value of state[name]) if (!FACETS[name].options.has(value)) state[name].delete(value);
}

/** Show the entry that the address names behind its #: among the results, else in the list. */
function goToEntry() {
  let key = "";
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { /* not ours */ }
  if (key && isDeferred && !isLoaded && !isActive()) { goToSection(key); return; }
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
