import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  home: {
    best: "消费最高的客户",
    changed: "最近更新的客户",
    hello: "您好，{{name}}",
    noTasks: "没有待办的事。",
    tasks: "等我处理",
  },
};

export default texts;
