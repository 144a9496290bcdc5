import { Button } from "antd";
import { FilterX, Recycle } from "lucide-react";
import { useCan } from "../../../api/session";
import type { ObjectDef } from "../../../api/types";
import { useCreateForm } from "../../../app/create-host";
import { useTranslation } from "../../../app/i18n";
import { objectIcon } from "../../../app/icons";
import type { ListSearch } from "../../../routes/search";
import { Empty } from "../../../ui/empty";
import { useLabels } from "../field/labels";

/** What stands in a list without rows: nothing yet, nothing that matches, or nothing deleted. */
export function ListEmpty({
  object,
  search,
  clear,
}: {
  object: ObjectDef;
  search: ListSearch;
  clear: () => void;
}) {
  const { t } = useTranslation();
  const labels = useLabels();
  const can = useCan();
  const create = useCreateForm();
  const name = labels.plural(object);
  if (search.filter || search.q) {
    return (
      <Empty icon={FilterX} title={t("list.noMatch", { name })} text={t("list.noMatchText")}>
        <Button onClick={clear}>{t("filter.clear")}</Button>
      </Empty>
    );
  }
  if (search.deleted)
    return <Empty icon={Recycle} title={t("list.binEmpty")} text={t("list.binEmptyText")} />;
  return (
    <Empty
      icon={objectIcon(object)}
      title={t("list.none", { name })}
      text={labels.description(object) || t("list.noneText")}
    >
      {can("record.create", object.name) && (
        <Button type="primary" onClick={() => create({ object: object.name })}>
          {t("action.createOne", { name: labels.object(object) })}
        </Button>
      )}
    </Empty>
  );
}
