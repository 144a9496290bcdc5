import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { Eye, Heading, PanelTop, RotateCcw } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Problem } from "../../api/client";
import { fieldOf, labelIn } from "../../api/definition";
import { metaQuery } from "../../api/session";
import type { LanguageCode, ObjectDef } from "../../api/types";
import { useTranslation } from "../../app/i18n";
import { Failure } from "../../ui/failure";
import { FormDrawer } from "../../ui/form-drawer";
import { useFailureNotice, useUndoNotice } from "../../ui/notices";
import { useLabels } from "../records/field/labels";
import { LanguageChoice } from "../studio/in-language";
import styles from "./arrange.module.css";
import { ArrangedRow } from "./arranged-row";
import { type Arrangement, always, arrangementQuery, keepArrangement, type Shown } from "./data";
import { Preview } from "./preview";
import { arrangementOf, drawn, freshName, keyOf, type Row, rowsOf, stepped, without } from "./rows";
import { ShownDialog } from "./shown-dialog";
import "./words";

/** Orders the fields of an object, puts them in sections and tabs, and says when and for whom they are shown. */
export default function ArrangeDrawer({ object, onClose }: { object: ObjectDef; onClose: () => void }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(arrangementQuery(object.name));
  const [round, setRound] = useState(0);
  if (error) return <Failure small error={error} />;
  if (!data) return null;
  async function again() {
    await client.invalidateQueries({ queryKey: metaQuery.queryKey });
    await refetch();
    setRound(round + 1);
  }
  return <Arranging key={round} object={object} read={data} onAgain={again} onClose={onClose} />;
}

interface Props {
  object: ObjectDef;
  /** As it was when the drawer opened; what others do meanwhile does not reach it. */
  read: Arrangement;
  onAgain: () => void;
  onClose: () => void;
}

function Arranging({ object, read, onAgain, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const labels = useLabels();
  const client = useQueryClient();
  const fail = useFailureNotice();
  const undone = useUndoNotice();
  const [stored] = useState(read);
  const [rows, setRows] = useState(() => rowsOf(object, stored));
  const [fields, setFields] = useState(stored.fields);
  const [language, setLanguage] = useState(i18n.language as LanguageCode);
  const [held, setHeld] = useState<string>();
  const [asking, setAsking] = useState<Row>();
  const [busy, setBusy] = useState(false);
  /** The version of whoever was quicker. */
  const [theirs, setTheirs] = useState<number>();
  const [looking, setLooking] = useState(false);
  const [told, setTold] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const title = t("arrange.title", { name: labels.plural(object) });

  const nameOf = (row: Row) => {
    if (row.kind === "tab")
      return labelIn(row.labels, language, Object.values(row.labels).find(Boolean) ?? "");
    if (row.kind === "section") return labelIn(row.labels, language, labels.section(object, row.name));
    const field = fieldOf(object, row.name);
    return field ? labels.field(field) : row.name;
  };
  async function put(next: Arrangement) {
    const kept = await keepArrangement(object.name, next);
    await client.invalidateQueries({ queryKey: metaQuery.queryKey });
    return kept;
  }
  async function save(next: Arrangement) {
    setBusy(true);
    try {
      const { version } = await put(next);
      const said = t("studio.changed", { name: labels.plural(object) });
      undone(said, () => put({ ...stored, version }).catch((error) => fail(said, error)));
      onClose();
    } catch (error) {
      setBusy(false);
      if (error instanceof Problem && error.code === "arranged_meanwhile") setTheirs(error.version ?? 0);
      else fail(title, error);
    }
  }
  function move(row: Row, way: "up" | "down") {
    const next = stepped(rows, rows.indexOf(row), way);
    const at = next.indexOf(row);
    setRows(next);
    setTold(t("arrange.moved", { name: nameOf(row), place: at + 1, count: next.length }));
    requestAnimationFrame(() => {
      const buttons = list.current?.children[at]?.querySelectorAll<HTMLElement>("[data-move]:not(:disabled)");
      const all = [...(buttons ?? [])];
      (all.find((button) => button.dataset.move === way) ?? all[0])?.focus();
    });
  }
  function over(event: DragEvent, row: Row) {
    if (!held) return;
    event.preventDefault();
    const from = rows.findIndex((one) => keyOf(one) === held);
    if (from >= 0 && rows[from] !== row) setRows(drawn(rows, from, rows.indexOf(row)));
  }
  const change = (row: Row, next: Row) => setRows(rows.map((one) => (one === row ? next : one)));
  function add(kind: "section" | "tab") {
    const name = freshName(rows);
    const words = { [language]: t(kind === "tab" ? "arrange.newTab" : "arrange.newSection") };
    const section: Row = { kind: "section", name, labels: words, columns: 1, shown: always };
    const tab: Row = { kind: "tab", name, labels: words };
    const inside: Row = { ...section, name: `${name}_1`, labels: {} };
    setRows([...rows, ...(kind === "tab" ? [tab, inside] : [section])]);
    requestAnimationFrame(() => {
      const row = list.current?.children[rows.length];
      row?.scrollIntoView({ block: "center" });
      row?.querySelector("input")?.select();
    });
  }
  function shownFor(row: Row, shown: Shown) {
    if (row.kind === "section") change(row, { ...row, shown });
    else setFields({ ...fields, [row.name]: shown });
    setAsking(undefined);
  }
  const shownOf = (row: Row) =>
    row.kind === "section" ? row.shown : row.kind === "field" ? (fields[row.name] ?? always) : always;
  const mine = (version: number) => arrangementOf(rows, fields, object, { ...stored, version });
  return (
    <FormDrawer
      title={title}
      width={640}
      save={t("action.save")}
      saving={busy}
      onSave={() => save(mine(stored.version))}
      onClose={onClose}
    >
      <p className={`${styles.intro} muted`}>{t("arrange.text")}</p>
      {theirs !== undefined && (
        <Alert
          type="warning"
          showIcon
          className={styles.theirs}
          title={t("arrange.meanwhile")}
          description={
            <span className={styles.choices}>
              <Button size="small" onClick={onAgain}>
                {t("arrange.takeTheirs")}
              </Button>
              <Button size="small" onClick={() => save(mine(theirs))}>
                {t("arrange.putMine")}
              </Button>
            </span>
          }
        />
      )}
      <LanguageChoice language={language} onChange={setLanguage} />
      <ol ref={list} className={styles.list}>
        {rows.map((row, at) => (
          <li
            key={keyOf(row)}
            className={styles[row.kind]}
            data-held={held === keyOf(row) ? "" : undefined}
            draggable
            onDragStart={(event) => {
              if (
                document.activeElement?.tagName === "INPUT" &&
                event.currentTarget.contains(document.activeElement)
              )
                return event.preventDefault();
              event.dataTransfer.effectAllowed = "move";
              event.dataTransfer.setData("text/plain", nameOf(row));
              setHeld(keyOf(row));
            }}
            onDragEnter={(event) => over(event, row)}
            onDragOver={(event) => held && event.preventDefault()}
            onDrop={(event) => event.preventDefault()}
            onDragEnd={() => setHeld(undefined)}
          >
            <ArrangedRow
              object={object}
              row={row}
              name={nameOf(row)}
              language={language}
              shown={shownOf(row)}
              onChange={(next) => change(row, next)}
              onShown={() => setAsking(row)}
              onRemove={without(rows, row) === rows ? undefined : () => setRows(without(rows, row))}
              onUp={stepped(rows, at, "up") === rows ? undefined : () => move(row, "up")}
              onDown={stepped(rows, at, "down") === rows ? undefined : () => move(row, "down")}
            />
          </li>
        ))}
      </ol>
      <p className="sr-only" role="status">
        {told}
      </p>
      <div className={styles.adds}>
        <Button icon={<Heading size={14} />} onClick={() => add("section")}>
          {t("arrange.addSection")}
        </Button>
        <Button icon={<PanelTop size={14} />} onClick={() => add("tab")}>
          {t("arrange.addTab")}
        </Button>
        <Button icon={<Eye size={14} />} onClick={() => setLooking(true)}>
          {t("arrange.preview")}
        </Button>
        {stored.version > 0 && (stored.sections.length > 0 || Object.keys(stored.fields).length > 0) && (
          <Button
            type="text"
            icon={<RotateCcw size={14} />}
            disabled={busy}
            onClick={() => save({ version: stored.version, tabs: [], sections: [], fields: {} })}
          >
            {t("arrange.reset")}
          </Button>
        )}
      </div>
      {looking && (
        <Preview object={object} arrangement={mine(stored.version)} onClose={() => setLooking(false)} />
      )}
      {asking && (
        <ShownDialog
          object={object}
          name={nameOf(asking)}
          shown={shownOf(asking)}
          onDone={(shown) => shownFor(asking, shown)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </FormDrawer>
  );
}
