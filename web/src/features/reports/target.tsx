import { InputNumber } from "antd";
import { useState } from "react";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { percent, useSetTarget } from "./data";
import styles from "./reports.module.css";

interface Props {
  object: string;
  field: string;
  /** The field's name as people read it. */
  name: string;
  /** In percent. */
  target: number | undefined;
}

/** How much of a field shall be known; whoever defines objects sets it there. */
export function Target({ object, field, name, target }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const can = useCan();
  const fail = useFailureNotice();
  const undo = useUndoNotice();
  const set = useSetTarget(object);
  const [typed, setTyped] = useState<number | null | undefined>();
  if (!can("object.define")) return target ? percent(target / 100, language) : "–";
  async function keep() {
    const next = typed ?? null;
    setTyped(undefined);
    if (typed === undefined || next === (target ?? null)) return;
    try {
      await set(field, next);
      undo(t("reports.targetSet", { name }), () => set(field, target ?? null));
    } catch (error) {
      fail(t("reports.target"), error);
    }
  }
  return (
    <InputNumber<number>
      size="small"
      className={styles.target}
      min={1}
      max={100}
      precision={0}
      controls={false}
      variant="borderless"
      placeholder="–"
      suffix="%"
      value={typed === undefined ? target : typed}
      aria-label={t("reports.targetOf", { name })}
      onChange={setTyped}
      onBlur={keep}
      onPressEnter={keep}
    />
  );
}

/** A known share beside its target: below it, it says so. */
export function Against({ share, target }: { share: number | undefined; target: number | undefined }) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const text = percent(share, language);
  const misses = share !== undefined && target !== undefined && share * 100 < target;
  if (!misses) return text;
  return (
    <span className={styles.below} title={t("reports.below", { target: percent(target / 100, language) })}>
      {text}
    </span>
  );
}
