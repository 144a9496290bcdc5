import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  config: {
    title: "配置",
  },
};

export default texts;
