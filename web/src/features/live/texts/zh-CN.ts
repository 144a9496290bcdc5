import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  live: {
    alsoHere: "也在看：{{names}}",
    comma: "、",
  },
};

export default texts;
