// @ts-check
/* What makes reading easier: light or dark, keys, what is new since the last visit, and a way to say what is wrong. */

/* Light or dark; the choice was applied in theme.js, before anything was drawn. */

const themeSelect = byId("_theme"), root = document.documentElement;
themeSelect.value = root.dataset.theme ?? "";
themeSelect.addEventListener("change", () => {
  root.dataset.theme = themeSelect.value;
  remember("awesome-adapters theme", themeSelect.value);
});

/* Keys. Whoever speaks to the computer, or has other plans with them, can switch off those that are letters. */

const SHORTCUTS_KEY = "awesome-adapters shortcuts";
const keysDialog = byId("_keys"), shortcutsBox = byId("_shortcuts");
shortcutsBox.checked = recall(SHORTCUTS_KEY) !== "off";
shortcutsBox.addEventListener("change", () => remember(SHORTCUTS_KEY, shortcutsBox.checked ? "on" : "off"));
byId("_help").addEventListener("click", () => keysDialog.showModal());
byId("_close").addEventListener("click", () => keysDialog.close());

/** Return the article that has the focus, or the first that is not behind the bar. */
function currentArticle() {
  const articles = allBySelector("article", isActive() ? rows : listPanel), focused = document.activeElement?.closest("article");
  const edge = Math.max(0, bySelector(".bar", document).getBoundingClientRect().bottom);
  const index = focused ? articles.indexOf(focused) : articles.findIndex((article) => article.getBoundingClientRect().bottom > edge + 20);
  return { articles, index, isFocused: Boolean(focused) };
}

/**
 * Move the focus by one article.
 * @param {1 | -1} by
 */
function goBy(by) {
  let { articles, index, isFocused } = currentArticle();
  if (by < 0 || isFocused) index += by;
  if (index >= articles.length && shownCount < matches.length && isActive()) {
    showMore();
    articles = allBySelector("article", rows);
  }
  const article = articles[index];
  if (!article) return;
  const title = titleOf(article);
  if (title.tagName !== "A") title.tabIndex = -1;
  article.scrollIntoView();
  title.focus({ preventScroll: true });
}

/** @type {Record<string, () => void>} What keys do that are letters and signs. */
const SHORTCUTS = {
  "/": () => { searchBox.focus(); searchBox.select(); },
  "?": () => keysDialog.showModal(),
  j: () => goBy(1),
  k: () => goBy(-1),
  x: () => {
    const { articles, index } = currentArticle();
    if (articles[index]) bySelector(".pick", articles[index]).click();
  },
};

/* New since the last visit: the day of this one is kept, and that of the one before, as long as this day lasts. */

function tellNews() {
  const key = `${STORAGE_KEY} visit`, today = new Date().toISOString().slice(0, 10);
  const [last, before] = (recall(key) ?? "").split(" "), since = last === today ? before : last;
  remember(key, `${today} ${since || today}`);
  const { newest = "" } = document.body.dataset;
  if (!since || since >= today || newest < since || Number.isNaN(Date.parse(since))) return;
  const news = byId("_news"), number = isDeferred ? 0 : entries.filter(({ added }) => added >= since).length;
  const text = isDeferred ? say("newSinceUncounted", formatDay(since)) : say("newSince", formatDay(since), number);
  news.replaceChildren(create("a", { className: "value", href: `?${new URLSearchParams({ since, sort: "added" })}` }, text));
  news.hidden = false;
}

/* What is wrong with an entry: the form at the repository, filled in. */

document.addEventListener("toggle", ({ target: fold }) => {
  if (!(fold instanceof HTMLElement) || !fold.matches(".about") || fold.querySelector(".report")) return;
  const { report } = document.body.dataset, link = fold.querySelector(".permalink"), article = fold.closest("article");
  if (!report || !link || !article) return;
  const title = titleOf(article).textContent;
  const text = say("reportText", `${title}, ${new URL(link.getAttribute("href") ?? "", location.href)}`);
  const href = report.replace("{title}", encodeURIComponent(title)).replace("{text}", encodeURIComponent(text));
  link.parentElement?.append(" · ", create("a", { className: "report", href }, WORDS.report));
}, true);
