import { useQuery } from "@tanstack/react-query";
import { Button, InputNumber } from "antd";
import { useState } from "react";
import type { ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { Failure } from "../../ui/failure";
import { formatNumber } from "../../ui/format";
import { type Returnable, returnableQuery } from "./data";
import styles from "./order-record.module.css";
import { Reason, StepDialog } from "./step-dialog";

interface Props {
  object: ObjectDef;
  order: RecordData;
  onClose: () => void;
}

function nameOfLine({ line }: Returnable): string {
  return String(line.description ?? line.sku ?? "");
}

/** Which lines of an order come back, and how much of each. */
export function ReturnDialog({ object, order, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(returnableQuery(order.id));
  const [chosen, setChosen] = useState<Record<string, number>>({});
  const lines = data ?? [];
  const back = lines.filter(({ line }) => (chosen[line.id] ?? 0) > 0);
  const all = lines.length > 0 && lines.every(({ line, most }) => chosen[line.id] === most);
  return (
    <StepDialog
      object={object}
      order={order}
      step="return"
      width={620}
      idle={back.length === 0}
      body={({ reason }) => ({
        ...(reason ? { reason } : {}),
        lines: back.map(({ line }) => ({ line: line.id, quantity: String(chosen[line.id]) })),
      })}
      nameOf={(field) => {
        const place = /^lines\[(\d+)\]/.exec(field)?.[1];
        const line = place && back[Number(place)];
        return line ? nameOfLine(line) : undefined;
      }}
      onClose={onClose}
    >
      {error && <Failure small error={error} retry={() => refetch()} />}
      {!data && !error && <div className="bone" style={{ height: 120 }} />}
      {data && lines.length === 0 && <p>{t("orders.nothingLeft")}</p>}
      {lines.length > 0 && (
        <>
          <div className={styles.choose}>
            <span className="muted">{t("orders.chosen", { count: back.length })}</span>
            <Button
              type="link"
              size="small"
              onClick={() =>
                setChosen(all ? {} : Object.fromEntries(lines.map(({ line, most }) => [line.id, most])))
              }
            >
              {all ? t("orders.chooseNone") : t("orders.chooseAll")}
            </Button>
          </div>
          <ul className={`${styles.returnable} scroll`}>
            {lines.map((one) => (
              <Line
                key={one.line.id}
                one={one}
                quantity={chosen[one.line.id] ?? 0}
                onChange={(quantity) => setChosen((before) => ({ ...before, [one.line.id]: quantity }))}
              />
            ))}
          </ul>
          <Reason />
        </>
      )}
    </StepDialog>
  );
}

interface LineProps {
  one: Returnable;
  quantity: number;
  onChange: (quantity: number) => void;
}

function Line({ one, quantity, onChange }: LineProps) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const name = nameOfLine(one);
  return (
    <li>
      <span className={styles.returned}>
        <span className="clip">{name}</span>
        <span className={styles.sku}>{String(one.line.sku ?? "")}</span>
      </span>
      <InputNumber
        min={0}
        max={one.most}
        precision={Number.isInteger(one.most) ? 0 : 3}
        value={quantity}
        onChange={(next) => onChange(next ?? 0)}
        aria-label={t("orders.quantityOf", { name })}
        className={styles.quantity}
      />
      <span className="muted num">{t("orders.ofMost", { most: formatNumber(one.most, language) })}</span>
    </li>
  );
}
