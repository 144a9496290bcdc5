import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client";
import type { Schemas } from "../../api/types";

export type Letter = Schemas["UnsentLetter"];

/** How mail goes, and letters that have not gone; asked often while some are on their way. */
export const mailQuery = queryOptions({
  queryKey: ["mail"],
  queryFn: ({ signal }) => get<Schemas["MailState"]>("/mail", undefined, signal),
  refetchInterval: (query) => (query.state.data?.letters.some((one) => one.state !== "dead") ? 1500 : false),
});
