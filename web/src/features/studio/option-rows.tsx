import { Button, Form, Input, Select } from "antd";
import { ArrowDown, ArrowUp, Eye, EyeOff, Plus, X } from "lucide-react";
import type { LanguageCode, SelectOption } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useLabels } from "../records/field/labels";
import styles from "./studio.module.css";

const colors = ["teal", "green", "amber", "red", "blue", "purple", "grey"] as const;

/** The options of a choice in their order, for a form: named in one language, coloured, moved; those that are stored are retired, new ones removed. */
export function OptionRows({ language }: { language: LanguageCode }) {
  const { t } = useTranslation();
  const labels = useLabels();
  const form = Form.useFormInstance();
  // with the values of options, which have no input of their own
  const rows: Partial<SelectOption>[] = Form.useWatch("options", { form, preserve: true }) ?? [];
  const retire = (at: number, hidden: boolean) => form.setFieldValue(["options", at, "hidden"], hidden);
  return (
    <Form.Item label={t("studio.options")} required>
      <Form.List name="options">
        {(places, { add, remove, move }) => (
          <div className={styles.optionRows}>
            {places.map(({ key, name }) => {
              const row = rows[name] ?? {};
              const number = t("studio.option", { number: name + 1 });
              const label = row.value ? labels.option(row as SelectOption) : number;
              return (
                <div key={key} className={styles.optionRow} data-retired={row.hidden ? "" : undefined}>
                  <Form.Item key={language} name={[name, "labels", language]} noStyle>
                    <Input lang={language} aria-label={number} placeholder={label} />
                  </Form.Item>
                  <Form.Item name={[name, "color"]} noStyle initialValue={colors[name % colors.length]}>
                    <Select
                      className={styles.color}
                      aria-label={t("studio.color")}
                      options={colors.map((value) => ({ value, label: t(`studio.colors.${value}`) }))}
                    />
                  </Form.Item>
                  <Form.Item name={[name, "hidden"]} hidden>
                    <Input />
                  </Form.Item>
                  <Button
                    type="text"
                    icon={<ArrowUp size={15} />}
                    disabled={name === 0}
                    aria-label={t("studio.optionUp", { name: label })}
                    onClick={() => move(name, name - 1)}
                  />
                  <Button
                    type="text"
                    icon={<ArrowDown size={15} />}
                    disabled={name === places.length - 1}
                    aria-label={t("studio.optionDown", { name: label })}
                    onClick={() => move(name, name + 1)}
                  />
                  {row.value ? (
                    <Button
                      data-hint={t(row.hidden ? "studio.optionBack" : "studio.optionRetire", { name: label })}
                      type="text"
                      icon={row.hidden ? <Eye size={15} /> : <EyeOff size={15} />}
                      aria-label={t(row.hidden ? "studio.optionBack" : "studio.optionRetire", {
                        name: label,
                      })}
                      onClick={() => retire(name, !row.hidden)}
                    />
                  ) : (
                    <Button
                      type="text"
                      icon={<X size={15} />}
                      aria-label={t("action.deleteWhat", { what: label })}
                      onClick={() => remove(name)}
                    />
                  )}
                </div>
              );
            })}
            <Button type="link" size="small" icon={<Plus size={14} />} onClick={() => add({})}>
              {t("form.addOne")}
            </Button>
          </div>
        )}
      </Form.List>
    </Form.Item>
  );
}
