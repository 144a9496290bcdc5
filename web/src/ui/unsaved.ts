import { useBlocker } from "@tanstack/react-router";
import { App } from "antd";
import { useTranslation } from "../app/i18n";

/** While something on the page is not saved, whoever goes elsewhere or closes the tab is asked first. */
export function useUnsaved(changed: boolean) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  useBlocker({
    disabled: !changed,
    enableBeforeUnload: changed,
    shouldBlockFn: async ({ current, next }) => {
      if (current.pathname === next.pathname) return false;
      return !(await modal.confirm({
        title: t("unsaved.title"),
        content: t("unsaved.text"),
        okText: t("unsaved.leave"),
        okButtonProps: { danger: true },
        cancelText: t("unsaved.stay"),
      }));
    },
  });
}
