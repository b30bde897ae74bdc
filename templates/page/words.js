// @ts-check
/* What the script says, and what a browser keeps for it. */

/**
 * The words in the language of the list, which are put in here; `|` divides those for one thing from those for several.
 * The last value is the number that decides.
 * @type {Record<string, string>}
 */
const WORDS = {};

const language = document.documentElement.lang || "en";
const format = new Intl.NumberFormat(language).format;
const plural = new Intl.PluralRules(language);
const formatDay = (/** @type {string} */ day) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));

/**
 * Return what the page says in pieces, so that a value can be an element; numbers are formatted.
 * @type {(word: string, ...values: (string | number | Node)[]) => (string | Node)[]}
 */
function phrase(word, ...values) {
  const [one, several = one] = WORDS[word].split("|");
  const text = plural.select(Number(values.at(-1) ?? 0)) === "one" ? one : several;
  return text.split(/\{([0-9])\}/).map((piece, n) => {
    const value = n % 2 ? values[Number(piece)] : piece;
    return typeof value === "number" ? format(value) : value;
  });
}
/** @type {(word: string, ...values: (string | number)[]) => string} */
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
