import { useQueryClient } from "@tanstack/react-query";
import { request } from "../../api/client";
import { metaQuery } from "../../api/session";
import type { FieldDef, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { type FieldPatch, fieldValues, inverse, type ObjectPatch, objectValues } from "./definition";
import { computingQuery } from "./formula/data";

/** Changes definitions; each change is said, and can be taken back. */
export function useDefinition(object: ObjectDef) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const labels = useLabels();
  const fail = useFailureNotice();
  const undone = useUndoNotice();

  async function send(path: string, patch: object) {
    await request("PATCH", `/objects/${object.name}${path}`, { json: patch });
    await client.invalidateQueries({ queryKey: metaQuery.queryKey });
    await client.invalidateQueries({ queryKey: ["definition-log", object.name] });
    await client.invalidateQueries({ queryKey: computingQuery(object.name).queryKey });
  }
  async function change(path: string, patch: object, back: object, name: string) {
    await send(path, patch);
    undone(t("studio.changed", { name }), () =>
      send(path, back).catch((error) => fail(t("studio.changed", { name }), error)),
    );
  }
  return {
    object: (patch: ObjectPatch) =>
      change("", patch, inverse<ObjectPatch>(objectValues(object), patch), labels.plural(object)),
    field: (field: FieldDef, patch: FieldPatch) => {
      const before: FieldPatch = { ...fieldValues(field), hidden: field.hidden ?? false };
      return change(`/fields/${field.name}`, patch, inverse(before, patch), labels.field(field));
    },
  };
}
