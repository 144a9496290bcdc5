import { useQuery } from "@tanstack/react-query";
import { Form, Input } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { useEffect, useRef, useState } from "react";
import type { FieldDef, ObjectDef, ResultType } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { inserted, trialQuery } from "./data";
import { FaultText } from "./fault-text";
import styles from "./formula.module.css";
import { Pieces } from "./pieces";
import { Samples } from "./samples";

interface Props {
  object: ObjectDef;
  /** The formula that is changed; none while it is new. */
  field?: FieldDef;
  result: ResultType;
}

/** How long typing rests before what is written is tried, in milliseconds. */
const REST = 300;

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** The text of a formula: what may stand in it, what is wrong with it, and what it gives for a few records. */
export function FormulaSettings({ object, field, result }: Props) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const area = useRef<TextAreaRef>(null);
  const expr: string = Form.useWatch("expr", form) ?? "";
  const tried = useRested(expr);
  const draft = field ? { expr: tried, field: field.name } : { expr: tried, result };
  const { data: trial } = useQuery(trialQuery(object.name, draft));
  const shown = expr.trim() ? trial : undefined;

  function insert(piece: string) {
    const text = area.current?.resizableTextArea?.textArea;
    const { selectionStart = expr.length, selectionEnd = expr.length } = text ?? {};
    const next = inserted(expr, selectionStart, selectionEnd, piece);
    form.setFieldValue("expr", next.text);
    requestAnimationFrame(() => {
      text?.focus();
      text?.setSelectionRange(next.at, next.at);
    });
  }
  return (
    <>
      <Form.Item
        name="expr"
        label={t("studio.expr")}
        className={styles.text}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <Input.TextArea
          ref={area}
          autoSize={{ minRows: 2, maxRows: 10 }}
          maxLength={1_000}
          spellCheck={false}
          aria-describedby="formula-told"
        />
      </Form.Item>
      <div id="formula-told" className={styles.told} aria-live="polite">
        {shown?.fault ? (
          <FaultText text={tried} fault={shown.fault} />
        ) : (
          <span className="muted">{t("studio.exprHelp")}</span>
        )}
      </div>
      <Pieces object={object} without={field?.name} onInsert={insert} />
      {shown && !shown.fault && <Samples object={object} trial={shown} result={field?.result ?? result} />}
    </>
  );
}
