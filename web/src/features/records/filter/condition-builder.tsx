import { Button, Select } from "antd";
import { FolderPlus, Plus, X } from "lucide-react";
import type { ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import styles from "./builder.module.css";
import { ClauseFields } from "./clause-fields";
import { blankGroup, blankPart, type Group, type Join, type Part } from "./tree";

const joins: Join[] = ["all", "any", "none", "not_all"];
/** Groups in groups that people still understand; deeper ones are shown, not made. */
const deepest = 4;

interface Props {
  object: ObjectDef;
  value: Group;
  onChange: (value: Group) => void;
  /** Only fields of the record itself. */
  own?: boolean;
}

/** Edits a whole condition: groups of tests and of groups, all or any of which must hold, or none. */
export function ConditionBuilder({ object, value, onChange, own }: Props) {
  return <GroupEditor object={object} group={value} onChange={onChange} own={own} depth={0} />;
}

interface GroupProps {
  object: ObjectDef;
  group: Group;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  own?: boolean;
  depth: number;
}

function GroupEditor({ object, group, onChange, onRemove, own, depth }: GroupProps) {
  const { t } = useTranslation();
  const setPart = (at: number, next: Part | undefined) =>
    onChange({ ...group, parts: group.parts.flatMap((one, i) => (i === at ? (next ?? []) : one)) });
  const add = (one: Part) => onChange({ ...group, parts: [...group.parts, one] });
  return (
    <div
      role="group"
      className={depth ? styles.group : styles.top}
      aria-label={t(`filter.join.${group.join}`)}
    >
      <div className={styles.head}>
        <Select
          size="small"
          value={group.join}
          options={joins.map((join) => ({ value: join, label: t(`filter.join.${join}`) }))}
          onChange={(join) => onChange({ ...group, join })}
          aria-label={t("filter.joined")}
          popupMatchSelectWidth={false}
        />
        {onRemove && <Remove name={t("filter.removeGroup")} onClick={onRemove} />}
      </div>
      {group.parts.map((part, at) =>
        part.kind === "group" ? (
          <GroupEditor
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place alone
            key={at}
            object={object}
            group={part}
            onChange={(next) => setPart(at, next)}
            onRemove={() => setPart(at, undefined)}
            own={own}
            depth={depth + 1}
          />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place alone
          <div key={at} className={styles.clause}>
            <div className={styles.fields}>
              <ClauseFields
                object={object}
                clause={part.clause}
                own={own}
                onChange={(clause) => setPart(at, { kind: "clause", clause })}
              />
            </div>
            <Remove name={t("filter.removePart")} onClick={() => setPart(at, undefined)} />
          </div>
        ),
      )}
      <div className={styles.adds}>
        <Button size="small" type="text" icon={<Plus size={14} />} onClick={() => add(blankPart())}>
          {t("filter.addPart")}
        </Button>
        {depth < deepest && (
          <Button size="small" type="text" icon={<FolderPlus size={14} />} onClick={() => add(blankGroup())}>
            {t("filter.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
  return <Button size="small" type="text" icon={<X size={14} />} aria-label={name} onClick={onClick} />;
}
