import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { actionQuery, forget, underWayQuery } from "./data";

const Watched = lazy(() => import("./watched"));

/** Follows one's own changes of many records to their end, on whatever page one is. */
export function BulkWatch() {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  const client = useQueryClient();
  const can = useCan();
  const { data } = useQuery({ ...underWayQuery, enabled: can("record.update") || can("record.delete") });
  const open = useRef(new Set<string>());
  useEffect(() => {
    for (const action of data?.items ?? []) {
      const { id } = action;
      if (open.current.has(id)) continue;
      open.current.add(id);
      // At once as high as it will be, so that several stand above each other.
      client.setQueryData(actionQuery(id).queryKey, (known) => known ?? action);
      const gone = () => {
        open.current.delete(id);
        forget(client, id);
      };
      const close = () => {
        notification.destroy(id);
        gone();
      };
      notification.open({
        key: id,
        placement: "bottomRight",
        duration: 0,
        role: "status",
        title: t("bulk.title"),
        description: (
          <Suspense fallback={<div className="bone" style={{ height: 40 }} />}>
            <Watched id={id} close={close} />
          </Suspense>
        ),
        onClose: gone,
      });
    }
  }, [data, notification, client, t]);
  return null;
}
