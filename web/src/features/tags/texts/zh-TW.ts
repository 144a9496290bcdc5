import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  tags: {
    create: "新增標籤「{{name}}」",
    noGroup: "其他標籤",
  },
};

export default texts;
