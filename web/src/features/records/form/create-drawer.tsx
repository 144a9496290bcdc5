import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Form } from "antd";
import { useRef, useState } from "react";
import { isWritable, objectOf } from "../../../api/definition";
import { useCreate } from "../../../api/records";
import { useMe, useMeta } from "../../../api/session";
import type { ObjectDef } from "../../../api/types";
import { useDraft } from "../../../app/drafts";
import { useTranslation } from "../../../app/i18n";
import { FormDrawer } from "../../../ui/form-drawer";
import { useFailureNotice } from "../../../ui/notices";
import { checkSimilar, type Similar } from "../../duplicates/data";
import { SimilarAlert } from "../../duplicates/similar-alert";
import { useLabels } from "../field/labels";
import styles from "./form.module.css";
import { RecordForm, showErrors } from "./record-form";

interface Props {
  object: string;
  initial?: Record<string, unknown>;
  done?: (id: string) => void;
  open: boolean;
  onClose: () => void;
}

export default function CreateDrawer(props: Props) {
  const object = objectOf(useMeta(), props.object);
  return object ? <CreateForm {...props} def={object} /> : null;
}

function defaultsOf(object: ObjectDef): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of object.fields) {
    if (!field.default || !isWritable(field)) continue;
    try {
      out[field.name] = JSON.parse(field.default);
    } catch {
      out[field.name] = field.default;
    }
  }
  return out;
}

/** Leaves out what was not filled in, so that the server's defaults hold. */
function filled(values: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const kept = Array.isArray(value) ? value.filter((one) => one !== null && one !== "") : value;
    if (kept === undefined || kept === null || kept === "" || (Array.isArray(kept) && kept.length === 0))
      continue;
    out[name] = kept;
  }
  return out;
}

function CreateForm({ def, initial, done, open, onClose }: Props & { def: ObjectDef }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const labels = useLabels();
  const { user } = useMe();
  const navigate = useNavigate();
  const fail = useFailureNotice();
  const [form] = Form.useForm();
  const create = useCreate(def.name);
  const key = useRef(crypto.randomUUID());
  const kept = useDraft(`record.${def.name}`);
  const [draft, setDraft] = useState(() => (initial ? undefined : (kept.read() as object | undefined)));
  const name = labels.object(def);
  const fresh = { ...defaultsOf(def), ...(def.owned ? { owner: user.id } : {}), ...initial };

  const [similar, setSimilar] = useState<Similar | null>(null);

  /** Asks once whether it is there already; a second press saves all the same. */
  async function isNew(values: Record<string, unknown>): Promise<boolean> {
    if (!def.mergeable || similar?.action === "warn") return true;
    const found = await checkSimilar(def.name, filled({ ...initial, ...values })).catch(() => null);
    const told = found?.items.length && (found.action === "warn" || found.action === "block") ? found : null;
    setSimilar(told);
    return told === null;
  }
  async function submit(values: Record<string, unknown>) {
    if (!(await isNew(values))) return;
    try {
      const record = await create.mutateAsync({
        values: filled({ ...initial, ...values }),
        key: key.current,
      });
      kept.write(undefined);
      message.success(t("form.created", { name: String(record[def.title] ?? name) }));
      onClose();
      if (done) done(record.id);
      else navigate({ to: "/records/$object/$id", params: { object: def.name, id: record.id } });
    } catch (error) {
      key.current = crypto.randomUUID();
      if (!showErrors(form, def, error)) fail(t("action.createOne", { name }), error);
    }
  }
  function startAfresh() {
    kept.write(undefined);
    setDraft(undefined);
    form.setFieldsValue({
      ...Object.fromEntries(def.fields.map((field) => [field.name, undefined])),
      ...fresh,
    });
  }
  return (
    <FormDrawer
      open={open}
      title={t("action.createOne", { name })}
      width={620}
      save={similar?.action === "warn" ? t("duplicates.saveAnyway") : t("form.save", { name })}
      saving={create.isPending}
      onSave={form.submit}
      onClose={onClose}
    >
      {draft && (
        <Alert
          type="info"
          showIcon
          className={styles.draft}
          title={t("form.draft")}
          action={
            <Button size="small" onClick={startAfresh}>
              {t("form.afresh")}
            </Button>
          }
        />
      )}
      {similar && <SimilarAlert object={def} similar={similar} />}
      <RecordForm
        object={def}
        form={form}
        initial={{ ...fresh, ...draft }}
        onChange={(values) => {
          setSimilar(null);
          if (!initial) kept.write(values);
        }}
        onSubmit={submit}
      />
    </FormDrawer>
  );
}
