import i18next from "i18next";
import type { Language } from "../../../app/i18n";
import en from "./words/en";
import zhCN from "./words/zh-CN";
import zhTW from "./words/zh-TW";

export const words = { en, "zh-CN": zhCN, "zh-TW": zhTW };

/** Adds the room's words to a language that is loaded. */
export function addWords(language: Language) {
  if (!i18next.exists("desk.text", { lng: language }))
    i18next.addResourceBundle(language, "app", words[language], true);
}
