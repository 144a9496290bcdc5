import { useQuery } from "@tanstack/react-query";
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { Problem } from "../../../api/client";
import { recordQuery } from "../../../api/records";
import type { ObjectDef, RecordData } from "../../../api/types";
import { PageSkeleton } from "../../../app/page-skeleton";
import { useForgetOpened, useNoteOpened } from "../../../app/recent";
import { Failure } from "../../../ui/failure";
import { GenericRecord } from "./generic-record";
import { FirstTab } from "./past/first-tab";
import { useAt } from "./past/use-at";

const PastRecord = lazy(() => import("./past/past-record"));

export interface RecordProps {
  object: ObjectDef;
  record: RecordData;
  /** Previous and next of the list, where there is room for it. */
  walk?: ReactNode;
  /** Called when the record has been deleted. */
  onGone: () => void;
}

/** Objects with a hand-made page; all others have the generic one. */
const pages: Record<string, ComponentType<RecordProps>> = {
  customer: lazy(() => import("../../customers/customer-360")),
  order: lazy(() => import("../../orders/order-record")),
  task: lazy(() => import("../../tasks/task-record")),
  product: lazy(() => import("../../catalog/product-record")),
};

interface Props {
  object: ObjectDef;
  id: string;
  walk?: ReactNode;
  onGone: () => void;
}

/** A record as a page or in the side panel: the same, laid out by the room there is. */
export function RecordView({ object, id, walk, onGone }: Props) {
  const { data, error, isPending, refetch } = useQuery(recordQuery(object.name, id));
  const [at, look] = useAt(object.name, id);
  const [looked, setLooked] = useState(false);
  if (at && !looked) setLooked(true);
  const name = data?.[object.title];
  useNoteOpened(typeof name === "string" ? { object: object.name, id, name } : undefined);
  useForgetOpened(id, error instanceof Problem && error.status === 404);
  if (isPending) return <PageSkeleton />;
  if (error) return <Failure error={error} retry={() => refetch()} />;
  const View = pages[object.name] ?? GenericRecord;
  return (
    <Suspense fallback={<PageSkeleton />}>
      {at ? (
        <PastRecord object={object} record={data} at={at} look={look} />
      ) : (
        <FirstTab value={looked ? "history" : undefined}>
          <View object={object} record={data} walk={walk} onGone={onGone} />
        </FirstTab>
      )}
    </Suspense>
  );
}
