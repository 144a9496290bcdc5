import type { DropdownProps } from "antd";
import { cloneElement, lazy, Suspense } from "react";
import { type Opener, type Opening, useOpening } from "./opener";

const DropMenuList = lazy(() => import("./drop-menu-list"));

interface Props extends Opening {
  menu: NonNullable<DropdownProps["menu"]>;
  placement?: DropdownProps["placement"];
  disabled?: boolean;
  /** The button. */
  children: Opener;
}

/** A menu below its button. */
export function DropMenu({ menu, placement, disabled, children, ...opening }: Props) {
  const { button, shown, made, show } = useOpening(opening);
  return (
    <>
      {cloneElement(children, {
        ref: button,
        onClick: () => disabled || show(!shown),
        "aria-haspopup": "menu",
        "aria-expanded": shown,
      })}
      {made && (
        <Suspense>
          <DropMenuList menu={menu} placement={placement} open={shown} onOpenChange={show} button={button} />
        </Suspense>
      )}
    </>
  );
}
