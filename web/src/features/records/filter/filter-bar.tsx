import { Button } from "antd";
import { ListFilter, ListTree, X } from "lucide-react";
import { useState } from "react";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { onDemand } from "../../../ui/on-demand";
import { Panel } from "../../../ui/panel";
import { useTitle } from "../field/reference-link";
import { ClauseEditor } from "./clause-editor";
import { useClauseText, useTreeText } from "./clause-text";
import styles from "./filter.module.css";
import { QuickFilters } from "./quick-filters";
import { type Clause, clausesOf, type Node, parse, writeClauses } from "./syntax";
import { TextEditor } from "./text-editor";

const BuilderDialog = onDemand(() => import("./builder-dialog"));

interface Props {
  object: ObjectDef;
  filter: string;
  onChange: (filter: string) => void;
}

function read(filter: string): Node | null {
  try {
    return parse(filter);
  } catch {
    return null;
  }
}

/** The condition of a list as chips: one for each test, or one for a condition written by hand. */
export function FilterBar({ object, filter, onChange }: Props) {
  const { t } = useTranslation();
  const node = read(filter);
  const clauses = node && clausesOf(node);
  const set = (next: Clause[]) => onChange(writeClauses(next));
  const [building, setBuilding] = useState(false);
  const build = () => setBuilding(true);
  return (
    <div className={`${styles.bar} scroll`}>
      {clauses ? (
        <>
          <QuickFilters object={object} clauses={clauses} onChange={set} />
          {clauses.map((clause, index) => (
            <ClauseChip
              // biome-ignore lint/suspicious/noArrayIndexKey: a field may be tested twice, only the place tells the tests apart
              key={`${clause.test.path}-${index}`}
              object={object}
              clause={clause}
              onChange={(next) => set(clauses.map((one, at) => (at === index ? next : one)))}
              onRemove={() => set(clauses.filter((_, at) => at !== index))}
            />
          ))}
          <AddButton
            object={object}
            filter={filter}
            onAdd={(clause) => set([...clauses, clause])}
            onText={onChange}
          />
          <Button
            size="small"
            type="text"
            className={styles.add}
            icon={<ListTree size={14} />}
            onClick={build}
          >
            {t("filter.build")}
          </Button>
        </>
      ) : (
        <WholeChip object={object} node={node} filter={filter} onOpen={build} />
      )}
      {filter && (
        <Button type="text" size="small" onClick={() => onChange("")}>
          {t("filter.clear")}
        </Button>
      )}
      {building && (
        <BuilderDialog
          object={object}
          filter={filter}
          onDone={(text) => {
            setBuilding(false);
            onChange(text);
          }}
          onClose={() => setBuilding(false)}
        />
      )}
    </div>
  );
}

interface ChipProps {
  object: ObjectDef;
  clause: Clause;
  onChange: (clause: Clause) => void;
  onRemove: () => void;
}

function ClauseChip({ object, clause, onChange, onRemove }: ChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const words = useClauseText(object)(clause);
  const title = useTitle(words.refers?.object ?? "", words.refers?.id);
  const editor = (
    <ClauseEditor
      object={object}
      clause={clause}
      onDone={(next) => {
        setOpen(false);
        onChange(next);
      }}
    />
  );
  return (
    <span className={styles.chip}>
      <Panel open={open} onOpenChange={setOpen} content={editor} placement="bottomLeft">
        <button type="button" className={`plain ${styles.words}`} title={words.full}>
          <span className={styles.field}>{words.field}</span> {words.operator} <b>{title ?? words.value}</b>
        </button>
      </Panel>
      <button
        type="button"
        className={`plain ${styles.remove}`}
        onClick={onRemove}
        aria-label={t("filter.remove", { what: words.full })}
      >
        <X size={13} aria-hidden="true" />
      </button>
    </span>
  );
}

/** A condition that is more than tests one beside the other: in words, or as it is written. */
function WholeChip({ object, node, filter, onOpen }: WholeProps) {
  const words = useTreeText(object);
  const text = node ? words(node) : filter;
  return (
    <button type="button" className={`plain ${styles.chip} ${styles.words}`} title={text} onClick={onOpen}>
      {node ? <span className="clip">{text}</span> : <code className="clip">{filter}</code>}
    </button>
  );
}

interface WholeProps {
  object: ObjectDef;
  node: Node | null;
  filter: string;
  onOpen: () => void;
}

interface AddProps {
  object: ObjectDef;
  filter: string;
  onAdd: (clause: Clause) => void;
  onText: (filter: string) => void;
}

function AddButton({ object, filter, onAdd, onText }: AddProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [byHand, setByHand] = useState(false);
  const close = () => {
    setOpen(false);
    setByHand(false);
  };
  const content = byHand ? (
    <TextEditor
      text={filter}
      onDone={(text) => {
        close();
        onText(text);
      }}
    />
  ) : (
    <>
      <ClauseEditor
        object={object}
        onDone={(clause) => {
          close();
          onAdd(clause);
        }}
      />
      <Button type="link" size="small" className={styles.byHand} onClick={() => setByHand(true)}>
        {t("filter.byHand")}
      </Button>
    </>
  );
  return (
    <Panel
      open={open}
      onOpenChange={(next) => (next ? setOpen(true) : close())}
      content={content}
      placement="bottomLeft"
    >
      <Button size="small" type="text" className={styles.add} icon={<ListFilter size={14} />}>
        {t("filter.add")}
      </Button>
    </Panel>
  );
}
