import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { apply, type Differences, takeBack } from "./data";

/** Applies files and takes them back; everything on screen is read anew, because anything may have changed. */
export function useApply() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undone = useUndoNotice();
  const refresh = () => client.invalidateQueries();

  async function back(id: string): Promise<boolean> {
    try {
      const { left } = await takeBack(id);
      await refresh();
      if (left.length)
        message.warning(
          t("config.left", { count: left.length, names: left.map((one) => one.key).join(", ") }),
          8,
        );
      else message.success(t("config.takenBack"));
      return true;
    } catch (error) {
      fail(t("config.takeBack"), error);
      return false;
    }
  }

  async function send(file: string, shown: Differences): Promise<boolean> {
    try {
      const { id, added, changed } = await apply(file, shown.seen, shown.refused > 0);
      await refresh();
      if (id) undone(t("config.applied", { added, changed }), () => back(id));
      return true;
    } catch (error) {
      fail(t("config.apply"), error);
      await refresh();
      return false;
    }
  }
  return { send, back };
}
