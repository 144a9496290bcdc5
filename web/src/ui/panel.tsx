import { Popover, type PopoverProps } from "antd";
import { useRef } from "react";

interface Props extends Omit<PopoverProps, "content" | "trigger" | "destroyOnHidden" | "afterOpenChange"> {
  content: React.ReactNode;
  /** What gets the keys, as a selector. */
  first?: string;
}

/**
 * What a press opens beside its button. It gets the keys once it is in sight: `autoFocus` within comes too early where nothing moves,
 * because what is out of sight takes no focus.
 */
export function Panel({ content, first = "input", ...rest }: Props) {
  const inside = useRef<HTMLDivElement>(null);
  return (
    <Popover
      {...rest}
      trigger="click"
      destroyOnHidden
      afterOpenChange={(shown) => shown && inside.current?.querySelector<HTMLElement>(first)?.focus()}
      content={<div ref={inside}>{content}</div>}
    />
  );
}
