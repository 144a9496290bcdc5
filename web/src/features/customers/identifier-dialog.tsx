import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { refreshRecords } from "../../api/records";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { addIdentifier, isOwn, type NewIdentifier, removeIdentifier } from "./identity";
import { useKindName } from "./kind-name";

interface Props {
  customer: string;
  kinds: string[];
  onClose: () => void;
}

/** One more identifier of a customer. */
export default function IdentifierDialog({ customer, kinds, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const name = useKindName();
  async function submit({ kind, value, source }: NewIdentifier) {
    const one = { kind, value, source: source || undefined };
    await addIdentifier(customer, one);
    await refreshRecords(client);
    undoNotice(t("identifiers.added", { value }), () =>
      removeIdentifier(customer, one)
        .then(() => refreshRecords(client))
        .catch((error) => fail(t("action.undo"), error)),
    );
  }
  const needed = [{ required: true, message: t("identifiers.needed") }];
  return (
    <FormDialog<NewIdentifier>
      title={t("identifiers.add")}
      save={t("action.add")}
      initial={{ kind: kinds.find((kind) => !isOwn(kind)) ?? kinds[0] }}
      submit={submit}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t("identifiers.kindLabel")}>
        <Select options={kinds.map((value) => ({ value, label: name(value) }))} />
      </Form.Item>
      <Form.Item name="value" label={t("identifiers.value")} rules={needed}>
        <Input autoFocus maxLength={300} />
      </Form.Item>
      <Form.Item name="source" label={t("identifiers.source")} extra={t("identifiers.sourceText")}>
        <Input maxLength={60} />
      </Form.Item>
    </FormDialog>
  );
}
