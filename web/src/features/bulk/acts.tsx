import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { isUnderWay } from "../../api/work";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice } from "../../ui/notices";
import { onDemand } from "../../ui/on-demand";
import { type BulkAction, isUndoable, stopAction, undoAction } from "./data";

const DetailsDialog = onDemand(() => import("./details-dialog"));

/** What can be done about an action: stop it, take it back, see which records it could not change. */
export function Acts({ action }: { action: BulkAction }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  async function go(tried: string, work: Promise<void>) {
    setBusy(true);
    await work.catch((error) => fail(tried, error));
    setBusy(false);
  }
  const more = action.refused + action.skipped + action.kept > 0;
  return (
    <>
      {more && !isUnderWay(action) && (
        <Button type="link" size="small" onClick={() => setOpen(true)}>
          {t("bulk.details")}
        </Button>
      )}
      {isUndoable(action) && (
        <Button
          type="link"
          size="small"
          disabled={busy}
          onClick={() => go(t("action.undo"), undoAction(client, action.id))}
        >
          {t("action.undo")}
        </Button>
      )}
      {isUnderWay(action) && (
        <Button
          type="link"
          size="small"
          disabled={busy || action.cancelling}
          onClick={() => go(t("bulk.stop"), stopAction(client, action.id))}
        >
          {t("bulk.stop")}
        </Button>
      )}
      {open && <DetailsDialog action={action} onClose={() => setOpen(false)} />}
    </>
  );
}
