import type { Locale } from "antd/es/locale";
import type { Language } from "./i18n";

const loaders: Record<Language, () => Promise<Locale>> = {
  "zh-CN": async () =>
    (await Promise.all([import("antd/locale/zh_CN"), import("dayjs/locale/zh-cn")]))[0].default,
  "zh-TW": async () =>
    (await Promise.all([import("antd/locale/zh_TW"), import("dayjs/locale/zh-tw")]))[0].default,
  en: async () => (await import("antd/locale/en_US")).default,
};
const loaded = new Map<Language, Locale>();

/** The words of the table, the calendar and the like; the app shows a language only when they are there. */
export async function loadAntLocale(language: Language) {
  if (!loaded.has(language)) loaded.set(language, await loaders[language]());
}

export const antLocale = (language: Language) => loaded.get(language);
