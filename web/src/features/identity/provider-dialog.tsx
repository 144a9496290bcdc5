import { useQueryClient } from "@tanstack/react-query";
import { Form, Input, Select } from "antd";
import { useTranslation } from "../../app/i18n";
import { FormDialog } from "../../ui/form-dialog";
import { useRoleOptions } from "../roles/data";
import { type Provider, type ProviderInput, providersQuery, saveProvider } from "./data";

const ways = ["here", "amr", "always"] as const;

/** One identity provider, new or to be changed. */
export function ProviderDialog({ known, onClose }: { known?: Provider; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const roles = useRoleOptions();
  const needed = { required: true, message: t("form.requiredShort") };
  async function save({ client_secret, role, ...rest }: ProviderInput) {
    const secret = client_secret ? { client_secret } : {};
    await saveProvider({ ...rest, ...secret, role: role ?? "" }, known?.id);
    await client.invalidateQueries({ queryKey: providersQuery.queryKey });
  }
  return (
    <FormDialog<ProviderInput>
      title={known ? known.label : t("identity.add")}
      save={t("action.save")}
      width={560}
      initial={{
        label: known?.label,
        issuer: known?.issuer,
        client_id: known?.client_id,
        domains: known?.domains ?? [],
        role: known?.role ?? undefined,
        second_factor: known?.second_factor ?? "here",
      }}
      submit={save}
      onClose={onClose}
    >
      <Form.Item name="label" label={t("identity.label")} extra={t("identity.labelText")} rules={[needed]}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item name="issuer" label={t("identity.issuer")} rules={[needed]}>
        <Input inputMode="url" placeholder="https://login.example.com" maxLength={1000} />
      </Form.Item>
      <Form.Item name="client_id" label={t("identity.clientId")} rules={[needed]}>
        <Input autoComplete="off" maxLength={500} />
      </Form.Item>
      <Form.Item
        name="client_secret"
        label={t("identity.secret")}
        extra={known?.has_secret ? t("identity.secretKept") : undefined}
      >
        <Input.Password autoComplete="new-password" maxLength={2000} />
      </Form.Item>
      <Form.Item name="domains" label={t("identity.domains")} extra={t("identity.domainsText")}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[",", " "]} />
      </Form.Item>
      <Form.Item name="role" label={t("identity.role")} extra={t("identity.roleText")}>
        <Select allowClear options={roles} placeholder={t("identity.nobody")} />
      </Form.Item>
      <Form.Item name="second_factor" label={t("account.second")}>
        <Select options={ways.map((value) => ({ value, label: t(`identity.second.${value}`) }))} />
      </Form.Item>
    </FormDialog>
  );
}
