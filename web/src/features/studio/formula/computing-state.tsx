import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Progress } from "antd";
import { useEffect, useRef } from "react";
import type { ObjectDef } from "../../../api/types";
import { percentOf } from "../../../api/work";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatNumber } from "../../../ui/format";
import { computingQuery } from "./data";
import styles from "./formula.module.css";

/** How far the formulas are that are computed again for the records that are there. */
export function ComputingState({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const client = useQueryClient();
  const { data } = useQuery({
    ...computingQuery(object.name),
    enabled: object.fields.some((field) => field.type === "formula"),
  });
  const was = useRef(data);
  useEffect(() => {
    if (was.current && data === null) client.invalidateQueries({ queryKey: ["records", object.name] });
    was.current = data;
  }, [data, client, object.name]);
  if (!data) return null;
  if (data.state === "dead") return <Alert type="error" showIcon title={t("formula.failed")} />;
  const total = data.total ?? 0;
  return (
    <div className={styles.computing} role="status">
      <Progress percent={percentOf(data.done, total)} showInfo={false} aria-label={t("formula.waiting")} />
      <span className="muted num">
        {total
          ? t("formula.computing", {
              done: formatNumber(data.done, language),
              total: formatNumber(total, language),
            })
          : t("formula.waiting")}
      </span>
    </div>
  );
}
