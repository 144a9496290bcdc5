import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { meQuery, useMe } from "../../api/session";
import { isColor, isReadable } from "../../app/accent";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { useUnsaved } from "../../ui/unsaved";
import styles from "./brand.module.css";
import { ColorChoice } from "./color-choice";
import { putBrand, type Settings } from "./data";
import { Preview } from "./preview";

/** Short name and colour, with what they look like; `children` stand between them and the preview. */
export function LookPart({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undo = useUndoNotice();
  const { company } = useMe();
  const [draft, setDraft] = useState<Partial<Settings>>({});
  const [busy, setBusy] = useState(false);
  const stored: Settings = { short_name: company.short_name, accent: company.accent };
  const { short_name, accent }: Settings = { ...stored, ...draft };
  const changed = short_name.trim() !== stored.short_name || accent !== stored.accent;
  const fine = accent === "" || (isColor(accent) && isReadable(accent));
  useUnsaved(changed);

  const nameOf = (field: string) => t(field === "accent" ? "brand.accent" : "brand.shortName");
  async function put(settings: Settings): Promise<boolean> {
    setBusy(true);
    try {
      await putBrand(settings);
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      setDraft({});
      return true;
    } catch (error) {
      fail(t("brand.title"), error, nameOf);
      return false;
    } finally {
      setBusy(false);
    }
  }
  async function save() {
    if (await put({ short_name, accent })) undo(t("brand.saved"), () => put(stored));
  }
  return (
    <div className={styles.columns}>
      <div>
        <Form layout="vertical" onFinish={save} className={styles.part}>
          <Form.Item
            label={t("brand.shortName")}
            htmlFor="brand-short-name"
            extra={t("brand.shortNameHelp", { name: company.name })}
          >
            <Input
              id="brand-short-name"
              className={styles.name}
              value={short_name}
              maxLength={24}
              placeholder={company.name}
              onChange={(event) => setDraft({ ...draft, short_name: event.target.value })}
            />
          </Form.Item>
          <ColorChoice value={accent} onChange={(accent) => setDraft({ ...draft, accent })} />
          <div className={styles.buttons}>
            <Button type="primary" htmlType="submit" loading={busy} disabled={!changed || !fine}>
              {t("action.save")}
            </Button>
            {changed && <Button onClick={() => setDraft({})}>{t("brand.discard")}</Button>}
          </div>
        </Form>
        {children}
      </div>
      <Preview name={short_name.trim() || company.name} accent={fine ? accent : stored.accent} />
    </div>
  );
}
