import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  tags: {
    create: "新建标签“{{name}}”",
    noGroup: "其他标签",
  },
};

export default texts;
