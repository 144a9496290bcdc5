import { queryOptions } from "@tanstack/react-query";
import { get, post, request } from "../../api/client";
import type { Schemas } from "../../api/types";

export type Provider = Schemas["IdentityProvider"];
export type ProviderInput = Schemas["ProviderInput"];

export const providersQuery = queryOptions({
  queryKey: ["identity-providers"],
  queryFn: ({ signal }) => get<Schemas["IdentityProviders"]>("/identity-providers", undefined, signal),
});

/** Stores a provider, new or changed. */
export const saveProvider = (input: ProviderInput, id?: string) =>
  id
    ? request<Provider>("PATCH", `/identity-providers/${id}`, { json: input })
    : post<Provider>("/identity-providers", input);
export const removeProvider = (id: string) => request<void>("DELETE", `/identity-providers/${id}`);
