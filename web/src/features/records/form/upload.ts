import { request } from "../../../api/client";

/** Stores a file and gives its id. */
export async function uploadFile(file: File): Promise<string> {
  const { id } = await request<{ id: string }>("POST", "/files", {
    query: { name: file.name },
    body: file,
    headers: { "Content-Type": file.type || "application/octet-stream" },
  });
  return id;
}
