import { Button, Modal } from "antd";
import { useState } from "react";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { isReady } from "./clause-fields";
import { ConditionBuilder } from "./condition-builder";
import { type Node, parse, write } from "./syntax";
import { TextEditor } from "./text-editor";
import { blankPart, clausesIn, groupOf, nodeOf } from "./tree";

interface Props {
  object: ObjectDef;
  filter: string;
  onDone: (filter: string) => void;
  onClose: () => void;
}

function read(filter: string): Node | undefined {
  try {
    return parse(filter);
  } catch {
    return undefined;
  }
}

function begun(filter: string) {
  const group = groupOf(read(filter) ?? { kind: "all", items: [] });
  return group.parts.length ? group : { ...group, parts: [blankPart()] };
}

/** The condition of a list as a whole, by the builder or written by hand. */
export default function BuilderDialog({ object, filter, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [group, setGroup] = useState(() => begun(filter));
  const [byHand, setByHand] = useState(() => read(filter) === undefined);
  const ready = clausesIn(group).every(isReady);
  const text = ready ? write(nodeOf(group)) : filter;
  const footer = byHand ? null : (
    <>
      <Button type="link" disabled={!ready} onClick={() => setByHand(true)}>
        {t("filter.byHand")}
      </Button>
      <Button onClick={onClose}>{t("action.cancel")}</Button>
      <Button type="primary" disabled={!ready} onClick={() => onDone(text)}>
        {t("filter.apply")}
      </Button>
    </>
  );
  return (
    <Modal open width={820} title={t("filter.add")} onCancel={onClose} footer={footer}>
      {byHand ? (
        <TextEditor text={text} onDone={onDone} />
      ) : (
        <ConditionBuilder object={object} value={group} onChange={setGroup} />
      )}
    </Modal>
  );
}
