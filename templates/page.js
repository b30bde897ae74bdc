"use strict";
(() => {
const at = (id) => document.getElementById(id);
const base = document.body.dataset.base;
const isDeferred = "deferred" in document.body.dataset;
const list = at("_list"), results = at("_results"), rows = at("_rows"), box = at("_q"), sort = at("_sort");
const FIRST = 8, STEP = 40; // results shown at once: what a screen holds, so that a key is answered fast, then more

/* Text is compared without case and accents, as words with single spaces between and around them. */

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
const fold = (text) => /^[ -~]*$/.test(text) ? text.toLowerCase()
  : text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[ßæœøłđðþı]/g, (c) => LETTERS[c]);
const split = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** What to search in: the words of each text, and those with something inside ("fine-tuning") as one word too. */
function searchable(texts) {
  const words = [], joined = [];
  for (const text of texts) {
    for (const word of fold(text).split(/\s+/)) {
      const parts = word.match(/[\p{L}\p{N}]+/gu);
      if (!parts) continue;
      words.push(...parts);
      if (parts.length > 1) joined.push(parts.join(""));
    }
    words.push("|"); // no phrase goes from one text to the next
  }
  return ` ${words.join(" ")} ${joined.join(" | ")} `;
}

/** What to look for, as lists of which one must be there: words by their beginnings, "phrases" whole. */
function terms(query) {
  const found = [];
  for (const [whole, phrase, end] of query.matchAll(/["“”„«»]([^"“”„«»]*)(["“”„«»]?)|[^\s"“”„«»]+/g)) {
    const words = split(phrase ?? whole);
    if (!words.length) continue;
    const isCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(words[0]);
    const text = (isCjk ? "" : " ") + words.join(" ") + (end ? " " : "");
    found.push(phrase === undefined && words.length > 1 ? [text, ` ${words.join("")}`] : [text]);
  }
  return found;
}

/* Entries */

const entries = [], byKey = new Map();

function take(article, html) {
  const text = (selector) => article.querySelector(selector)?.textContent ?? "";
  const data = article.dataset;
  const tags = [...article.querySelectorAll(".tags li")].map((tag) => tag.textContent);
  const title = text(".title");
  const entry = {
    key: article.id, order: entries.length, article: html ? null : article, html, title, tags,
    sections: data.sections.split(" "), year: Number(data.year ?? 0), cited: Number(data.cited ?? -1),
    published: data.published ?? "", added: data.added ?? "", venue: text(".venue"),
    code: article.querySelector("a.code") !== null, tldr: article.querySelector(".tldr") !== null,
    text: searchable([title, text(".all-authors") || text(".authors"), text(".at"), ...tags, text(".summary"), text(".tldr .words")]),
  };
  entries.push(entry);
  byKey.set(entry.key, entry);
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

const compare = new Intl.Collator("en", { numeric: true }).compare;
const SORTS = {
  "": (a, b) => a.order - b.order,
  newest: (a, b) => b.year - a.year || (b.published > a.published) - (b.published < a.published),
  oldest: (a, b) => (a.year || 9999) - (b.year || 9999) || (a.published > b.published) - (a.published < b.published),
  cited: (a, b) => b.cited - a.cited,
  title: (a, b) => compare(a.title, b.title),
  added: (a, b) => (b.added > a.added) - (b.added < a.added),
};
const orders = new Map();
function ordered(name) {
  if (!orders.has(name)) orders.set(name, [...entries].sort(SORTS[name]));
  return orders.get(name);
}

/* Facets: each has options, and each entry knows the options that are its own. */

const FACETS = {
  section: { title: "Section", values: (e) => e.sections, shown: Infinity },
  tag: { title: "Tag", values: (e) => e.tags, shown: 8 },
  venue: { title: "Venue", values: (e) => (e.venue ? [e.venue] : []), shown: 6 },
  year: { title: "Year", values: (e) => (e.year ? [String(e.year)] : []) },
  code: { title: "With", label: "code", values: (e) => (e.code ? ["1"] : []) },
  tldr: { title: "With", label: "TLDR", values: (e) => (e.tldr ? ["1"] : []) },
};
const NAMES = Object.keys(FACETS), CHOSEN = NAMES.filter((name) => name !== "year");
const blank = () => ({ q: "", sort: "", from: 0, to: 0, ...Object.fromEntries(CHOSEN.map((name) => [name, new Set()])) });
let state = blank();

const tell = new Intl.NumberFormat("en").format;
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function option(name, value, label, depth) {
  const input = make("input", { type: "checkbox", value });
  const number = make("span", { className: "number" });
  const row = make("label", { className: `option depth-${depth}` }, input, make("span", { className: "label" }, make("bdi", {}, label)), number);
  input.addEventListener("change", () => choose(name, value, input.checked));
  return { value, label, input, number, row, total: 0, count: 0 };
}

function collect() {
  for (const facet of Object.values(FACETS)) facet.options = new Map();
  const places = [...document.querySelectorAll("nav.contents [data-section]")];
  for (const place of places) {
    let depth = 1;
    for (let above = place.closest("li").parentElement.closest("li"); above; above = above.parentElement.closest("li")) depth++;
    FACETS.section.options.set(place.dataset.section, option("section", place.dataset.section, place.textContent, depth));
  }
  for (const entry of entries) {
    entry.options = NAMES.map((name) => {
      const { options, values, label } = FACETS[name];
      return values(entry).map((value) => {
        if (!options.has(value)) options.set(value, option(name, value, label ?? value, 1));
        const found = options.get(value);
        found.total++;
        return found;
      });
    });
  }
  for (const name of ["tag", "venue"]) {
    const byUse = [...FACETS[name].options].sort(([a, one], [b, other]) => other.total - one.total || compare(a, b));
    FACETS[name].options = new Map(byUse);
  }
}

function showFacets() {
  const panel = at("_filters");
  panel.replaceChildren(make("h2", { className: "unseen" }, "Filters"));
  const group = (title, ...children) => panel.append(make("fieldset", {}, make("legend", {}, title), ...children));
  for (const name of ["section", "tag", "venue"]) {
    const facet = FACETS[name];
    const options = [...facet.options.values()].filter((one) => one.total);
    if (options.length < 2 || (name === "section" && base)) continue; // a section's page is of one
    const hasMany = options.length > facet.shown + 2; // to hide one or two would save no room
    const rest = hasMany ? options.slice(facet.shown).filter((one) => !state[name].has(one.value)) : [];
    for (const one of rest) one.row.hidden = true;
    const more = make("button", { type: "button", className: "all" }, `Show all ${tell(options.length)}`);
    more.addEventListener("click", () => {
      for (const one of rest) one.row.hidden = false;
      more.remove();
      rest[0].input.focus();
    });
    group(facet.title, ...options.map((one) => one.row), ...(rest.length ? [more] : []));
  }
  const years = [...FACETS.year.options.values()].sort((a, b) => b.value - a.value);
  FACETS.year.options = new Map(years.map((one) => [one.value, one]));
  if (years.length > 1) {
    const ends = ["from", "to"].map((end) => {
      const select = make("select", { id: `_${end}` }, make("option", { value: "" }, "any"), ...years.map((one) => make("option", { value: one.value })));
      select.addEventListener("change", () => { state[end] = Number(select.value); apply(); });
      return make("label", {}, end === "from" ? "From" : "To", select);
    });
    group("Year", make("div", { className: "years" }, ...ends));
  }
  const flags = [...FACETS.code.options.values(), ...FACETS.tldr.options.values()];
  if (flags.length) group("With", ...flags.map((one) => one.row));
}

function choose(name, value, isChosen) {
  state[name][isChosen ? "add" : "delete"](value);
  apply();
}

/* Results */

let found = [], shown = 0, lastQuery;

function filter() {
  if (state.q !== lastQuery) {
    const wanted = terms(lastQuery = state.q);
    for (const entry of entries) entry.hit = wanted.every((one) => one.some((term) => entry.text.includes(term)));
  }
  for (const facet of Object.values(FACETS)) for (const one of facet.options.values()) one.count = 0;
  const from = state.from || 0, to = state.to || 9999;
  const isOpen = NAMES.map((name) => (name === "year" ? !state.from && !state.to : !state[name].size));
  const passes = (entry, n) => NAMES[n] === "year" ? entry.year && entry.year >= from && entry.year <= to : entry.options[n].some((one) => state[NAMES[n]].has(one.value));
  found = [];
  for (const entry of ordered(state.sort)) {
    if (!entry.hit) continue;
    let failed = -1, faults = 0;
    for (let n = 0; n < NAMES.length && faults < 2; n++) if (!isOpen[n] && !passes(entry, n)) { failed = n; faults++; }
    if (faults > 1) continue;
    if (!faults) found.push(entry);
    for (let n = 0; n < NAMES.length; n++) if (!faults || n === failed) for (const one of entry.options[n]) one.count++;
  }
}

function showCounts() {
  for (const name of NAMES) {
    for (const one of FACETS[name].options.values()) {
      const count = tell(one.count);
      if (one.number.textContent !== count) one.number.textContent = count;
      one.row.classList.toggle("none", !one.count);
      one.input.checked = state[name]?.has(one.value) ?? false;
    }
  }
  for (const end of ["from", "to"]) {
    const select = at(`_${end}`);
    if (!select) continue;
    for (const choice of select.options) if (choice.value) choice.text = `${choice.value} (${tell(FACETS.year.options.get(choice.value).count)})`;
    select.value = state[end] || "";
  }
}

const isActive = () => state.q.trim() !== "" || state.sort !== "" || state.from || state.to || CHOSEN.some((name) => state[name].size);

const NAME = document.title, timers = {};
let isLoaded = !isDeferred, placeInList = 0;

function apply({ keepsAddress = false, isTyped = false } = {}) {
  clearTimeout(timers.writeAddress);
  clearTimeout(timers.count);
  const active = isActive(), place = scrollY;
  if (!keepsAddress) {
    if (isTyped && active === list.hidden) later(writeAddress);
    else writeAddress({ isStep: true });
  }
  const top = document.querySelector(".page").offsetTop - document.querySelector(".bar").offsetHeight;
  if (active !== list.hidden) {
    if (active) placeInList = place;
    list.hidden = active;
    results.hidden = !active;
    if (!active) scrollTo(0, placeInList);
  }
  document.title = active && state.q.trim() ? `${state.q.trim()} – ${NAME}` : NAME;
  if (!isLoaded) {
    at("_count").textContent = "Loading the entries …";
    at("_pick-all").hidden = true;
    return;
  }
  filter();
  showCounts();
  showChosen();
  rows.replaceChildren();
  shown = 0;
  if (!active) return;
  if (place > top) scrollTo(0, top);
  at("_count").textContent = `${tell(found.length)} of ${tell(entries.length)} ${entries.length === 1 ? "entry" : "entries"}`;
  at("_pick-all").hidden = !found.length;
  later(() => say(found.length === 1 ? "1 entry found" : `${tell(found.length)} entries found`), "count", 400);
  showMore(FIRST);
}

const nearEnd = new IntersectionObserver((seen) => {
  if (seen.some((one) => one.isIntersecting) && shown < found.length) showMore();
}, { rootMargin: "600px" });

function showMore(number = STEP) {
  const next = found.slice(shown, shown + number);
  rows.append(...next.map(clone));
  shown += next.length;
  at("_end").hidden = shown >= found.length;
  nearEnd.unobserve(at("_end"));
  nearEnd.observe(at("_end")); // it tells anew whether the end is in sight
  later(highlight, "marks", 0);
}

function clone(entry) {
  const article = entry.article ? entry.article.cloneNode(true) : parsed(entry.html)[0];
  article.removeAttribute("id");
  article.dataset.key = entry.key;
  article.querySelector(".title").setAttribute("aria-level", "3");
  for (const link of article.querySelectorAll(".permalink")) link.href = addressOf(entry);
  dress(article);
  return article;
}

/** Make an article's tags buttons, and its box show whether it is selected. */
function dress(article) {
  for (const tag of article.querySelectorAll(".tags bdi")) {
    const button = tag.parentElement.tagName === "BUTTON" ? tag.parentElement : make("button", { type: "button" });
    if (tag.parentElement !== button) { tag.replaceWith(button); button.append(tag); }
    button.setAttribute("aria-pressed", String(state.tag.has(tag.textContent)));
  }
  const title = article.querySelector(".title").textContent, pick = article.querySelector(".pick");
  pick.checked = selection.has(keyOf(article));
  pick.setAttribute("aria-label", `Select ${title}`);
  article.querySelector(".copy").setAttribute("aria-label", `Copy BibTeX of ${title}`);
}
const keyOf = (element) => { const article = element.closest("article"); return article.id || article.dataset.key; };

function showChosen() {
  const chosen = [];
  const add = (text, drop) => {
    const button = make("button", { type: "button" }, make("bdi", {}, text));
    button.setAttribute("aria-label", `Remove the filter ${text}`);
    button.addEventListener("click", () => { drop(); apply(); at("_count").focus(); });
    chosen.push(make("li", {}, button));
  };
  for (const name of ["section", "tag", "venue"]) for (const value of state[name]) add(FACETS[name].options.get(value).label, () => state[name].delete(value));
  for (const name of ["code", "tldr"]) if (state[name].size) add(`with ${FACETS[name].label}`, () => state[name].clear());
  if (state.from || state.to) {
    const text = state.from === state.to ? `${state.from}` : `${state.from || "…"}–${state.to || "…"}`;
    add(text, () => { state.from = state.to = 0; });
  }
  at("_chosen").replaceChildren(...chosen);
  at("_show-filters").textContent = chosen.length ? `Filter & sort (${chosen.length})` : "Filter & sort";
}

function highlight() {
  if (!globalThis.Highlight) return;
  if (!document.adoptedStyleSheets.length) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("::highlight(found) { background-color: var(--mark); color: var(--ink); }");
    document.adoptedStyleSheets.push(sheet);
  }
  const wanted = terms(state.q).flat().flatMap((term) => term.trim().split(" "));
  const ranges = [];
  for (const part of wanted.length ? rows.querySelectorAll(".title, .summary, .authors, .venue, .tags, .tldr .words, .all-authors") : []) {
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      for (const word of node.data.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
        const folded = fold(word[0]);
        const term = wanted.find((one) => folded.startsWith(one));
        if (term === undefined) continue;
        const range = new Range();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + (folded.length === word[0].length ? term.length : word[0].length));
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
  for (const name of CHOSEN) for (const value of state[name]) query.append(name, value);
  for (const name of ["from", "to", "sort"]) if (state[name]) query.set(name, state[name]);
  const text = String(query);
  const address = location.pathname + (text ? `?${text}` : location.hash);
  if (isStep && address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  state = blank();
  state.q = query.get("q") ?? "";
  if (Object.hasOwn(SORTS, query.get("sort") ?? "")) state.sort = query.get("sort") ?? "";
  for (const name of CHOSEN) for (const value of query.getAll(name)) state[name].add(value);
  for (const name of ["from", "to"]) if (/^[0-9]{4}$/.test(query.get(name) ?? "")) state[name] = Number(query.get(name));
  box.value = state.q;
  sort.value = state.sort;
}

/** Drop what an address chooses and the list does not have. */
function prune() {
  for (const name of CHOSEN) for (const value of state[name]) if (!FACETS[name].options.has(value)) state[name].delete(value);
}

/** Show the entry that the address names behind its #: among the results, else in the list. */
function goToEntry() {
  let key = "";
  try { key = decodeURIComponent(location.hash.slice(1)); } catch { /* no address of ours */ }
  const entry = byKey.get(key);
  if (entry && !entry.article) {
    location.replace(`${base}${fileOf("sections", entry.sections[0])}.html#${encodeURIComponent(key)}`);
  } else if (entry && isActive() && !found.includes(entry)) {
    history.replaceState(null, "", addressOf(entry));
    readAddress();
    apply({ keepsAddress: true });
    mark(entry.article);
  } else if (entry && isActive()) {
    while (!rows.querySelector(`[data-key="${CSS.escape(key)}"]`)) showMore();
    mark(rows.querySelector(`[data-key="${CSS.escape(key)}"]`));
  } else mark(entry?.article);
}

const fileOf = (folder, slug) => [folder, ...slug.split("/")].map(encodeURIComponent).join("/");
const addressOf = (entry) => `${location.pathname}#${encodeURIComponent(entry.key)}`;

function mark(article) {
  for (const one of document.querySelectorAll(".target")) one.classList.remove("target");
  article?.classList.add("target");
  article?.scrollIntoView();
}

function clear() {
  state = blank();
  box.value = sort.value = "";
  apply();
}

function later(action, name = action.name, wait = 250) {
  clearTimeout(timers[name]);
  timers[name] = setTimeout(action, wait);
}
function say(text) {
  clearTimeout(timers.count); // a number of results that came first is old by now
  at("_said").textContent = text;
}

/* The selection: keys of entries, each with the section that its citation is kept under. */

const SHELF = `awesome-adapters ${new URL(base || ".", location.href).pathname}`;
const selection = new Map();

function readSelection() {
  selection.clear();
  try {
    for (const [key, slug] of Object.entries(JSON.parse(localStorage.getItem(SHELF)) ?? {})) if (typeof slug === "string") selection.set(key, slug);
  } catch { /* no storage here, or nothing of ours in it: the selection lasts as long as the page */ }
}

function keepSelection() {
  try {
    localStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(selection)));
  } catch { /* see above */ }
  showSelection();
}

function showSelection() {
  at("_selection").hidden = !selection.size;
  at("_picked").textContent = `${tell(selection.size)} selected`;
  for (const pick of document.querySelectorAll(".pick")) pick.checked = selection.has(keyOf(pick));
}

/* Citations: in the page, or in a file for each section, and read when they are wanted. */

const shelves = new Map(), parts = new Map();
globalThis.catalogue = {
  articles: (slug, articles) => parts.set(slug, articles),
  citations: (slug, citations) => shelves.set(slug, citations),
};

function load(path) {
  return new Promise((done) => {
    const script = make("script", { src: `${base}${path}` });
    script.onload = script.onerror = () => { script.remove(); done(); };
    document.head.append(script);
  });
}

async function citations(keys) {
  const island = at("_citations");
  if (island && !shelves.has("")) shelves.set("", JSON.parse(island.textContent));
  const found = [];
  for (const key of keys) {
    const slug = island ? "" : byKey.get(key)?.sections[0] ?? selection.get(key); // it may have moved since it was selected
    if (!shelves.has(slug)) await load(`${fileOf("citations", slug)}.js`);
    const shelf = shelves.get(slug) ?? {};
    if (Object.hasOwn(shelf, key)) found.push(shelf[key]);
  }
  return found;
}

const JOINED = {
  bibtex: { name: "BibTeX", file: "papers.bib", type: "application/x-bibtex", join: (all) => all.map((one) => one.bibtex).join("\n") },
  ris: { name: "RIS", file: "papers.ris", type: "application/x-research-info-systems", join: (all) => all.map((one) => one.ris).join("") },
  csl: { name: "CSL-JSON", file: "papers.json", type: "application/vnd.citationstyles.csl+json", join: (all) => `${JSON.stringify(all.map((one) => one.csl), null, 2)}\n` },
};

async function selected() {
  const keys = [...selection.keys()], all = await citations(keys), form = JOINED[at("_format").value];
  const lost = keys.length - all.length;
  return { text: form.join(all), form, told: `${form.name} of ${tell(all.length)} ${all.length === 1 ? "paper" : "papers"}${lost ? `; ${tell(lost)} could not be found` : ""}` };
}

/** Copy a text; pages that came over plain HTTP may only copy what is marked. Tell whether it is done. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const focused = document.activeElement, area = make("textarea", { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    focused.focus({ preventScroll: true });
    return isDone;
  }
}

/** Copy a text for a button, and say so. */
async function copyFor(button, text, told) {
  const isDone = await copy(text);
  flash(button, isDone ? "Copied" : "Not copied");
  say(isDone ? `Copied ${told}` : "The browser did not let the page copy");
}

const labels = new WeakMap();
function flash(button, text) {
  if (!labels.has(button)) labels.set(button, button.textContent);
  button.textContent = text;
  setTimeout(() => { button.textContent = labels.get(button); }, 1600);
}

/* What people do */

box.addEventListener("input", () => { state.q = box.value; apply({ isTyped: true }); });
sort.addEventListener("change", () => { state.sort = sort.value; apply(); });
at("_more").addEventListener("click", () => {
  const first = rows.children.length;
  showMore();
  rows.children[first]?.querySelector("a").focus();
});
at("_clear").addEventListener("click", () => { clear(); box.focus(); });
at("_pick-all").addEventListener("click", () => {
  for (const entry of found) selection.set(entry.key, entry.sections[0]);
  keepSelection();
  say(`${tell(selection.size)} selected`);
});
at("_drop").addEventListener("click", () => { selection.clear(); keepSelection(); say("Nothing is selected"); at("_main").focus(); });
at("_copy").addEventListener("click", async () => {
  const { text, told } = await selected();
  await copyFor(at("_copy"), text, told);
});
at("_download").addEventListener("click", async () => {
  const { text, form, told } = await selected();
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: form.type })), download: form.file });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(`Downloaded ${told}`);
});
at("_show-filters").addEventListener("click", () => showFilters(!at("_filters").classList.contains("open")));
function showFilters(isOpen) {
  at("_filters").classList.toggle("open", isOpen);
  at("_show-filters").setAttribute("aria-expanded", String(isOpen));
  if (isOpen && at("_filters").getBoundingClientRect().top < 0) at("_filters").scrollIntoView();
}

document.addEventListener("click", async (event) => {
  const { target } = event;
  const tag = target.closest(".tags button"), copied = target.closest("article .copy"), link = target.closest(".permalink");
  if (tag) {
    choose("tag", tag.textContent, !state.tag.has(tag.textContent));
    at(isActive() ? "_count" : "_main").focus({ preventScroll: true });
  } else if (copied) {
    const [one] = await citations([keyOf(copied)]);
    if (!one) return say("There is no citation of this entry");
    await copyFor(copied, one.bibtex, "BibTeX");
  } else if (link && rows.contains(link)) {
    const entry = byKey.get(keyOf(link));
    if (entry.article) {
      event.preventDefault();
      history.pushState(null, "", link.href);
      readAddress();
      apply({ keepsAddress: true });
      mark(entry.article);
    }
  }
});
document.addEventListener("change", ({ target }) => {
  if (!target.matches(".pick")) return;
  const key = keyOf(target);
  if (target.checked) selection.set(key, byKey.get(key).sections[0]);
  else selection.delete(key);
  keepSelection();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const isTyping = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && at("_filters").classList.contains("open")) {
    showFilters(false);
    at("_show-filters").focus();
  } else if (event.key === "Escape" && event.target === box) {
    event.preventDefault();
    if (!box.value) return box.blur();
    state.q = box.value = "";
    apply();
  } else if (event.key === "Enter" && event.target === box && isActive()) {
    at("_count").focus({ preventScroll: true });
  } else if (event.key === "Escape" && isActive() && event.target.tagName !== "SELECT") box.focus();
});
addEventListener("popstate", () => { readAddress(); if (isLoaded) prune(); apply({ keepsAddress: true }); goToEntry(); });
addEventListener("beforeprint", () => { if (isActive()) showMore(found.length); });
addEventListener("storage", ({ key }) => { if (key === SHELF) { readSelection(); showSelection(); } });

/* Begin */

function ready() {
  isLoaded = true;
  orders.clear();
  lastQuery = undefined;
  collect();
  prune();
  showFacets();
  apply({ keepsAddress: true });
  goToEntry();
  performance.mark("ready");
}

const pause = () => new Promise((done) => setTimeout(done));

async function loadAll() {
  if (isActive()) apply({ keepsAddress: true });
  await pause();
  const slugs = [...document.querySelectorAll("nav.contents a[data-section]")].map((link) => link.dataset.section);
  await Promise.all(slugs.map((slug) => load(`${fileOf("sections", slug)}.js`)));
  const lost = slugs.filter((slug) => !parts.has(slug)).length;
  if (lost) at("_lost").textContent = `${tell(lost)} of ${tell(slugs.length)} sections could not be loaded, and are not searched. Reload the page to try again.`;
  at("_lost").hidden = !lost;
  let since = performance.now();
  for (const slug of slugs) {
    const articles = parts.get(slug) ?? [];
    for (let n = 0; n < articles.length; n += 20) {
      const html = articles.slice(n, n + 20);
      parsed(html.join("")).forEach((article, m) => take(article, html[m]));
      if (performance.now() - since > 12) {
        await pause();
        since = performance.now();
      }
    }
    parts.delete(slug);
  }
  ready();
}

readSelection();
readAddress();
if (isDeferred) loadAll();
else {
  for (const article of list.querySelectorAll("article")) { take(article); dress(article); }
  ready();
}
showSelection();
})();
