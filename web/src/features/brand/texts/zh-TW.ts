import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  brand: {
    title: "公司與品牌",
  },
};

export default texts;
