// What a signed-in person sees first: the page itself, then the frame with the home page, in one language; and the rooms that a day
// goes on in, which come once that is drawn.
export const start = ["index.html"];
export const frame = ["src/app/shell.tsx", "src/features/home/home-page.tsx"];
export const rooms = [
  "src/app/search-box.tsx",
  "src/ui/drop-menu-list.tsx",
  "src/ui/panel-body.tsx",
  "src/features/records/list/list-page.tsx",
  "src/features/records/page/record-page.tsx",
  "src/features/customers/customer-360.tsx",
  "src/features/privacy/consents.tsx",
];
export const language = "src/locales/zh-CN.ts";
