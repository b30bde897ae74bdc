// Reads Markdown files of one folder as GitHub does, and tells what its sanitizer takes away and which links lead nowhere.
// node github.mjs FOLDER: README.md and, where they are, the pages in sections/.
import fs from "node:fs";
import path from "node:path";
import GithubSlugger from "github-slugger";
import { toString } from "hast-util-to-string";
import rehypeRaw from "rehype-raw";
import { sanitize } from "hast-util-sanitize";
import { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { visit } from "unist-util-visit";

const folder = process.argv[2];
const sections = path.join(folder, "sections");
const pages = fs.existsSync(sections) ? fs.readdirSync(sections).filter((name) => name.endsWith(".md")) : [];
const files = ["README.md", ...pages.map((name) => path.join("sections", name))];
const reader = unified().use(remarkParse).use(remarkGfm).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw);
const writer = unified().use(rehypeStringify);
// GitHub gives ids of authors a prefix, and finds them without it.
const schema = { ...defaultSchema, clobberPrefix: "" };

let faults = 0;
const tell = (file, text) => {
    faults += 1;
    console.log(`${path.join(folder, file)}: ${text}`);
};

const anchors = new Map();
const links = [];
for (const file of files) {
    const tree = await reader.run(reader.parse(fs.readFileSync(path.join(folder, file), "utf8")));
    const [before, after] = [tree, sanitize(tree, schema)].map((one) => writer.stringify(one).replace(/<!--[^]*?-->/g, "").split("\n"));
    before.forEach((line, number) => line === after[number] || tell(file, `taken away: ${line}`));
    const slugger = new GithubSlugger();
    const known = new Set([""]);
    visit(tree, "element", (node) => {
        if (/^h[1-6]$/.test(node.tagName)) known.add(slugger.slug(toString(node)));
        if (node.properties.id) known.add(node.properties.id);
        if (node.tagName === "a" && node.properties.href) links.push([file, node.properties.href]);
    });
    anchors.set(path.normalize(file), known);
}
for (const [file, href] of links) {
    if (/^[a-z][a-z+.-]*:/i.test(href)) continue;
    const [address, anchor = ""] = href.split("#").map(decodeURIComponent);
    const target = address ? path.normalize(path.join(path.dirname(file), address)) : path.normalize(file);
    if (!anchors.has(target)) fs.existsSync(path.join(folder, target)) || tell(file, `no such file: ${href}`);
    else if (!anchors.get(target).has(anchor)) tell(file, `no such anchor: ${href}`);
}
console.log(`${folder}: ${files.length} files, ${links.length} links, ${faults} faults`);
process.exitCode = faults ? 1 : 0;
