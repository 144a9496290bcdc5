import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { Problem } from "../../../api/client";
import { fieldOf } from "../../../api/definition";
import { recordQuery, usePatch } from "../../../api/records";
import type { FieldError, ObjectDef, RecordData } from "../../../api/types";
import { useFailureNotice } from "../../../ui/notices";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import styles from "./conflict.module.css";

type Outcome = { saved: true } | { saved: false; errors: FieldError[] };

/** Saves changed fields; when somebody was quicker, shows both versions and lets the person choose. */
export function useSave(object: ObjectDef, record: RecordData) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const client = useQueryClient();
  const labels = useLabels();
  const fail = useFailureNotice();
  const patch = usePatch(object.name);

  async function ask(values: Record<string, unknown>): Promise<"mine" | "theirs"> {
    const query = recordQuery(object.name, record.id);
    await client.invalidateQueries({ queryKey: query.queryKey, refetchType: "none" });
    const theirs = await client.fetchQuery({ ...query, staleTime: 0 });
    return new Promise((resolve) => {
      modal.confirm({
        title: t("conflict.title"),
        width: 560,
        okText: t("conflict.mine"),
        cancelText: t("conflict.theirs"),
        content: <Versions object={object} mine={values} theirs={theirs} />,
        onOk: () => resolve("mine"),
        onCancel: () => resolve("theirs"),
      });
    });
  }

  async function save(
    values: Record<string, unknown>,
    version: number | null = record.version,
  ): Promise<Outcome> {
    try {
      await patch.mutateAsync({ id: record.id, values, version: version ?? undefined });
      return { saved: true };
    } catch (error) {
      if (
        error instanceof Problem &&
        (error.status === 412 || error.status === 409) &&
        version !== null &&
        error.errors.length === 0
      ) {
        return (await ask(values)) === "mine" ? save(values, null) : { saved: true };
      }
      if (error instanceof Problem && error.errors.length) return { saved: false, errors: error.errors };
      const names = Object.keys(values).flatMap((name) => fieldOf(object, name) ?? []);
      fail(t("form.saving", { name: names.map((field) => labels.field(field)).join(", ") }), error);
      return { saved: false, errors: [] };
    }
  }
  return { save, saving: patch.isPending };
}

function Versions({
  object,
  mine,
  theirs,
}: {
  object: ObjectDef;
  mine: Record<string, unknown>;
  theirs: RecordData;
}) {
  const { t } = useTranslation();
  const labels = useLabels();
  return (
    <>
      <p>{t("conflict.text")}</p>
      <table className={styles.versions}>
        <thead>
          <tr>
            <th>{t("conflict.field")}</th>
            <th>{t("conflict.yours")}</th>
            <th>{t("conflict.other")}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(mine).map(([name, value]) => {
            const field = fieldOf(object, name);
            if (!field) return null;
            return (
              <tr key={name}>
                <th>{labels.field(field)}</th>
                <td>
                  <FieldValue field={field} value={value} />
                </td>
                <td>
                  <FieldValue field={field} value={theirs[name]} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
