import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  config: {
    title: "組態",
  },
};

export default texts;
