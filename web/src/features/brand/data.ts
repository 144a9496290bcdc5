import type { Brand } from "../../api/brand";
import { request } from "../../api/client";

/** Largest logo, in bytes. */
export const largest = 512 * 1024;

/** Colours to choose from; empty is the program's own. */
export const presets = [
  { name: "teal", accent: "", shown: "#0f766e" },
  { name: "blue", accent: "#1d4ed8" },
  { name: "indigo", accent: "#4338ca" },
  { name: "purple", accent: "#7e22ce" },
  { name: "rose", accent: "#be185d" },
  { name: "red", accent: "#b91c1c" },
  { name: "orange", accent: "#c2410c" },
  { name: "brown", accent: "#92400e" },
  { name: "green", accent: "#15803d" },
  { name: "slate", accent: "#334155" },
] as const;

export interface Settings {
  short_name: string;
  accent: string;
}

export const putBrand = (settings: Settings) => request<Brand>("PUT", "/company/brand", { json: settings });
export const putLogo = (picture: Blob) => request<Brand>("PUT", "/company/logo", { body: picture });
export const deleteLogo = () => request<Brand>("DELETE", "/company/logo");
