import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import { Ellipsis } from "lucide-react";
import { useEffect } from "react";
import { useBrand } from "../api/brand";
import { router } from "../routes/router";
import { Hints } from "../ui/hints";
import { antLocale } from "./ant-locale";
import { CssVariables } from "./css-variables";
import { currentLanguage, useTranslation } from "./i18n";
import { usePageHead } from "./page-head";
import { useCalm, useMode, usePreferences } from "./preferences";
import { queryClient } from "./query-client";
import { themeOf } from "./theme";

/** Everything around the pages: look, language, server state, addresses. */
export function App() {
  const mode = useMode();
  const calm = useCalm();
  const { density } = usePreferences();
  const { accent } = useBrand();
  const { t } = useTranslation();
  usePageHead();
  useEffect(() => {
    document.documentElement.dataset.mode = mode;
    document.documentElement.dataset.density = density;
    document.documentElement.style.colorScheme = mode;
  }, [mode, density]);
  return (
    <ConfigProvider
      theme={themeOf(mode, density, calm, accent)}
      locale={antLocale(currentLanguage())}
      button={{ autoInsertSpace: false }}
      tabs={{ more: { icon: <Ellipsis size={16} role="img" aria-label={t("action.more")} /> } }}
    >
      <CssVariables />
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Hints />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
