import { type ClipboardEvent, type DragEvent, useState } from "react";
import { useTranslation } from "../../../app/i18n";
import { usePlace } from "../../../app/place";
import { pastedName } from "./files";

/** Takes files that are dropped on an element or pasted into it. */
export function useDrop(onFiles: ((files: File[]) => void) | undefined) {
  const { t } = useTranslation();
  const { zone } = usePlace();
  const [over, setOver] = useState(false);
  if (!onFiles) return { over: false, handlers: {} };
  const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files");
  const drag = (event: DragEvent) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  return {
    over,
    handlers: {
      onDragEnter: drag,
      onDragOver: drag,
      onDragLeave: (event: DragEvent<HTMLElement>) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      },
      onPaste: (event: ClipboardEvent) => {
        const { files, types } = event.clipboardData;
        // spreadsheets and the like give a picture of the text beside the text
        if (files.length === 0 || types.includes("text/plain")) return;
        event.preventDefault();
        const named = [...files].map((file) => {
          const name = pastedName(t("attach.pasted"), file.name, new Date(), zone);
          return name === file.name ? file : new File([file], name, { type: file.type });
        });
        onFiles(named);
      },
    },
  };
}
