import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { post } from "../../../api/client";
import { refreshObject } from "../../../api/records";
import { useDraft } from "../../../app/drafts";
import { uploadFile } from "../../records/form/upload";
import { keptFiles, type Pending, readFiles } from "./files";

/** Files that wait in a customer's composer. They are stored as soon as they are chosen, so that a closed tab loses none. */
export function useFiles(customer: string) {
  const client = useQueryClient();
  const draft = useDraft(`note.${customer}.files`);
  const [files, setFiles] = useState(() => readFiles(draft.read()));
  const latest = useRef(files);
  const contents = useRef(new Map<string, { content: File; url: string; stop: AbortController }>());
  useEffect(() => {
    const held = contents.current;
    return () => {
      for (const { url } of held.values()) URL.revokeObjectURL(url);
    };
  }, []);

  function change(next: Pending[]) {
    latest.current = next;
    setFiles(next);
    draft.write(keptFiles(next));
  }
  const set = (key: string, values: Partial<Pending>) =>
    change(latest.current.map((one) => (one.key === key ? { ...one, ...values } : one)));

  async function store(key: string) {
    const held = contents.current.get(key);
    if (!held) return;
    set(key, { share: 0, wrong: undefined });
    try {
      const { signal } = held.stop;
      const file = await uploadFile(held.content, { signal, onProgress: (share) => set(key, { share }) });
      set(key, { share: undefined, file });
    } catch (error) {
      if (!held.stop.signal.aborted) set(key, { share: undefined, wrong: error });
    }
  }
  function add(contentsOf: File[]) {
    for (const content of contentsOf) {
      const key = crypto.randomUUID();
      const held = { content, url: URL.createObjectURL(content), stop: new AbortController() };
      contents.current.set(key, held);
      change([...latest.current, { key, name: content.name, size: content.size, share: 0 }]);
      store(key);
    }
  }
  function remove(key: string) {
    const held = contents.current.get(key);
    held?.stop.abort();
    if (held) URL.revokeObjectURL(held.url);
    contents.current.delete(key);
    change(latest.current.filter((one) => one.key !== key));
  }
  /** Keeps all files with the customer; one that is refused stays, with the reason. */
  async function attach() {
    for (const { key, name, file } of latest.current) {
      if (!file) continue;
      const values = { customer, name: name.slice(0, 255), file };
      await post("/records/attachment", values, { "Idempotency-Key": key });
      remove(key);
    }
    refreshObject(client, "attachment");
  }
  return {
    files,
    add,
    remove,
    attach,
    retry: store,
    /** Where a file's picture is, before it is stored too. */
    addressOf: ({ key, file }: Pending) => contents.current.get(key)?.url ?? `/api/files/${file}`,
    storing: files.some((one) => one.share !== undefined),
    refused: files.some((one) => one.wrong !== undefined),
  };
}
