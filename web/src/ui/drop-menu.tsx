import type { DropdownProps } from "antd";
import { cloneElement } from "react";
import { onDemand } from "./on-demand";
import { type Opener, type Opening, useOpening } from "./opener";

const DropMenuList = onDemand(() => import("./drop-menu-list"));

interface Props extends Opening {
  menu: NonNullable<DropdownProps["menu"]>;
  placement?: DropdownProps["placement"];
  /** The button. */
  children: Opener;
}

/** A menu below its button. */
export function DropMenu({ menu, placement, children, ...opening }: Props) {
  const { button, shown, made, show } = useOpening(opening);
  return (
    <>
      {cloneElement(children, {
        ref: button,
        onClick: () => show(!shown),
        "aria-haspopup": "menu",
        "aria-expanded": shown,
      })}
      {made && (
        <DropMenuList menu={menu} placement={placement} open={shown} onOpenChange={show} button={button} />
      )}
    </>
  );
}
