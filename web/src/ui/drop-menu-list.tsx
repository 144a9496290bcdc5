import { Dropdown, type DropdownProps } from "antd";
import type { RefObject } from "react";
import { Anchor } from "./opener";

interface Props extends Required<Pick<DropdownProps, "menu" | "open">>, Pick<DropdownProps, "placement"> {
  onOpenChange: (open: boolean) => void;
  button: RefObject<HTMLElement | null>;
}

/** What a menu's button opens. */
export default function DropMenuList({ button, ...rest }: Props) {
  return (
    <Dropdown {...rest} trigger={["click"]} autoFocus>
      <Anchor to={button} />
    </Dropdown>
  );
}
