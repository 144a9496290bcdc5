import { Button } from "antd";
import { Trash2 } from "lucide-react";

/** A small bin at the end of a row; `label` says what it does. */
export function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      type="text"
      size="small"
      danger
      icon={<Trash2 size={14} />}
      aria-label={label}
      onClick={onClick}
    />
  );
}
