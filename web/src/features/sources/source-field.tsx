import { Form, Input } from "antd";
import { useTranslation } from "../../app/i18n";

/** In a form: the source that what comes in names as its own. */
export function SourceField() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="source"
      label={t("sources.source")}
      extra={t("sources.sourceText")}
      rules={[{ pattern: /^[a-z0-9_-]{1,40}$/, message: t("sources.badSource") }]}
    >
      <Input maxLength={40} />
    </Form.Item>
  );
}
