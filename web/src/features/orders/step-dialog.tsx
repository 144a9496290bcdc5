import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input } from "antd";
import type { ReactNode } from "react";
import { post } from "../../api/client";
import { fieldOf } from "../../api/definition";
import { refreshRecords } from "../../api/records";
import type { ObjectDef, RecordData } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useLabels } from "../records/field/labels";
import type { Step } from "./data";

type Values = Record<string, unknown>;

interface Props {
  object: ObjectDef;
  order: RecordData;
  step: Step;
  initial?: Values;
  /** What is sent of what was entered. */
  body: (values: Values) => unknown;
  /** Nothing is chosen yet. */
  idle?: boolean;
  /** Words for a part of the input that is no field of an order. */
  nameOf?: (field: string) => string | undefined;
  width?: number;
  children?: ReactNode;
  onClose: () => void;
}

/** Asks what a step of an order needs, and takes it. */
export function StepDialog({ object, order, step, body, nameOf, ...props }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const labels = useLabels();
  const number = String(order.number ?? "");
  return (
    <FormDialog<Values>
      {...props}
      title={t(`orders.steps.${step}.title`, { number })}
      save={t(`orders.steps.${step}.do`)}
      leave={step === "cancel" ? t("orders.keep") : undefined}
      danger={step === "cancel"}
      nameOf={(name) => {
        const field = fieldOf(object, name);
        return nameOf?.(name) ?? (field ? labels.field(field) : name);
      }}
      submit={async (values) => {
        try {
          await post(`/orders/${order.id}/${step}`, body(values));
          message.success(t(`orders.steps.${step}.done`, { number }));
        } finally {
          // After a refusal too: somebody may have been quicker, and the page shows how the order stands now.
          refreshRecords(client);
        }
      }}
    />
  );
}

/** Why it is done; kept with the record. */
export function Reason() {
  const { t } = useTranslation();
  return (
    <Form.Item name="reason" label={t("orders.reason")}>
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
    </Form.Item>
  );
}
