import { useTranslation } from "../../app/i18n";
import { Tag } from "../../ui/tag";
import type { Import, ImportState } from "./data";

const colors: Record<ImportState, string> = {
  waiting: "amber",
  running: "blue",
  done: "green",
  failed: "red",
  cancelled: "grey",
  undoing: "amber",
  undone: "grey",
};

export function ImportStateTag({ one }: { one: Import }) {
  const { t } = useTranslation();
  const text = t(`imports.states.${one.state}`);
  return (
    <Tag dot color={colors[one.state]} text={one.dry_run ? t("imports.dryState", { state: text }) : text} />
  );
}
