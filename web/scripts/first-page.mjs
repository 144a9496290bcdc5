// What a signed-in person sees first: the page itself, then the frame with the rooms that a day begins in, in one language.
export const start = ["index.html"];
export const frame = [
  "src/app/shell.tsx",
  "src/features/records/list/list-page.tsx",
  "src/features/home/home-page.tsx",
];
export const language = "src/locales/zh-CN.ts";
