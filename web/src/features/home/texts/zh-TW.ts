import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  home: {
    best: "消費最高的客戶",
    changed: "最近更新的客戶",
    hello: "您好，{{name}}",
    noTasks: "沒有待辦事項。",
    tasks: "等我處理",
  },
};

export default texts;
