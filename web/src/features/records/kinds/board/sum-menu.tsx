import { Button } from "antd";
import { Sigma } from "lucide-react";
import type { ObjectDef } from "../../../../api/types";
import { useTranslation } from "../../../../app/i18n";
import { DropMenu } from "../../../../ui/drop-menu";
import { useLabels } from "../../field/labels";
import { type Layout, sumField, sumFields } from "../layout";

interface Props {
  object: ObjectDef;
  layout: Layout;
  lay: (part: Partial<Layout>) => void;
}

/** By which field the columns of a board are added up. */
export function SumMenu({ object, layout, lay }: Props) {
  const { t } = useTranslation();
  const labels = useLabels();
  const fields = sumFields(object);
  if (layout.kind !== "board" || !fields.length) return null;
  const chosen = sumField(object, layout)?.name ?? "";
  const items = [
    ...fields.map((field) => ({ key: field.name, label: labels.field(field) })),
    { type: "divider" as const },
    { key: "", label: t("kinds.noSum") },
  ];
  return (
    <DropMenu menu={{ items, selectedKeys: [chosen], onClick: ({ key }) => lay({ sum: key || null }) }}>
      <Button data-hint={t("kinds.sum")} icon={<Sigma size={16} />} aria-label={t("kinds.sum")} />
    </DropMenu>
  );
}
