import { fieldOf, valueType } from "../../../api/definition";
import type { FieldDef, ObjectDef, ResultType } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { Table } from "../../../ui/table";
import { useLabels } from "../../records/field/labels";
import { FieldValue } from "../../records/field/value";
import type { Sample, Trial } from "./data";
import styles from "./formula.module.css";

interface Props {
  object: ObjectDef;
  trial: Trial;
  result: ResultType;
}

/** What a formula gives for the newest records, with what it reads of them. */
export function Samples({ object, trial, result }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const name = (field: string) => {
    const known = fieldOf(object, field);
    return known ? labels.field(known) : field;
  };
  if (trial.closed.length > 0)
    return <p className="muted">{t("formula.closed", { names: trial.closed.map(name).join(", ") })}</p>;
  if (trial.samples.length === 0) return <p className="muted">{t("formula.noRecords")}</p>;
  const computed = { name: "result", type: "formula", labels: {}, access: "read", result } as FieldDef;
  const yields = t(`studio.types.${valueType(computed)}`);
  const reads = trial.reads.filter((field) => field !== object.title);
  const why = (sample: Sample) => {
    if (sample.why === "type") return t("formula.wrongType", { type: yields });
    const empty = trial.reads.filter((field) => sample.inputs[field] === null);
    return t("formula.empty", { names: empty.map(name).join(", ") });
  };
  return (
    <section className={styles.samples}>
      <h3>{t("formula.samples")}</h3>
      <Table
        dense
        head={
          <>
            <th>{t("formula.record")}</th>
            {reads.map((field) => (
              <th key={field}>{name(field)}</th>
            ))}
            <th>{t("studio.result")}</th>
          </>
        }
      >
        {trial.samples.map((sample) => (
          <tr key={sample.id}>
            <td>{typeof sample.title === "string" ? sample.title : ""}</td>
            {reads.map((field) => {
              const known = fieldOf(object, field);
              const value = sample.inputs[field];
              return (
                <td key={field}>
                  {known && <FieldValue field={known} value={value} titles={trial.labels} />}
                </td>
              );
            })}
            <td>
              {sample.why ? (
                <span className="muted">{why(sample)}</span>
              ) : (
                <b>
                  <FieldValue field={computed} value={sample.value} />
                </b>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
