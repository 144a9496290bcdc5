import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  catalog: {
    bought: "誰買了",
    inactive: "已停售",
    neverSold: "尚未售出",
  },
};

export default texts;
