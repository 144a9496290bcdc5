import { send } from "../../../api/client";

interface Options {
  signal?: AbortSignal;
  /** Told how much has arrived, from 0 to 1. */
  onProgress?: (share: number) => void;
}

/** Stores a file and gives its id. */
export async function uploadFile(file: File, options: Options = {}): Promise<string> {
  const { id } = await send<{ id: string }>("/files", file, { ...options, query: { name: file.name } });
  return id;
}
