import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { Problem } from "../../../api/client";
import { fieldOf } from "../../../api/definition";
import { recordQuery, usePatch } from "../../../api/records";
import type { FieldError, ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useFailureNotice } from "../../../ui/notices";
import { useLabels } from "../field/labels";
import { useChoice } from "./conflict";
import { contested } from "./contested";

export type Outcome = { saved: true; record: RecordData } | { saved: false; errors: FieldError[] };

/** Saves changed fields of a record that was `base` when editing began; when somebody was quicker with the same fields, the
 *  person chooses for each which value stays. */
export function useSave(object: ObjectDef) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = useLabels();
  const fail = useFailureNotice();
  const { message } = App.useApp();
  const patch = usePatch(object.name);
  const choose = useChoice(object);

  async function again(values: Record<string, unknown>, base: RecordData): Promise<Outcome> {
    const query = recordQuery(object.name, base.id);
    await client.invalidateQueries({ queryKey: query.queryKey, refetchType: "none" });
    const theirs = await client.fetchQuery({ ...query, staleTime: 0 });
    const fields = contested(values, base, theirs);
    const kept = fields.length ? await choose(fields, values, theirs) : values;
    if (!kept) return { saved: false, errors: [] };
    return Object.keys(kept).length ? save(kept, theirs) : { saved: true, record: theirs };
  }

  function onKept(fields: string[]) {
    const names = fields.flatMap((name) => fieldOf(object, name) ?? []).map((field) => labels.field(field));
    message.warning(t("sources.kept", { names: names.join(", ") }), 6);
  }

  async function save(values: Record<string, unknown>, base: RecordData): Promise<Outcome> {
    try {
      const record = await patch.mutateAsync({ id: base.id, values, version: base.version, onKept });
      return { saved: true, record };
    } catch (error) {
      if (
        error instanceof Problem &&
        (error.status === 412 || error.status === 409) &&
        error.errors.length === 0
      ) {
        return again(values, base);
      }
      if (error instanceof Problem && error.errors.length) return { saved: false, errors: error.errors };
      const names = Object.keys(values).flatMap((name) => fieldOf(object, name) ?? []);
      fail(t("form.saving", { name: names.map((field) => labels.field(field)).join(", ") }), error);
      return { saved: false, errors: [] };
    }
  }
  return { save, saving: patch.isPending };
}
