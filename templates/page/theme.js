// @ts-check
/* Before anything is drawn: the reader's choice of light or dark. */
try { document.documentElement.dataset.theme = localStorage.getItem("awesome-adapters theme") ?? ""; } catch { /* no storage */ }
