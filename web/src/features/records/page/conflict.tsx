import { App, Radio } from "antd";
import { useState } from "react";
import { fieldOf } from "../../../api/definition";
import type { ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { useLabels } from "../field/labels";
import { FieldValue } from "../field/value";
import styles from "./conflict.module.css";
import type { Values } from "./contested";

type Side = "mine" | "theirs";

/** Asks field by field which value stays. Gives what is left to save; undefined when the person goes on editing. */
export function useChoice(object: ObjectDef) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  return (fields: string[], values: Values, theirs: RecordData): Promise<Values | undefined> =>
    new Promise((resolve) => {
      let sides: Record<string, Side> = {};
      modal.confirm({
        title: t("conflict.title"),
        width: 620,
        okText: t("conflict.save"),
        cancelText: t("conflict.back"),
        content: (
          <Versions
            object={object}
            fields={fields}
            mine={values}
            theirs={theirs}
            onChoose={(next) => {
              sides = next;
            }}
          />
        ),
        onOk: () =>
          resolve(Object.fromEntries(Object.entries(values).filter(([name]) => sides[name] !== "theirs"))),
        onCancel: () => resolve(undefined),
      });
    });
}

interface Props {
  object: ObjectDef;
  fields: string[];
  mine: Values;
  theirs: RecordData;
  onChoose: (sides: Record<string, Side>) => void;
}

function Versions({ object, fields, mine, theirs, onChoose }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const [sides, setSides] = useState<Record<string, Side>>({});
  function choose(name: string, side: Side) {
    const next = { ...sides, [name]: side };
    setSides(next);
    onChoose(next);
  }
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
          {fields.map((name) => {
            const field = fieldOf(object, name);
            if (!field) return null;
            const value = (side: Side) => (
              <td>
                <Radio
                  name={`conflict.${name}`}
                  checked={(sides[name] ?? "mine") === side}
                  onChange={() => choose(name, side)}
                >
                  <FieldValue field={field} value={(side === "mine" ? mine : theirs)[name]} />
                </Radio>
              </td>
            );
            return (
              <tr key={name}>
                <th>{labels.field(field)}</th>
                {value("mine")}
                {value("theirs")}
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
