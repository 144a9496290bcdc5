import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import { type Reading, sendFile, type Written } from "./data";
import { tried } from "./reading";

/** Sends a file as an import and goes to its page; `sent` is the part that is on its way, undefined while nothing is. */
export function useSend() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const fail = useFailureNotice();
  const [sent, setSent] = useState<number>();
  async function send(file: File, reading: Reading & Written, dryRun: boolean) {
    setSent(0);
    try {
      const { id } = await sendFile(file, reading, dryRun, setSent);
      if (dryRun) tried.set(id, { file, reading });
      await client.invalidateQueries({ queryKey: ["imports"] });
      await navigate({ to: "/imports/$id", params: { id } });
    } catch (error) {
      fail(t("imports.starting", { name: file.name }), error);
    }
    setSent(undefined);
  }
  return { send, sent };
}
