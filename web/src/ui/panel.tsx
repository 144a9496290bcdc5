import type { PopoverProps } from "antd";
import { cloneElement, type ReactNode } from "react";
import { onDemand } from "./on-demand";
import { type Opener, type Opening, useHover, useOpening } from "./opener";

const PanelBody = onDemand(() => import("./panel-body"));

interface Props extends Opening, Pick<PopoverProps, "placement" | "title" | "getPopupContainer"> {
  content: ReactNode;
  /** What gets the keys, as a selector. */
  first?: string;
  /** Resting on the button opens it as well. */
  hover?: boolean;
  /** The button. */
  children: Opener;
}

/** What a press opens beside its button. */
export function Panel({ open, onOpenChange, hover, children, ...body }: Props) {
  const { button, shown, made, show } = useOpening({ open, onOpenChange });
  const rests = useHover(shown, show);
  return (
    <>
      {cloneElement(children, {
        ref: button,
        onClick: () => show(!shown),
        ...(hover && rests),
        "aria-haspopup": "dialog",
        "aria-expanded": shown,
      })}
      {made && (
        <PanelBody
          {...body}
          open={shown}
          onOpenChange={show}
          button={button}
          rests={hover ? rests : undefined}
        />
      )}
    </>
  );
}
