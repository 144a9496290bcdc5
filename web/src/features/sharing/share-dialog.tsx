import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Segmented } from "antd";
import type { ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { RecordPicker } from "../records/form/record-picker";
import { DateTimeInput } from "../records/form/small-inputs";
import { type Share, type Sharing, share, sharesQuery, unshare } from "./data";
import { GuestLinks } from "./guest-links";
import { SharedWith } from "./shared-with";

interface Values {
  kind: "user" | "team";
  user?: string | null;
  team?: string | null;
  may: "see" | "change";
  until?: string | null;
  note?: string;
}

/** Shows records to a person or a team whose role does not show them; of one record also with whom it is shared. */
export default function ShareDialog({
  object,
  ids,
  onClose,
}: {
  object: ObjectDef;
  ids: string[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undoNotice = useUndoNotice();
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch("kind", form) ?? "user";
  const single = ids.length === 1 ? ids[0] : undefined;
  const shares = useQuery({ ...sharesQuery(object.name, single ?? ""), enabled: Boolean(single) });
  const known = shares.data?.items ?? [];
  const refresh = () => client.invalidateQueries({ queryKey: ["shares", object.name] });

  async function submit(values: Values) {
    const sharing: Sharing = {
      records: ids,
      [values.kind]: values[values.kind],
      change: values.may === "change",
      until: values.until ?? null,
      note: values.note ?? "",
    };
    await share(object.name, sharing);
    await refresh();
    undoNotice(t("sharing.done", { count: ids.length }), async () => {
      await unshare(object.name, sharing).catch((error) => fail(t("sharing.end"), error));
      await refresh();
    });
  }
  async function end(one: Share) {
    try {
      await unshare(object.name, { records: ids, user: one.user, team: one.team });
      message.success(t("sharing.ended"));
    } catch (error) {
      fail(t("sharing.end"), error);
    }
    await refresh();
  }
  return (
    <FormDialog<Values>
      title={single ? t("sharing.title") : t("sharing.titleMany", { count: ids.length })}
      save={t("sharing.share")}
      leave={t("action.close")}
      form={form}
      initial={{ kind: "user", may: "see" }}
      submit={submit}
      onClose={onClose}
    >
      {known.length > 0 && <SharedWith shares={known} onEnd={end} />}
      <Form.Item name="kind">
        <Segmented
          options={(["user", "team"] as const).map((value) => ({ value, label: t(`sharing.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        key={kind}
        name={kind}
        label={t("sharing.with")}
        extra={kind === "team" ? t("sharing.teamText") : undefined}
        rules={[{ required: true, message: t("form.requiredShort") }]}
      >
        <RecordPicker object={kind} />
      </Form.Item>
      <Form.Item name="may" label={t("sharing.may")} extra={t("sharing.mayText")}>
        <Segmented
          options={(["see", "change"] as const).map((value) => ({ value, label: t(`sharing.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="until" label={t("sharing.until")} extra={t("sharing.untilText")}>
        <DateTimeInput />
      </Form.Item>
      <Form.Item name="note" label={t("sharing.note")}>
        <Input maxLength={500} />
      </Form.Item>
      {single && <GuestLinks object={object} id={single} />}
    </FormDialog>
  );
}
