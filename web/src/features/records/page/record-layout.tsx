import { Tabs } from "antd";
import { lazy, type ReactNode, Suspense, use } from "react";
import { useMeta } from "../../../api/session";
import type { ObjectDef, RecordData } from "../../../api/types";
import { useTranslation } from "../../../app/i18n";
import { StageBar } from "../../stages/stage-bar";
import { hasTies } from "./graph/ties";
import { History } from "./history";
import { FirstTab } from "./past/first-tab";
import styles from "./record-layout.module.css";
import { NotKnownYet } from "./unknown/not-known-yet";

const Graph = lazy(() => import("./graph/graph"));

interface Props {
  object: ObjectDef;
  record: RecordData;
  /** What stands across the page, above the columns. */
  header: ReactNode;
  /** What is always seen, beside the tabs. */
  main: ReactNode;
  /** The main column is broader than the tabs. */
  broad?: boolean;
  /** The history follows them. */
  tabs: { key: string; label: string; children: ReactNode }[];
}

/** A record's page: header, what is always seen, and tabs of which the last is the history. */
export function RecordLayout({ object, record, header, main, broad, tabs }: Props) {
  const { t } = useTranslation();
  const history = {
    key: "history",
    label: t("record.history"),
    children: <History object={object} id={record.id} />,
  };
  const graph = {
    key: "graph",
    label: t("graph.title"),
    children: (
      <Suspense>
        <Graph object={object} record={record} />
      </Suspense>
    ),
  };
  const ties = hasTies(useMeta(), object) ? [graph] : [];
  return (
    <div className={`${styles.view} scroll`}>
      <div className={styles.inner}>
        {header}
        <StageBar object={object} record={record} />
        <div className={styles.columns} data-broad={broad ? "" : undefined}>
          <div>
            {main}
            <NotKnownYet object={object} record={record} />
          </div>
          <Tabs defaultActiveKey={use(FirstTab)} items={[...tabs, ...ties, history]} />
        </div>
      </div>
    </div>
  );
}
