import { useQueryClient } from "@tanstack/react-query";
import { App, Dropdown, Input } from "antd";
import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { refreshObject } from "../../api/records";
import { useCan } from "../../api/session";
import type { FieldDef, RecordData } from "../../api/types";
import { useFailureNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { FieldValue } from "../records/field/value";
import styles from "./customer-header.module.css";

/** The stage of a customer, moved where it is read; a lost one asks why. */
export function StageMenu({ customer, field }: { customer: RecordData; field: FieldDef }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const labels = useLabels();
  const can = useCan();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const tag = <FieldValue field={field} value={customer.stage} />;
  if (!can("record.update", "customer") || customer.deleted_at) return tag;

  async function move(stage: string, reason?: string) {
    await post(`/customers/${customer.id}/stage`, { stage, reason }).catch((error) =>
      fail(labels.field(field), error),
    );
    refreshObject(client, "customer");
  }
  function choose(stage: string) {
    if (stage === customer.stage) return;
    if (stage !== "lost") return move(stage);
    let reason = "";
    const dialog = modal.confirm({
      title: t("customer.lostTitle"),
      content: (
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 2 }}
          maxLength={500}
          aria-label={t("customer.lostTitle")}
          placeholder={t("customer.lostReason")}
          onChange={(event) => {
            reason = event.target.value.trim();
            dialog.update({ okButtonProps: { danger: true, disabled: !reason } });
          }}
        />
      ),
      okText: t("customer.lostSave"),
      okButtonProps: { danger: true, disabled: true },
      onOk: () => move(stage, reason),
    });
  }
  const items = (field.options ?? []).map((option) => ({ key: option.value, label: labels.option(option) }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items, selectedKeys: [String(customer.stage ?? "")], onClick: ({ key }) => choose(key) }}
    >
      <button
        type="button"
        className={`plain ${styles.stage}`}
        title={t("record.edit", { name: labels.field(field) })}
      >
        {tag}
        <ChevronDown size={13} aria-hidden="true" />
      </button>
    </Dropdown>
  );
}
