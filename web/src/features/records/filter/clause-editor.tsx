import { Button, Select } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { visibleFields } from "../../../api/definition";
import { useMeta } from "../../../api/session";
import type { FieldDef, Meta, ObjectDef } from "../../../api/types";
import { useLabels } from "../field/labels";
import { fieldAt } from "./clause-text";
import styles from "./filter.module.css";
import { type Choice, choiceOf, choicesOf, testOf } from "./operators";
import type { Clause } from "./syntax";

// With the calendar and the pickers of places and records, which a list needs only here.
const ClauseValue = lazy(() => import("./clause-value"));

interface Props {
  object: ObjectDef;
  clause?: Clause;
  onDone: (clause: Clause) => void;
}

/** Fields of the object, and of the records one reference away. */
function useFieldChoices(meta: Meta, object: ObjectDef) {
  const { t } = useTranslation();
  const labels = useLabels();
  const own = visibleFields(object);
  const option = (field: FieldDef, via?: FieldDef) => ({
    value: via ? `${via.name}.${field.name}` : field.name,
    label: via ? `${labels.field(via)} · ${labels.field(field)}` : labels.field(field),
  });
  const near = own
    .filter((field) => field.type === "reference" && !field.multi)
    .flatMap((via) => {
      const target = meta.objects.find((one) => one.name === via.object);
      return target
        ? visibleFields(target)
            .filter((field) => !field.multi || field.type === "text")
            .map((field) => option(field, via))
        : [];
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

/** One test: field, operator, value. */
export function ClauseEditor({ object, clause, onDone }: Props) {
  const { t } = useTranslation();
  const meta = useMeta();
  const groups = useFieldChoices(meta, object);
  const [path, setPath] = useState(clause?.test.path);
  const [choice, setChoice] = useState<Choice | undefined>(clause && choiceOf(clause.test.op, clause.not));
  const [values, setValues] = useState<string[]>(clause?.test.values ?? []);
  const field = path ? fieldAt(meta, object, path)?.field : undefined;
  const offered = field ? choicesOf(field) : [];
  const needsValue = choice !== "empty" && choice !== "not_empty";
  const ready = path && choice && (!needsValue || (values.length > 0 && values.every(Boolean)));

  function chooseField(next: string) {
    const found = fieldAt(meta, object, next)?.field;
    setPath(next);
    setChoice(found && choicesOf(found)[0]);
    setValues([]);
  }
  function chooseOperator(next: Choice) {
    if ((next === "within") !== (choice === "within")) setValues([]);
    setChoice(next);
  }
  function done() {
    if (!ready) return;
    const { op, not } = testOf(choice);
    onDone({ test: { kind: "test", path, op, values: needsValue ? values : [] }, not });
  }
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <Select
        value={path}
        options={groups}
        onChange={chooseField}
        placeholder={t("filter.field")}
        aria-label={t("filter.field")}
        showSearch={{ optionFilterProp: "label" }}
        autoFocus={!clause}
        defaultOpen={!clause}
      />
      {field && (
        <Select
          value={choice}
          options={offered.map((one) => ({ value: one, label: t(`filter.op.${one}`) }))}
          onChange={chooseOperator}
          aria-label={t("filter.operator")}
        />
      )}
      {field && choice && needsValue && (
        <Suspense>
          <ClauseValue
            key={`${path}${choice === "within"}`}
            field={field}
            choice={choice}
            values={values}
            onChange={setValues}
          />
        </Suspense>
      )}
      <Button type="primary" htmlType="submit" disabled={!ready} block>
        {t("filter.apply")}
      </Button>
    </form>
  );
}
