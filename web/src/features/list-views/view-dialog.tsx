import { Checkbox, Form, Input, Segmented, Select } from "antd";
import { useCan } from "../../api/session";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useRoleOptions } from "../roles/data";
import { type ListState, useViewActions, type View } from "./data";

interface Values {
  name: string;
  shared: View["shared"];
  me: boolean;
  company: boolean;
  roles: string[];
}

interface Props {
  object: string;
  /** The view to change; none: a new one. */
  view?: View;
  /** What a new one keeps. */
  state: ListState;
  onSaved: (view: View) => void;
  onClose: () => void;
}

/** Name of a view, who sees it and whose lists begin with it. */
export default function ViewDialog({ object, view, state, onSaved, onClose }: Props) {
  const { t } = useTranslation();
  const administers = useCan()("company.manage");
  const roles = useRoleOptions();
  const actions = useViewActions(object);
  const [form] = Form.useForm<Values>();
  const shared = Form.useWatch("shared", form);
  const forOthers = administers && shared === "all";
  const before = view?.defaults;
  async function submit({ name, shared, me, company, roles }: Values) {
    const saved = view
      ? await actions.patch(view.id, { name, shared, version: view.version })
      : await actions.create({ object, name, shared, state });
    const begins = { me, ...(forOthers ? { company, roles } : {}) };
    const begun = me !== (before?.me ?? false) || (forOthers && (company || roles.length || before));
    onSaved(begun ? await actions.begin(saved.id, begins) : saved);
  }
  const offered = (["me", "team", "all"] as const).filter(
    (one) => one !== "all" || administers || view?.shared === "all",
  );
  const labels: Record<string, string> = { name: t("views.name"), team: t("views.shared") };
  return (
    <FormDialog<Values>
      title={view ? t("views.settings") : t("views.saveAs")}
      save={t("action.save")}
      form={form}
      initial={{
        name: view?.name ?? "",
        shared: view?.shared ?? "me",
        me: before?.me ?? false,
        company: before?.company ?? false,
        roles: before?.roles ?? [],
      }}
      submit={submit}
      nameOf={(field) => labels[field] ?? field}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("views.name")}
        rules={[{ required: true, whitespace: true, message: t("form.requiredShort") }]}
      >
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item name="shared" label={t("views.shared")}>
        <Segmented options={offered.map((one) => ({ value: one, label: t(`views.for.${one}`) }))} />
      </Form.Item>
      <Form.Item name="me" valuePropName="checked" noStyle>
        <Checkbox>{t("views.begin")}</Checkbox>
      </Form.Item>
      {forOthers && (
        <>
          <Form.Item name="company" valuePropName="checked">
            <Checkbox>{t("views.beginAll")}</Checkbox>
          </Form.Item>
          <Form.Item name="roles" label={t("views.beginRoles")}>
            <Select mode="multiple" options={roles} optionFilterProp="label" />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}
