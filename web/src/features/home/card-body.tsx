import type { ComponentType } from "react";
import { Base } from "./base";
import { Best, Changed } from "./customers";
import type { Kind } from "./data";
import { Day } from "./day";
import { Mentions } from "./mentions";
import { Numbers } from "./numbers";
import { Recent } from "./recent";
import { Waiting } from "./waiting";

const bodies: Record<Kind, ComponentType> = {
  day: Day,
  waiting: Waiting,
  mentions: Mentions,
  numbers: Numbers,
  recent: Recent,
  best: Best,
  changed: Changed,
  base: Base,
};

/** What a card shows. */
export function CardBody({ kind }: { kind: Kind }) {
  const Body = bodies[kind];
  return <Body />;
}
