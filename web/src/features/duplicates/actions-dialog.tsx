import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Form, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectDef } from "../../api/types";
import { Failure } from "../../ui/failure";
import { useFailureNotice } from "../../ui/notices";
import { type Actions, actionsQuery, setActions } from "./data";

const unseen = ["off", "report", "block"] as const;
const ways = { entry: ["off", "warn", "report", "block"], api: unseen, import: unseen } as const;

/** What is done about probable duplicates on their way in; for administrators. */
export function ActionsDialog({ object, onClose }: { object: ObjectDef; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const { data, error, refetch } = useQuery(actionsQuery(object.name));
  const [changed, setChanged] = useState<Partial<Actions>>({});
  const [busy, setBusy] = useState(false);
  async function save() {
    if (!data) return;
    setBusy(true);
    try {
      await setActions(object.name, { ...data, ...changed });
      await client.invalidateQueries({ queryKey: actionsQuery(object.name).queryKey });
      onClose();
    } catch (reason) {
      fail(t("duplicates.onTheWay"), reason);
      setBusy(false);
    }
  }
  return (
    <Modal
      open
      title={t("duplicates.onTheWay")}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      okButtonProps={{ loading: busy, disabled: !data }}
      onOk={save}
      onCancel={onClose}
    >
      <p className="muted">{t("duplicates.onTheWayText")}</p>
      {error && <Failure small error={error} retry={() => refetch()} />}
      {data && (
        <Form layout="vertical">
          {(["entry", "api", "import"] as const).map((way) => (
            <Form.Item key={way} label={t(`duplicates.way.${way}`)} htmlFor={`duplicates-${way}`}>
              <Select
                id={`duplicates-${way}`}
                value={changed[way] ?? data[way] ?? "off"}
                options={ways[way].map((value) => ({ value, label: t(`duplicates.act.${value}`) }))}
                onChange={(value) => setChanged({ ...changed, [way]: value })}
              />
            </Form.Item>
          ))}
        </Form>
      )}
    </Modal>
  );
}
