import { Form, Input } from "antd";
import { useTranslation } from "../../app/i18n";

/** The name of an object or a field in the API; made from the words of people when left empty. */
export function TechnicalName({ made }: { made: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="name"
      label={t("studio.technical")}
      extra={t("studio.technicalHelp")}
      rules={[{ pattern: /^x_[a-z][a-z0-9_]*$/, message: t("studio.technicalWrong") }]}
    >
      <Input placeholder={made} spellCheck={false} />
    </Form.Item>
  );
}
