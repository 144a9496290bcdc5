import { Checkbox } from "antd";
import { ChevronDown } from "lucide-react";
import { defaultColumns, fieldOf } from "../../../api/definition";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { Panel } from "../../../ui/panel";
import { useLabels } from "../field/labels";
import styles from "./filter.module.css";
import type { Clause } from "./syntax";

interface Props {
  object: ObjectDef;
  clauses: Clause[];
  onChange: (clauses: Clause[]) => void;
}

/** Select fields that most lists of the object show, each a list of options to tick. */
export function QuickFilters({ object, clauses, onChange }: Props) {
  const fields = defaultColumns(object)
    .flatMap((name) => fieldOf(object, name) ?? [])
    .filter((field) => field.type === "select" && !clauses.some((clause) => clause.test.path === field.name))
    .slice(0, 3);
  return fields.map((field) => (
    <QuickFilter
      key={field.name}
      field={field}
      onChange={(values) =>
        onChange([...clauses, { test: { kind: "test", path: field.name, op: "is", values }, not: false }])
      }
    />
  ));
}

function QuickFilter({ field, onChange }: { field: FieldDef; onChange: (values: string[]) => void }) {
  const labels = useLabels();
  const content = (
    <div className={styles.options}>
      {(field.options ?? [])
        .filter((option) => !option.hidden)
        .map((option) => (
          <Checkbox key={option.value} onChange={() => onChange([option.value])}>
            {labels.option(option)}
          </Checkbox>
        ))}
    </div>
  );
  return (
    <Panel content={content} placement="bottomLeft">
      <button type="button" className={`plain ${styles.quick}`}>
        {labels.field(field)}
        <ChevronDown size={13} aria-hidden="true" />
      </button>
    </Panel>
  );
}
