import { Button, Form, InputNumber, Select } from "antd";
import { Banknote, CircleX, PackageX, Undo2 } from "lucide-react";
import { useState } from "react";
import { fieldOf, objectOf } from "../../api/definition";
import { useCan, useMeta } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { usePlace } from "../../app/place";
import { formatMoney } from "../../ui/format";
import { useLabels } from "../records/field/labels";
import { DateTimeInput } from "../records/form/small-inputs";
import type { RecordProps } from "../records/page/record-view";
import { refundable, type Step, stepsOf } from "./data";
import { ReturnDialog } from "./return-dialog";
import { Reason, StepDialog } from "./step-dialog";

const icons = { pay: Banknote, return: PackageX, refund: Undo2, cancel: CircleX };

type Asked = Pick<RecordProps, "object"> & { order: RecordProps["record"]; onClose: () => void };

const dialogs = { pay: PayDialog, return: ReturnDialog, refund: RefundDialog, cancel: CancelDialog };

/** What may be done next with an order. */
export function Steps({ object, record }: Pick<RecordProps, "object" | "record">) {
  const { t } = useTranslation();
  const can = useCan();
  const [step, setStep] = useState<Step>();
  const Dialog = step && dialogs[step];
  return (
    <>
      {stepsOf(record, can).map((one) => {
        const Icon = icons[one];
        return (
          <Button
            key={one}
            type={one === "pay" ? "primary" : "default"}
            icon={<Icon size={15} aria-hidden="true" />}
            onClick={() => setStep(one)}
          >
            {t(`orders.steps.${one}.name`)}
          </Button>
        );
      })}
      {Dialog && <Dialog object={object} order={record} onClose={() => setStep(undefined)} />}
    </>
  );
}

function PayDialog(props: Asked) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const left = refundable(props.order);
  return (
    <StepDialog
      {...props}
      step="pay"
      initial={{ paid_at: new Date().toISOString() }}
      body={(values) => (values.paid_at ? { paid_at: values.paid_at } : {})}
    >
      {left && <p>{t("orders.steps.pay.text", { amount: formatMoney(left, language) })}</p>}
      <Form.Item name="paid_at" label={t("orders.paidAt")}>
        <DateTimeInput />
      </Form.Item>
    </StepDialog>
  );
}

function CancelDialog(props: Asked) {
  const { t } = useTranslation();
  const paid = ["paid", "partly_refunded"].includes(String(props.order.payment_status));
  return (
    <StepDialog {...props} step="cancel" body={(values) => (values.reason ? { reason: values.reason } : {})}>
      <p>{t("orders.steps.cancel.text")}</p>
      {paid && <p>{t("orders.steps.cancel.paid")}</p>}
      <Reason />
    </StepDialog>
  );
}

function RefundDialog(props: Asked) {
  const { t } = useTranslation();
  const { language } = usePlace();
  const labels = useLabels();
  const refund = objectOf(useMeta(), "refund");
  const method = refund && fieldOf(refund, "method");
  const left = refundable(props.order) ?? { amount: "0", currency: "" };
  const digits = left.amount.split(".")[1]?.length ?? 0;
  const most = t("orders.atMost", { most: formatMoney(left, language) });
  return (
    <StepDialog
      {...props}
      step="refund"
      initial={{ amount: left.amount, method: "original" }}
      body={({ amount, ...rest }) => ({
        ...rest,
        amount: { amount: String(amount), currency: left.currency },
      })}
      nameOf={(name) => (name === "amount" ? t("orders.amount") : undefined)}
    >
      <Form.Item
        name="amount"
        label={`${t("orders.amount")} · ${most}`}
        rules={[
          { required: true, message: t("form.requiredShort") },
          {
            validator: async (_, value) => {
              if (value !== null && !(Number(value) > 0 && Number(value) <= Number(left.amount)))
                throw new Error(most);
            },
          },
        ]}
      >
        <InputNumber
          stringMode
          precision={digits}
          suffix={left.currency}
          style={{ width: "100%" }}
          autoFocus
        />
      </Form.Item>
      {method && (
        <Form.Item name="method" label={labels.field(method)}>
          <Select
            options={method.options?.map((option) => ({
              value: option.value,
              label: labels.option(option),
            }))}
          />
        </Form.Item>
      )}
      <Reason />
    </StepDialog>
  );
}
