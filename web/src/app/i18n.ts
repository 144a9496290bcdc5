import i18next, { type TFunction, type TOptions } from "i18next";
import { useSyncExternalStore } from "react";
import type { Messages } from "../locales/messages";
import type { Words } from "../locales/words";
import { loadAntLocale } from "./ant-locale";

export const languages = ["zh-CN", "zh-TW", "en"] as const;
export type Language = (typeof languages)[number];

/** Each language's own name. */
export const languageNames: Record<Language, string> = {
  "zh-CN": "简体中文",
  "zh-TW": "繁體中文",
  en: "English",
};

const key = "guanxi.language";
const loaders: Record<Language, () => Promise<{ default: unknown }>> = {
  "zh-CN": () => import("../locales/zh-CN"),
  "zh-TW": () => import("../locales/zh-TW"),
  en: () => import("../locales/en"),
};

const refusals: typeof loaders = {
  "zh-CN": () => import("../ui/refusals/zh-CN"),
  "zh-TW": () => import("../ui/refusals/zh-TW"),
  en: () => import("../ui/refusals/en"),
};

/** The language of the app that fits a browser's language best. */
function matchLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh-(tw|hk|mo|hant)/i.test(tag)) return "zh-TW";
    if (/^zh/i.test(tag)) return "zh-CN";
    if (/^en/i.test(tag)) return "en";
  }
  return "en";
}

function stored(): Language | undefined {
  const value = localStorage.getItem(key);
  return languages.find((language) => language === value);
}

export function currentLanguage(): Language {
  return languages.find((language) => language === i18next.language) ?? "en";
}

/** Languages whose texts are there; a room may have brought words of others. */
const loaded = new Set<Language>();

/** Loads a language and shows the app in it; remembered in this browser. */
export async function setLanguage(language: Language, remember = true) {
  if (!loaded.has(language)) {
    const words = [loaders[language](), refusals[language](), loadAntLocale(language)] as const;
    const [messages, refused] = await Promise.all(words);
    i18next.addResourceBundle(language, "app", messages.default, true);
    i18next.addResourceBundle(language, "refusal", refused.default);
    loaded.add(language);
  }
  if (remember) localStorage.setItem(key, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The language that a person chose elsewhere holds here too, unless this browser has its own choice. */
export async function adoptLanguage(wanted: string | null | undefined) {
  const language = languages.find((one) => one === wanted);
  if (language && !stored() && language !== currentLanguage()) await setLanguage(language, false);
}

/** What components translate with: another object after each change of language. */
let words = translation();
const listeners = new Set<() => void>();

function translation() {
  const look = i18next.t.bind(i18next) as (key: string, values?: TOptions) => string;
  const plain = new Map<string, string>();
  /** Texts into which nothing is put are looked up once: a page asks for hundreds, and to look one up takes as long as to draw it. */
  function t(key: string, values?: TOptions): string {
    if (values) return look(key, values);
    const known = plain.get(key);
    if (known !== undefined) return known;
    const text = look(key);
    // the words of a room come with it
    if (text !== key) plain.set(key, text);
    return text;
  }
  return { t: t as TFunction, i18n: i18next };
}

i18next.on("languageChanged", () => {
  words = translation();
  for (const listener of listeners) listener();
});

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The texts of the current language. A page asks hundreds of times: nothing is made for a component that asks. */
export const useTranslation = () => useSyncExternalStore(subscribe, () => words);

export async function startI18n() {
  await i18next.init({
    lng: "cimode",
    fallbackLng: false,
    ns: ["app"],
    defaultNS: "app",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  i18next.services.formatter?.add("lowercase", (value, language) =>
    language?.startsWith("en") ? String(value).toLowerCase() : String(value),
  );
  await setLanguage(stored() ?? matchLanguage(navigator.languages), false);
}

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    resources: { app: Messages & Words };
  }
}
