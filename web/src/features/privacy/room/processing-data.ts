import { queryOptions } from "@tanstack/react-query";
import { get } from "../../../api/client";
import type { Rule } from "./retention-data";

export const textNames = ["controller", "contact", "basis", "recipients", "transfers", "measures"] as const;
export type Texts = Record<(typeof textNames)[number], string>;

/** What a company does with personal data, as the program knows it. */
interface Processing {
  texts: Texts;
  activities: {
    object: string;
    data: { field: string; sensitivity: "personal" | "sensitive"; purposes: string[] }[];
    purposes: string[];
    retention: Rule[];
  }[];
  purposes: { purpose: string; granted: Record<string, number>; refused: number }[];
  exports: { object: string; purpose: string | null; count: number; last: string }[];
  programs: number;
}

export const processingQuery = queryOptions({
  queryKey: ["privacy", "processing"],
  queryFn: ({ signal }) => get<Processing>("/privacy/processing", undefined, signal),
});
