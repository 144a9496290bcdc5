import { expect, it } from "vitest";
import source from "../../routes/router.tsx?raw";
import { topicOf } from "./rooms";
import en from "./words/en";
import zhCN from "./words/zh-CN";
import zhTW from "./words/zh-TW";

it("every topic is told in every language, with as many steps", () => {
  for (const words of [zhCN, zhTW])
    for (const [topic, { steps }] of Object.entries(en)) {
      const told = words[topic as keyof typeof en];
      expect(told.steps.length, topic).toBe(steps.length);
      expect(told.title && told.about, topic).toBeTruthy();
    }
});

it("zh-TW is written in Taiwan's terms", () => {
  expect(JSON.stringify(zhTW)).not.toMatch(/数|据|户|录|关|软件|默认|用户|信息|网络|单元|“/);
});

it("every room inside has a topic, and every topic a room", () => {
  const paths = [...source.matchAll(/path: "([^"]+)"/g)].map(([, path]) => path!);
  const inside = paths.filter((path) => !/sign-in|password|second-factor/.test(path));
  expect(inside.length).toBeGreaterThan(20);
  const filled = inside.flatMap((path) =>
    path.includes("/records/")
      ? [
          path.replace("$object", "customer"),
          path.replace("$object", "order"),
          path.replace("$object", "task"),
        ]
      : [path],
  );
  const topics = filled.map((path) => topicOf(path.replaceAll("$", "")));
  filled.forEach((path, index) => {
    if (path !== "/") expect(topics[index], path).not.toBe("home");
  });
  expect(new Set(topics)).toEqual(new Set(Object.keys(en)));
});
