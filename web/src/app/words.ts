import i18next from "i18next";
import { type Language, languages } from "./i18n";

/** Adds the words of a room that not everybody enters. They come with its script, in all languages, so that it speaks at once. */
export function bringWords(words: Record<Language, object>) {
  for (const language of languages) i18next.addResourceBundle(language, "app", words[language], true);
}
