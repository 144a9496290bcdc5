import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  catalog: {
    bought: "谁买了",
    inactive: "已停售",
    neverSold: "还没有卖出过",
  },
};

export default texts;
