// @ts-check
/* What the script says, and what a browser keeps for it. */

/** By the number that is the last value, where it depends on one: for the first plural category, and for the others. */
const WORDS = {
  section: "Section",
  tag: "Tag",
  author: "Author",
  venue: "Venue",
  year: "Year",
  with: "With",
  code: "code",
  tldr: "TLDR",
  filters: "Filters",
  filterAndSort: "Filter & sort",
  filterAndSortChosen: "Filter & sort ({0})",
  loadFilters: "Show the filters",
  from: "From",
  to: "To",
  any: "any",
  upTo: "up to {0}",
  yearBar: ["{0}: {1} entry", "{0}: {1} entries"],
  allOfThese: "all of these at once",
  findIn: "Find in {0}",
  findInMany: "Find in {0}",
  showAll: "Show all {0}",
  showEntries: ["Show {0} entry", "Show {0} entries"],
  remove: "Remove the filter {0}",
  feedOf: "Feed of {0}",
  bibtexOf: "BibTeX of {0}",
  withChosen: "with {0}",
  addedSince: "added since {0}",
  picked: ["{0} selected entry", "{0} selected entries"],
  relevance: "relevance",
  listOrder: "list order",
  loading: "Loading the entries … {0} %",
  lost: ["{0} of {1} section could not be loaded, and is not searched. Reload the page to try again.",
    "{0} of {1} sections could not be loaded, and are not searched. Reload the page to try again."],
  results: ["{0} of {1} entry", "{0} of {1} entries"],
  announced: ["{0} entry found", "{0} entries found"],
  instead: "Nothing has all of “{0}”; showing results for {1}.",
  also: "Few have “{0}”; below them are results for {1}.",
  or: " or ",
  without: "{0} without {1}",
  searchElsewhere: "Search Semantic Scholar",
  propose: "Propose this paper",
  select: "Select {0}",
  selected: "{0} selected",
  nothingSelected: "Nothing is selected",
  copyBibtex: "Copy BibTeX of {0}",
  citations: ["{0} of {1} paper", "{0} of {1} papers"],
  missing: "{0}; {1} could not be found",
  noCitation: "There is no citation of this entry",
  copied: "Copied",
  copiedText: "Copied {0}",
  link: "the link",
  notCopied: "Not copied",
  notAllowed: "The browser did not let the page copy",
  downloaded: "Downloaded {0}",
  newSince: ["{1} new entry since your last visit, {0}", "{1} new entries since your last visit, {0}"],
  newSinceUncounted: "New since your last visit, {0}",
  report: "Report a mistake",
  reportText: "Entry: {0}\n\nWhat is wrong, and where it says so:\n",
};
/** @typedef {keyof typeof WORDS} Word */

const language = document.documentElement.lang || "en";
const format = new Intl.NumberFormat(language).format;
const plural = new Intl.PluralRules(language);
const formatDay = (/** @type {string} */ day) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));

/**
 * Return what the page says in pieces, so that a value can be an element; numbers are formatted.
 * @type {(word: Word, ...values: (string | number | Node)[]) => (string | Node)[]}
 */
function phrase(word, ...values) {
  const forms = WORDS[word], number = Number(values.at(-1) ?? 0);
  const text = typeof forms === "string" ? forms : forms[plural.select(number) === "one" ? 0 : 1];
  return text.split(/\{([0-9])\}/).map((piece, n) => {
    const value = n % 2 ? values[Number(piece)] : piece;
    return typeof value === "number" ? format(value) : value;
  });
}
/** @type {(word: Word, ...values: (string | number)[]) => string} */
const say = (word, ...values) => phrase(word, ...values).join("");

/* Without a storage, or with nothing of ours in it, what is kept lasts as long as the page. */

/** @param {string} key */
function recall(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}
/** @type {(key: string, value: string) => void} */
function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* no storage */ }
}
