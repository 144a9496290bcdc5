import { Button } from "antd";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { formatNumber } from "../../../ui/format";
import type { useRows } from "./use-rows";

interface Props {
  className: string | undefined;
  list: ReturnType<typeof useRows>["list"];
  /** How many rows are not shown yet. */
  left: number;
}

/** Shows more rows of a group, while there are any. */
export function MoreRows({ className, list, left }: Props) {
  const { t } = useTranslation();
  const { language } = usePlace();
  if (!list.hasNextPage) return null;
  return (
    <div className={className}>
      <Button size="small" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
        {t("list.moreOf", { n: formatNumber(left, language) })}
      </Button>
    </div>
  );
}
