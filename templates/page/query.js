// @ts-check
/* What a query means, how well a text answers it, and what it may have meant; nothing here needs a document.

   Text is compared without case and accents, as words with single spaces between and around them. */

/**
 * @typedef {{ words: string, texts: string[], isPhrase: boolean, isExcluded: boolean }} Clause
 * One part of a query: what was written, and the texts of which one must be there, or none if it `isExcluded`.
 * @typedef {"ids" | "title" | "tags" | "authors" | "at" | "section" | "summary" | "tldr"} FieldName
 */

/** @type {Record<string, string>} */
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
/** @param {string} text */
const fold = (text) => /^[ -~]*$/.test(text) ? text.toLowerCase()
  : text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/[ßæœøłđðþı]/g, (letter) => LETTERS[letter]);
/** @type {(text: string) => string[]} */
const words = (text) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

/** @type {Set<string>} Every word of the texts that were made searchable. */
const vocabulary = new Set();

/**
 * Return the text to search in: the words of each text, and those with something inside ("fine-tuning") as one word too.
 * @param {string[]} texts
 */
function searchable(texts) {
  const separate = [], joined = [];
  for (const text of texts) {
    for (const token of fold(text).split(/\s+/)) {
      const parts = words(token);
      if (parts.length > 1) joined.push(parts.join(""));
      for (const part of parts) { separate.push(part); vocabulary.add(part); }
      if (parts.length > 1) vocabulary.add(parts.join(""));
    }
    // no phrase goes from one text to the next
    separate.push("|");
  }
  return ` ${separate.join(" ")} ${joined.join(" | ")} `;
}

/**
 * Return the clauses of a query: words by their beginnings, "phrases" whole, and both with a minus before them.
 * @param {string} query
 */
function parseQuery(query) {
  /** @type {Clause[]} */
  const clauses = [];
  for (const [whole, minus, phrase, end] of query.matchAll(/(?:(?<!\S)([-\u2212]))?["“”„«»]([^"“”„«»]*)(["“”„«»]?)|[^\s"“”„«»]+/g)) {
    const parts = words(fold(phrase ?? whole)), isPhrase = phrase !== undefined;
    if (!parts.length) continue;
    const isCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(parts[0]);
    const text = (isCjk ? "" : " ") + parts.join(" ") + (end ? " " : "");
    const texts = !isPhrase && parts.length > 1 ? [text, ` ${parts.join("")}`] : [text];
    clauses.push({ words: (phrase ?? whole).trim(), texts, isPhrase, isExcluded: Boolean(minus) || /^[-\u2212]/.test(whole) });
  }
  return clauses;
}

/* Relevance. A clause counts as much as the best field that has it, and twice as a whole word. */

/** @type {Record<FieldName, number>} */
const WEIGHTS = { ids: 9, title: 6, tags: 5, authors: 4, at: 2, section: 2, summary: 1, tldr: 1 };
const FIELDS = /** @type {FieldName[]} */ (Object.keys(WEIGHTS));
const TITLE = FIELDS.indexOf("title"), AUTHORS = FIELDS.indexOf("authors");

/**
 * Return how well an entry's fields, in the order of FIELDS, answer the clauses that it satisfies.
 * @type {(fields: string[], clauses: Clause[]) => number}
 */
function score(fields, clauses) {
  let sum = 0;
  for (const { texts, isExcluded } of clauses) {
    let best = 0;
    for (let n = 0; n < fields.length && !isExcluded; n++) {
      // no field from here on counts for more
      if (best >= 2 * WEIGHTS[FIELDS[n]] && n > AUTHORS) break;
      for (const [order, text] of texts.entries()) {
        if (!fields[n].includes(text)) continue;
        const whole = text.endsWith(" ") ? text : `${text} `, at = fields[n].indexOf(whole);
        // what a mended word was more likely meant for stands first
        let points = WEIGHTS[FIELDS[n]] * (at < 0 ? 1 : 2) - order / 4;
        // what a work is called comes first in its title
        if (n === TITLE && fields[n].startsWith(text)) points += at ? 3 : 8;
        // people remember a paper by the family name of its first author
        if (n === AUTHORS && at >= 0) points += (at < fields[n].indexOf("|") ? 2 : 0) + (fields[n].includes(`${whole}|`) ? 1 : 0);
        best = Math.max(best, points);
      }
    }
    sum += best;
  }
  return sum;
}

/**
 * Return the words of a name without what is between them, and the signs at its end: LoRA+ is not LoRA.
 * @param {string} name
 */
const nameKey = (name) => words(fold(name)).join("") + endingSigns(name);
/** @param {string} text */
const endingSigns = (text) => /[+*#]*$/.exec(text)?.[0] ?? "";

/**
 * Return what an entry gets where the clauses are its name, or the beginning of it, and no more.
 * @type {(entry: { names: string[], fields: string[] }, clauses: Clause[]) => number}
 */
function scoreName({ names, fields }, clauses) {
  const said = clauses.filter(({ isExcluded }) => !isExcluded), texts = said.map(({ texts }) => texts.find((text) => fields[TITLE].includes(text)));
  if (!said.length || texts.includes(undefined)) return 0;
  const wanted = nameKey(texts.join(" ") + endingSigns(said[said.length - 1].words));
  return names.includes(wanted) ? 12 : names[0].startsWith(wanted) ? 2 : 0;
}

/* Slips of the keyboard */

/**
 * Return how many letters are dropped, doubled, swapped or wrong (optimal string alignment) between a word and another
 * one, and between it and the best beginning of that; Infinity for more than `most`.
 * @type {(word: string, other: string, most: number) => [whole: number, beginning: number]}
 */
function distances(word, other, most) {
  const width = Math.min(other.length, word.length + most);
  /** @type {number[]} */
  let before = [], row = Array.from({ length: width + 1 }, (_, n) => n);
  for (let n = 1; n <= word.length; n++) {
    const next = [n];
    let least = n;
    for (let m = 1; m <= width; m++) {
      let value = Math.min(row[m] + 1, next[m - 1] + 1, row[m - 1] + Number(word[n - 1] !== other[m - 1]));
      if (n > 1 && m > 1 && word[n - 1] === other[m - 2] && word[n - 2] === other[m - 1]) value = Math.min(value, before[m - 2] + 1);
      next.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return [Infinity, Infinity];
    [before, row] = [row, next];
  }
  return [width === other.length ? row[width] : Infinity, Math.min(...row)];
}

/** @param {string} word */
const digitsOf = (word) => word.replace(/[^0-9]+/g, "");
const MOST_MENDED = 12;
/** @type {Map<string, string[]>} */
const mendedWords = new Map();

/**
 * Return the words of the list that are nearest to one; whole ones first.
 * @param {string} word
 */
function mend(word) {
  const digits = digitsOf(word);
  if (word.length - digits.length < 3) return [];
  const cached = mendedWords.get(word);
  if (cached) return cached;
  let most = word.length < 8 ? 1 : 2, isWhole = false;
  /** @type {string[]} */
  let nearest = [];
  const [first, second] = word;
  for (const candidate of vocabulary) {
    if (candidate.length < word.length - most || candidate === word) continue;
    // nobody misses the first two letters
    if (candidate[0] !== first && candidate[1] !== second && candidate[0] !== second && candidate[1] !== first) continue;
    if (digits !== digitsOf(candidate)) continue;
    const [whole, beginning] = distances(word, candidate, most);
    // three letters are the beginning of too much
    const distance = word.length < 4 ? whole : beginning;
    // what begins with the word is there without mending
    if (distance > most || !beginning) continue;
    if (distance < most || (whole === distance && !isWhole)) [nearest, isWhole] = [[], whole === distance];
    most = distance;
    if (!isWhole || whole === distance) nearest.push(candidate);
  }
  // few miss the first letter, and there are many wrong letters, but one that is dropped, swapped or doubled
  /** @param {string} candidate */
  const unlikeliness = (candidate) => 2 * Number(candidate[0] !== first)
    + Number(candidate.length <= word.length && letters(candidate) !== letters(word) && undouble(candidate) !== undouble(word));
  nearest = nearest.sort((a, b) => unlikeliness(a) - unlikeliness(b)).slice(0, MOST_MENDED);
  mendedWords.set(word, nearest);
  return nearest;
}

/** @param {string} word */
const letters = (word) => [...word].sort().join("");
/** @param {string} word */
const undouble = (word) => word.replace(/(.)\1/g, "$1");

/**
 * Return a clause with the words that were meant instead of its own, or as well as these; itself where there are none.
 * @type {(clause: Clause, keepsOwn: boolean) => Clause}
 */
function mendClause(clause, keepsOwn) {
  if (clause.isPhrase || clause.isExcluded) return clause;
  const parts = words(fold(clause.words));
  const texts = mend(parts.join("")).map((word) => ` ${word} `);
  if (!texts.length && parts.length > 1) {
    for (const [n, part] of parts.entries()) texts.push(...mend(part).map((word) => ` ${parts.with(n, word).join(" ")} `));
  }
  return texts.length ? { ...clause, texts: [...(keepsOwn ? clause.texts : []), ...texts] } : clause;
}

/* Ids, and the addresses that they are in: what an entry has is looked for in what was pasted, so that no kind of id
   and no address needs a rule of its own. */

/**
 * Return a text's runs of letters and of digits, each with a space before it where something else is.
 * @param {string} text
 */
const runs = (text) => [...fold(text).matchAll(/([^a-z0-9]*)([a-z]+|[0-9]+)/g)].map(([, gap, run]) => (gap ? " " : "") + run);
/** @param {string} text */
function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}
/** @param {string} id */
const idKey = (id) => runs(id).join("").trim();
/** @param {string} key */
const squeeze = (key) => key.replaceAll(" ", "");

/**
 * Return the keys under which an id or an address is kept: with separators and, after a "=", without; after a "~" the
 * word and the number at its end, which is all that some addresses have: elifesciences.org/articles/12345.
 * @param {string} id
 */
function idKeys(id) {
  id = decode(id);
  const doiSuffix = /^10\.[0-9]+\/(?=.*[0-9]{4})(.+)/.exec(id)?.[1] ?? "";
  const keys = [id.replace(/^https?:\/\/(www\.)?/i, ""), doiSuffix].map(idKey).filter((key) => key.length > 4);
  const [, word, number] = /(?:^| )([a-z]{3,})[a-z ]*?([0-9]{5,})$/.exec(keys[0] ?? "") ?? [];
  return [...keys, ...keys.map((key) => `=${squeeze(key)}`), ...(word ? [`~${word} ${number}`] : [])];
}

/**
 * Return what a map has under the keys of the ids in a text: the surest kind of key that has something.
 * @type {<Value>(text: string, byId: Map<string, Value>) => Value[]}
 */
function lookUpIds(text, byId) {
  const parts = runs(decode(text.slice(0, 1000))), numbers = parts.filter((part) => /[0-9]{5}/.test(part)).map((part) => part.trim());
  /** @type {Set<any>[]} */
  const [exact, squeezed, ends] = [new Set(), new Set(), new Set()];
  for (let start = 0; start < parts.length; start++) {
    let key = "";
    for (let end = start; end < Math.min(parts.length, start + 40); end++) {
      key += end === start ? parts[end].trim() : parts[end];
      exact.add(byId.get(key));
      squeezed.add(byId.get(`=${squeeze(key)}`));
    }
    const word = parts[start].trim();
    for (const number of numbers) for (let end = 3; end <= word.length; end++) ends.add(byId.get(`~${word.slice(0, end)} ${number}`));
  }
  return [exact, squeezed, ends].map((values) => [...values].filter((value) => value !== undefined)).find(({ length }) => length) ?? [];
}

/** @param {string} query */
const isAddress = (query) => /^\s*(https?:|www\.|doi:|[^\s/]+\.[^\s/]+\/)\S+\s*$/i.test(query);
