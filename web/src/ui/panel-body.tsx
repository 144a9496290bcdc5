import { Popover, type PopoverProps } from "antd";
import { type RefObject, useRef } from "react";
import { Anchor, type useHover } from "./opener";

interface Props extends Pick<PopoverProps, "placement" | "title" | "getPopupContainer"> {
  content: React.ReactNode;
  first?: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  button: RefObject<HTMLElement | null>;
  rests?: ReturnType<typeof useHover>;
}

/** A finger opens no keyboard that it did not ask for. */
const touched = () => window.matchMedia("(pointer: coarse)").matches;

/**
 * What a panel's button opens. It gets the keys once it is in sight: `autoFocus` within comes too early where nothing moves, because what
 * is out of sight takes no focus.
 */
export default function PanelBody({ content, first = "input", button, rests, ...rest }: Props) {
  const inside = useRef<HTMLDivElement>(null);
  return (
    <Popover
      {...rest}
      trigger="click"
      destroyOnHidden
      afterOpenChange={(shown) =>
        shown && !touched() && inside.current?.querySelector<HTMLElement>(first)?.focus()
      }
      content={
        <div ref={inside} {...rests}>
          {content}
        </div>
      }
    >
      <Anchor to={button} />
    </Popover>
  );
}
