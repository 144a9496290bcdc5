// The component library's styles as a file: made in the browser they were a third of the scripts' work at a cold start.
// Of that file a build keeps what the components need that are in the app.
import { readdirSync } from "node:fs";

const library = "antd/dist/antd.css";

/** Class of a component, where it is not the name of its folder. */
const classes = {
  button: ["btn"],
  calendar: ["picker-calendar"],
  "date-picker": ["picker"],
  "float-button": ["float-btn"],
  grid: ["row", "col"],
  "qr-code": ["qrcode"],
};

/** Beginnings of class names, with the folder of the component that they belong to; the longest first. */
const known = readdirSync(new URL("../node_modules/antd/es", import.meta.url))
  .flatMap((folder) => (classes[folder] ?? [folder]).map((start) => [start, folder]))
  .sort(([a], [b]) => b.length - a.length);

/** Rules of a style sheet, one by one; those within others stay in them. */
function rulesOf(css) {
  const rules = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < css.length; at++) {
    if (css[at] === "{") depth++;
    else if (css[at] === "}" && --depth === 0) {
      rules.push(css.slice(from, at + 1));
      from = at + 1;
    }
  }
  return rules;
}

/** A plugin that leaves out the styles of components which are in none of the modules with these ids, and the library's own look. */
export function antdStyle(ids) {
  const folders = (id) => /\/antd\/es\/([a-z-]+)\/style\//.exec(id)?.[1];
  const used = new Set(ids.map(folders).filter(Boolean));
  const isNeeded = (rule) => {
    if (/^\.(css-var-|data-ant-cssinjs)/.test(rule)) return false;
    const name = /\.ant-([a-z-]+)/.exec(rule)?.[1];
    const part = name && known.find(([start]) => name === start || name.startsWith(`${start}-`));
    return !part || used.has(part[1]);
  };
  return {
    name: "antd-style",
    enforce: "pre",
    transform: (code, id) => (id.endsWith(library) ? rulesOf(code).filter(isNeeded).join("\n") : undefined),
  };
}
