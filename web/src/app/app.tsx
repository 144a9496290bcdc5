import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import { Ellipsis } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { router } from "../routes/router";
import { CssVariables } from "./css-variables";
import type { Language } from "./i18n";
import { useMode, usePreferences } from "./preferences";
import { queryClient } from "./query-client";
import { themeOf } from "./theme";

const locales: Record<Language, () => Promise<Locale>> = {
  "zh-CN": async () => {
    await import("dayjs/locale/zh-cn");
    return (await import("antd/locale/zh_CN")).default;
  },
  "zh-TW": async () => {
    await import("dayjs/locale/zh-tw");
    return (await import("antd/locale/zh_TW")).default;
  },
  en: async () => (await import("antd/locale/en_US")).default,
};

function useAntLocale(): Locale | undefined {
  const { i18n } = useTranslation();
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let stale = false;
    const load = locales[i18n.language as Language] ?? locales.en;
    load().then((loaded) => !stale && setLocale(loaded));
    return () => {
      stale = true;
    };
  }, [i18n.language]);
  return locale;
}

/** Everything around the pages: look, language, server state, addresses. */
export function App() {
  const mode = useMode();
  const { density } = usePreferences();
  const { t } = useTranslation();
  const locale = useAntLocale();
  useEffect(() => {
    document.documentElement.dataset.mode = mode;
    document.documentElement.dataset.density = density;
    document.documentElement.style.colorScheme = mode;
  }, [mode, density]);
  if (!locale) return null;
  return (
    <ConfigProvider
      theme={themeOf(mode, density)}
      locale={locale}
      button={{ autoInsertSpace: false }}
      tabs={{ more: { icon: <Ellipsis size={16} role="img" aria-label={t("action.more")} /> } }}
    >
      <CssVariables />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
