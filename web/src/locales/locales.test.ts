import { expect, it } from "vitest";
import en from "./en";
import zhCN from "./zh-CN";
import zhTW from "./zh-TW";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value, `${path}${key}.`),
  );
}

/** What rooms bring along, by language and folder. */
const brought = import.meta.glob<Tree>(["../features/**/words/*.ts", "!../features/help/**"], {
  eager: true,
  import: "default",
});
const wordsIn = (language: string): Tree =>
  Object.fromEntries(
    Object.entries(brought)
      .filter(([file]) => file.endsWith(`/${language}.ts`))
      .map(([file, tree]) => [file.slice(0, file.lastIndexOf("/")), tree]),
  );
const all = (language: string, texts: Tree) => [...flat(texts), ...flat(wordsIn(language))];

const english = all("en", en).filter(([key]) => !key.endsWith("_one"));
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();

it.each([
  ["zh-CN", zhCN],
  ["zh-TW", zhTW],
] as const)("%s has every text, with the same placeholders", (language, messages) => {
  const texts = new Map(all(language, messages));
  expect([...texts.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  for (const [key, text] of english) {
    expect(texts.get(key), key).toBeTruthy();
    expect(placeholders(texts.get(key) ?? ""), key).toEqual(placeholders(text));
  }
});

it("zh-TW is written in Taiwan's terms", () => {
  const mainland = /数|据|户|录|关|客户|软件|登录|默认|用户|信息|视频|网络/;
  for (const [key, text] of all("zh-TW", zhTW)) expect(text, key).not.toMatch(mainland);
});

it("every room's texts are gathered, and no section stands in two rooms", () => {
  const rooms = import.meta.glob<Tree>("../**/texts/en.ts", { eager: true, import: "default" });
  const sections = Object.values(rooms).flatMap(Object.keys);
  expect(sections.sort()).toEqual(Object.keys(en).sort());
});

it("what a room brings along says nothing that is said already", () => {
  const keys = [...flat(en), ...Object.values(wordsIn("en")).flatMap((tree) => flat(tree as Tree))].map(
    ([key]) => key,
  );
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});
