import { Button, type MenuProps } from "antd";
import {
  CalendarDays,
  ChevronDown,
  Columns2,
  LayoutGrid,
  ListTree,
  type LucideIcon,
  MapPinned,
  Table2,
} from "lucide-react";
import type { FieldDef, ObjectDef } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { DropMenu } from "../../../ui/drop-menu";
import { useLabels } from "../field/labels";
import styles from "./kind-switch.module.css";
import { fieldsFor, type Kind, kindsOf, type Layout } from "./layout";

const icons: Record<Kind, LucideIcon> = {
  table: Table2,
  board: Columns2,
  calendar: CalendarDays,
  tree: ListTree,
  map: MapPinned,
  gallery: LayoutGrid,
};

interface Props {
  object: ObjectDef;
  layout: Layout;
  lay: (part: Partial<Layout>) => void;
  phone: boolean;
}

/** Lays a list out as another kind, by one of the fields that it can go by. */
export function KindSwitch({ object, layout, lay, phone }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const Icon = icons[layout.kind];
  const kinds = kindsOf(object);
  const icon = (kind: Kind) => {
    const One = icons[kind];
    return <One size={15} aria-hidden="true" />;
  };
  const key = (kind: Kind, by?: FieldDef) => `${kind}:${by?.name ?? ""}`;
  const items: MenuProps["items"] = kinds.map((kind) => {
    const fields = fieldsFor(object, kind);
    const label = t(`kinds.kind.${kind}`);
    if (!fields.length) return { key: key(kind), icon: icon(kind), label };
    const choices = fields.map((field) => ({ key: key(kind, field), label: labels.field(field) }));
    const bare = kind === "gallery" ? [{ key: key(kind), label: t("kinds.noPicture") }] : [];
    return { key: kind, icon: icon(kind), label, children: [...choices, ...bare] };
  });
  function choose(chosen: string) {
    const [kind, name] = chosen.split(":") as [Kind, string];
    const by = fieldsFor(object, kind).find((field) => field.name === name);
    lay(
      kind === layout.kind
        ? { by, limits: {} }
        : { kind, by, cards: undefined, limits: {}, sum: undefined, week: undefined },
    );
  }
  const kindName = t(`kinds.kind.${layout.kind}`);
  const name = layout.by ? t("kinds.by", { kind: kindName, field: labels.field(layout.by) }) : kindName;
  return (
    <DropMenu
      menu={{
        items,
        selectedKeys: [key(layout.kind, layout.by)],
        triggerSubMenuAction: "click",
        onClick: (one) => choose(one.key),
      }}
    >
      <Button
        type="text"
        className={styles.button}
        icon={<Icon size={15} aria-hidden="true" />}
        aria-label={t("kinds.menu", { name })}
      >
        {!phone && <span className="clip">{name}</span>}
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
    </DropMenu>
  );
}
