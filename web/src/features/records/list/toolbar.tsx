import { Button, Input } from "antd";
import { ArrowLeft, Download, ListChecks, Plus, Recycle, Search, SquareCheck } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { address } from "../../../api/client";
import { useCan } from "../../../api/session";
import type { Count, ObjectDef } from "../../../api/types";
import { useCreateForm } from "../../../app/create-host";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import type { ListSearch } from "../../../routes/search";
import { DropMenu } from "../../../ui/drop-menu";
import { formatCount } from "../../../ui/format";
import { onDemand } from "../../../ui/on-demand";
import { useLabels } from "../field/labels";
import { FilterBar } from "../filter/filter-bar";
import { SumMenu } from "../kinds/board/sum-menu";
import { cardFields, type Layout } from "../kinds/layout";
import { ColumnChooser } from "./column-chooser";
import { columnNames } from "./columns";
import { GroupMenu } from "./group-menu";
import { SortPanel } from "./sort-panel";
import styles from "./toolbar.module.css";

const BulkHistory = onDemand(() => import("../../bulk/bulk-history"));
const PurposeExport = onDemand(() => import("../../privacy/purpose-export"));

interface Props {
  object: ObjectDef;
  search: ListSearch;
  change: (part: Partial<ListSearch>) => void;
  count: Count | null;
  phone: boolean;
  layout: Layout;
  lay: (part: Partial<Layout>) => void;
  /** Columns that stay at the left. */
  frozen: string[];
  freeze: (name: string) => void;
  /** Rows of a phone are being chosen, not opened; none where they have a box of their own. */
  choosing?: { on: boolean; set: (on: boolean) => void };
  /** Beside what the list is. */
  children?: ReactNode;
}

/** Above a list: what it is, how many, search, conditions, columns, export, recycle bin. */
export function Toolbar(props: Props) {
  const { object, search, change, count, phone, children } = props;
  const { t } = useTranslation();
  const labels = useLabels();
  const { language } = usePlace();
  const can = useCan();
  const create = useCreateForm();
  const bin = search.deleted === "1";
  return (
    <div className={styles.toolbar}>
      <div className={styles.top}>
        {bin && (
          <Button
            data-hint={t("list.leaveBin")}
            type="text"
            icon={<ArrowLeft size={17} />}
            aria-label={t("list.leaveBin")}
            onClick={() => change({ deleted: undefined })}
          />
        )}
        <h1 className={styles.title} title={labels.description(object) || undefined}>
          {bin ? t("list.bin", { name: labels.plural(object) }) : labels.plural(object)}
        </h1>
        <span className={`${styles.count} num`} aria-live="polite">
          {count && formatCount(count, language)}
        </span>
        {children}
        <div className={styles.actions}>
          <QuickSearch key={search.q ?? ""} text={search.q} onSearch={(q) => change({ q })} />
          {props.choosing && <ChooseButton {...props.choosing} />}
          {props.layout.kind === "table" && <GroupMenu object={object} search={search} change={change} />}
          {!phone && <SumMenu object={object} layout={props.layout} lay={props.lay} />}
          <SortPanel object={object} sort={search.sort} onChange={(sort) => change({ sort })} />
          {!phone && <Fields {...props} />}
          {!phone && can("record.export", object.name) && !bin && <ExportButton {...props} />}
          {!bin && !object.append_only && can("record.update", object.name) && <BulkButton object={object} />}
          {!bin && !object.append_only && can("record.delete", object.name) && (
            <Button
              data-hint={t("list.openBin")}
              icon={<Recycle size={16} />}
              aria-label={t("list.openBin")}
              onClick={() => change({ deleted: "1" })}
            />
          )}
          {!phone && !bin && !object.append_only && can("record.create", object.name) && (
            <Button
              type="primary"
              ghost
              icon={<Plus size={16} />}
              onClick={() => create({ object: object.name })}
            >
              {t("action.createOne", { name: labels.object(object) })}
            </Button>
          )}
        </div>
      </div>
      <FilterBar
        object={object}
        filter={search.filter ?? ""}
        onChange={(filter) => change({ filter: filter || undefined })}
      />
    </div>
  );
}

/** Which fields the table has as columns, or cards as facts. */
function Fields({ object, search, change, layout, lay, frozen, freeze }: Props) {
  const { t } = useTranslation();
  const columns = columnNames(object, search.cols);
  if (layout.kind === "table")
    return (
      <ColumnChooser
        object={object}
        title={t("list.columns")}
        chosen={columns}
        own={search.cols !== undefined}
        onChange={(names) => change({ cols: names?.join(",") })}
        frozen={frozen}
        freeze={freeze}
      />
    );
  return (
    <ColumnChooser
      object={object}
      title={t("kinds.cards")}
      chosen={cardFields(object, layout, columns).map((field) => field.name)}
      own={layout.cards !== undefined}
      onChange={(cards) => lay({ cards })}
    />
  );
}

function ChooseButton({ on, set }: { on: boolean; set: (on: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <Button
      icon={<SquareCheck size={16} />}
      aria-label={t("list.choose")}
      aria-pressed={on}
      color={on ? "primary" : "default"}
      variant="outlined"
      onClick={() => set(!on)}
    />
  );
}

function BulkButton({ object }: { object: ObjectDef }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        data-hint={t("bulk.many")}
        icon={<ListChecks size={16} />}
        aria-label={t("bulk.many")}
        onClick={() => setOpen(true)}
      />
      {open && <BulkHistory object={object} onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportButton({ object, search }: Props) {
  const { t } = useTranslation();
  const { filter, q, sort, cols } = search;
  const fields = columnNames(object, cols).join(",");
  const [asking, setAsking] = useState(false);
  const personal = object.fields.some((field) => field.sensitivity === "personal");
  const formats = (["csv", "xlsx"] as const).map((format) => ({
    key: format,
    label: (
      <a
        href={address(`/records/${object.name}/export`, { format, filter, q, sort, fields })}
        download={`${object.name}.${format}`}
      >
        {t(`list.formats.${format}`)}
      </a>
    ),
  }));
  const forPurpose = { key: "purpose", label: t("privacy.export"), onClick: () => setAsking(true) };
  const items = personal ? [...formats, forPurpose] : formats;
  return (
    <>
      <DropMenu menu={{ items }}>
        <Button data-hint={t("list.export")} icon={<Download size={16} />} aria-label={t("list.export")} />
      </DropMenu>
      {asking && (
        <PurposeExport
          object={object}
          question={{ filter, q, sort }}
          fields={fields}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function QuickSearch({
  text,
  onSearch,
}: {
  text: string | undefined;
  onSearch: (text: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(text ?? "");
  useEffect(() => {
    if (typed.trim() === (text ?? "")) return;
    const timer = setTimeout(() => onSearch(typed.trim() || undefined), 350);
    return () => clearTimeout(timer);
  }, [typed, text, onSearch]);
  return (
    <Input
      className={styles.search}
      value={typed}
      allowClear
      prefix={<Search size={14} className="muted" aria-hidden="true" />}
      placeholder={t("list.search")}
      aria-label={t("list.search")}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
