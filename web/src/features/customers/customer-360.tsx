import { Tabs } from "antd";
import { use, useCallback, useRef, useState } from "react";
import { useTranslation } from "../../app/i18n";
import { Later } from "../../ui/later";
import { useFactTabs } from "../records/page/fact-tabs";
import { History } from "../records/page/history";
import { FirstTab } from "../records/page/past/first-tab";
import type { RecordProps } from "../records/page/record-view";
import { Section } from "../records/page/section";
import { Bought } from "./bought";
import styles from "./customer-360.module.css";
import { CustomerHeader } from "./customer-header";
import {
  CustomerFacts,
  factsSaidHere,
  Happened,
  Others,
  ordersOf,
  Privacy,
  Purchases,
  Ties,
} from "./customer-parts";
import { Files } from "./files";
import { Glance } from "./glance";
import { Identifiers } from "./identifiers";
import { Orders } from "./orders";
import { People } from "./people";
import { PhoneActions } from "./phone-actions";
import { Reach } from "./reach";
import { Tasks } from "./tasks";
import { ValueCard } from "./value-card";

type Room = "wide" | "middle" | "narrow";

const roomOf = (width: number): Room => (width >= 1120 ? "wide" : width >= 760 ? "middle" : "narrow");

/** What rooms there were last, of pages and of side panels: the next is drawn for the same, and only measured then. */
const rooms = new Map<"page" | "panel", Room>();

/** How much room the page has: of the window, or of the side panel. */
function useRoom(place: "page" | "panel"): [Room | undefined, (element: HTMLElement | null) => void] {
  const [room, setRoom] = useState(() => rooms.get(place));
  const observer = useRef<ResizeObserver>(undefined);
  const watch = useCallback(
    (element: HTMLElement | null) => {
      observer.current?.disconnect();
      if (!element) return;
      const draw = (width: number) => {
        rooms.set(place, roomOf(width));
        setRoom(roomOf(width));
      };
      // known before the first frame, so that the whole page is asked for at once
      if (!rooms.has(place)) draw(element.clientWidth);
      observer.current = new ResizeObserver(([entry]) => entry && draw(entry.contentRect.width));
      observer.current.observe(element);
    },
    [place],
  );
  return [room, watch];
}

/** A customer whole: who, how to reach, how valuable, what is open, what happened. */
export default function Customer360(props: RecordProps) {
  const [room, watch] = useRoom(props.walk ? "page" : "panel");
  const [tab, setTab] = useState(use(FirstTab) ?? "timeline");
  const [kind, setKind] = useState("note");
  const begin = (next: string) => {
    setTab("timeline");
    setKind(next);
    // the composer may have to be drawn first
    setTimeout(
      () => document.querySelector<HTMLElement>("[data-composer] :is(textarea, input)")?.focus(),
      60,
    );
  };
  const { record } = props;
  return (
    <div className={styles.frame}>
      <div ref={watch} className={`${styles.view} scroll`}>
        <div className={styles.inner}>
          <CustomerHeader {...props} begin={begin} narrow={room === "narrow"} />
          <ValueCard customer={record} />
          <Glance customer={record} begin={begin} />
          {room === "wide" && <Wide {...props} kind={kind} />}
          {room === "middle" && <Middle {...props} kind={kind} tab={tab} setTab={setTab} />}
          {room === "narrow" && <Narrow {...props} kind={kind} tab={tab} setTab={setTab} />}
        </div>
      </div>
      {room === "narrow" && <PhoneActions customer={record} begin={begin} />}
    </div>
  );
}

function Wide({ object, record, kind }: RecordProps & { kind: string }) {
  const { t } = useTranslation();
  const own = useFactTabs(object, record, factsSaidHere(object));
  return (
    <div className={styles.wide}>
      <div>
        <Reach object={object} customer={record} />
        <Identifiers object={object} customer={record} />
        <CustomerFacts object={object} record={record} />
        <Later>
          <Files customer={record.id} />
          <Privacy customer={record} />
        </Later>
      </div>
      <Tabs
        className={styles.middleTabs}
        defaultActiveKey={use(FirstTab)}
        items={[
          { key: "timeline", label: t("timeline.title"), children: <Happened id={record.id} kind={kind} /> },
          ...own,
          { key: "more", label: t("record.related"), children: <Others id={record.id} /> },
          { key: "graph", label: t("graph.title"), children: <Ties object={object} record={record} /> },
          {
            key: "history",
            label: t("record.history"),
            children: <History object={object} id={record.id} />,
          },
        ]}
      />
      <div>
        <Later>
          <Tasks customer={record.id} />
          <Bought customer={record.id} />
          <Orders customer={record.id} count={ordersOf(record)} />
          <People customer={record} />
        </Later>
      </div>
    </div>
  );
}

interface TabbedProps extends RecordProps {
  kind: string;
  tab: string;
  setTab: (tab: string) => void;
}

function Middle({ object, record, kind, tab, setTab }: TabbedProps) {
  const { t } = useTranslation();
  const own = useFactTabs(object, record, factsSaidHere(object));
  const items = [
    { key: "timeline", label: t("timeline.title"), children: <Happened id={record.id} kind={kind} /> },
    {
      key: "orders",
      label: t("orders.title"),
      children: <Purchases customer={record} />,
    },
    ...own,
    { key: "more", label: t("record.related"), children: <Others id={record.id} /> },
    { key: "graph", label: t("graph.title"), children: <Ties object={object} record={record} /> },
    { key: "history", label: t("record.history"), children: <History object={object} id={record.id} /> },
  ];
  return (
    <div className={styles.middle}>
      <div>
        <Reach object={object} customer={record} />
        <Tasks customer={record.id} />
        <Identifiers object={object} customer={record} />
        <CustomerFacts object={object} record={record} />
        <Later>
          <People customer={record} />
          <Files customer={record.id} />
          <Privacy customer={record} />
        </Later>
      </div>
      <Tabs
        activeKey={items.some((item) => item.key === tab) ? tab : "timeline"}
        onChange={setTab}
        items={items}
      />
    </div>
  );
}

function Narrow({ object, record, kind, tab, setTab }: TabbedProps) {
  const { t } = useTranslation();
  const own = useFactTabs(object, record, factsSaidHere(object));
  const items = [
    {
      key: "timeline",
      label: t("timeline.title"),
      children: (
        <>
          <Reach object={object} customer={record} />
          <Tasks customer={record.id} />
          <Section title={t("timeline.happened")}>
            <Happened id={record.id} kind={kind} />
          </Section>
        </>
      ),
    },
    {
      key: "orders",
      label: t("orders.title"),
      children: <Purchases customer={record} />,
    },
    {
      key: "facts",
      label: t("record.facts"),
      children: (
        <>
          <Identifiers object={object} customer={record} />
          <CustomerFacts object={object} record={record} />
        </>
      ),
    },
    ...own,
    {
      key: "more",
      label: t("record.related"),
      children: (
        <>
          <People customer={record} />
          <Files customer={record.id} />
          <Privacy customer={record} />
          <Others id={record.id} />
          <Section title={t("graph.title")}>
            <Ties object={object} record={record} />
          </Section>
        </>
      ),
    },
    { key: "history", label: t("record.history"), children: <History object={object} id={record.id} /> },
  ];
  return <Tabs className={styles.narrow} activeKey={tab} onChange={setTab} items={items} />;
}
