import { Select } from "antd";
import { lazy, Suspense } from "react";
import { visibleFields } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef, Meta, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useLabels } from "../field/labels";
import { fieldAt, targetOf } from "./clause-text";
import { choiceOf, choicesOf, testOf } from "./operators";
import type { Clause } from "./syntax";

// With the calendar and the pickers of places and records, which a list needs only here.
const ClauseValue = lazy(() => import("./clause-value"));

/** A test of nothing yet. */
export const blank: Clause = { test: { kind: "test", path: "", op: "is", values: [] }, not: false };

/** Whether a test says what it asks for. */
export function isReady({ test }: Clause): boolean {
  if (!test.path) return false;
  if (test.op === "empty") return true;
  return test.values.length > 0 && test.values.every((value) => Boolean(value) && value !== "..");
}

/** Fields of the object, and of the records one reference away; people are one step away too. */
function useFieldChoices(meta: Meta, object: ObjectDef, alone: boolean) {
  const { t } = useTranslation();
  const labels = useLabels();
  const own = visibleFields(object);
  const option = (field: FieldDef, via?: FieldDef) => ({
    value: via ? `${via.name}.${field.name}` : field.name,
    label: via ? `${labels.field(via)} · ${labels.field(field)}` : labels.field(field),
  });
  const near = own.flatMap((via) => {
    const target = alone || via.multi ? undefined : targetOf(meta, via);
    if (!target) return [];
    return visibleFields(target)
      .filter((field) => !field.multi || field.type === "text")
      .map((field) => option(field, via));
  });
  const withArea = (field: FieldDef) =>
    field.type === "address"
      ? [
          option(field),
          { value: `${field.name}.division`, label: `${labels.field(field)} · ${t("address.division")}` },
        ]
      : [option(field)];
  const groups = [{ label: labels.object(object), options: own.flatMap(withArea) }];
  if (near.length) groups.push({ label: "→", options: near });
  return groups;
}

interface Props {
  object: ObjectDef;
  clause: Clause;
  onChange: (clause: Clause) => void;
  /** Opens the choice of fields at once. */
  open?: boolean;
  /** Only fields of the record itself. */
  own?: boolean;
}

/** Field, comparison and value of one test. */
export function ClauseFields({ object, clause, onChange, open, own = false }: Props) {
  const { t } = useTranslation();
  const meta = useMeta();
  const groups = useFieldChoices(meta, object, own);
  const { path, op, values } = clause.test;
  const field = path ? fieldAt(meta, object, path)?.field : undefined;
  const choice = path ? choiceOf(op, clause.not) : undefined;
  const set = (path: string, next: NonNullable<typeof choice>, values: string[]) => {
    const { op, not } = testOf(next);
    // `not spend>=5` stays turned as long as its comparison does.
    const turned =
      not ||
      (clause.not && path === clause.test.path && op === clause.test.op && op !== "is" && op !== "empty");
    onChange({ test: { kind: "test", path, op, values: op === "empty" ? [] : values }, not: turned });
  };
  function chooseField(next: string) {
    const found = fieldAt(meta, object, next)?.field;
    const first = found && choicesOf(found)[0];
    if (first) set(next, first, []);
  }
  return (
    <>
      <Select
        value={path || undefined}
        options={groups}
        onChange={chooseField}
        placeholder={t("filter.field")}
        aria-label={t("filter.field")}
        showSearch={{ optionFilterProp: "label" }}
        autoFocus={open}
        defaultOpen={open}
      />
      {field && choice && (
        <Select
          value={choice}
          options={choicesOf(field).map((one) => ({ value: one, label: t(`filter.op.${one}`) }))}
          onChange={(next) => set(path, next, (next === "within") === (choice === "within") ? values : [])}
          aria-label={t("filter.operator")}
        />
      )}
      {field && choice && op !== "empty" && (
        <Suspense>
          <ClauseValue
            key={`${path}${choice === "within"}`}
            field={field}
            choice={choice}
            values={values}
            onChange={(next) => set(path, choice, next)}
          />
        </Suspense>
      )}
    </>
  );
}
