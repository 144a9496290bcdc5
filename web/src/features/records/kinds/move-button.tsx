import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "../../../app/i18n";
import { Panel } from "../../../ui/panel";

interface Props {
  className: string | undefined;
  /** What the record is called. */
  title: string;
  /** Asks where to. */
  heading: string;
  icon: ReactNode;
  placement?: "bottomRight";
  tabIndex?: number;
  /** Where to; calls what it is given when that is said. */
  children: (close: () => void) => ReactNode;
}

/** Moves a record without carrying it. Presses stay here: they do not open the record. */
export function MoveButton({ className, title, heading, icon, placement, tabIndex, children }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps presses of the picker from opening the record
    <span
      className={className}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <Panel
        open={open}
        onOpenChange={setOpen}
        placement={placement}
        title={heading}
        content={children(() => setOpen(false))}
      >
        <Button
          type="text"
          size="small"
          tabIndex={tabIndex}
          icon={icon}
          aria-label={t("kinds.move", { title })}
        />
      </Panel>
    </span>
  );
}
