import { everything, type Grant, type Grants, nothing } from "./data";

const look: Grant = { ...nothing, read: "all" };
const work = (reach: Grant["read"]): Grant => ({ ...nothing, read: reach, update: reach, create: true });

/** What a role begins with. Objects that a company does not have are left out by the editor. */
export const templates = {
  blank: { permissions: [], usual: look, objects: {} },
  sales: {
    permissions: ["event.create", "file.write", "record.share"],
    usual: look,
    objects: {
      customer: { ...work("team"), delete: "own", export: true },
      order: work("team"),
      note: { ...work("all"), delete: "own" },
      task: { ...work("team"), delete: "own" },
      attachment: { ...work("team"), delete: "own" },
      relation: { ...everything, import: false, export: false },
      contact_role: { ...everything, import: false, export: false },
    },
  },
  agent: {
    permissions: ["event.create", "file.write"],
    usual: nothing,
    objects: {
      customer: {
        ...nothing,
        read: "all",
        update: "all",
        fields: {
          phones: "masked",
          emails: "masked",
          addresses: "hidden",
          income_band: "hidden",
          birthday: "read",
        },
      },
      order: look,
      order_line: look,
      product: look,
      category: look,
      refund: look,
      note: { ...work("all"), update: "own" },
      task: work("all"),
      attachment: look,
      tag: look,
      tag_group: look,
      user: look,
      team: look,
    },
  },
  marketer: {
    permissions: ["event.create"],
    usual: look,
    objects: {
      customer: { ...look, export: true, fields: { phones: "masked", emails: "masked" } },
      tag: everything,
      tag_group: everything,
    },
  },
  analyst: {
    permissions: [],
    usual: { ...look, export: true },
    objects: {
      customer: {
        ...look,
        export: true,
        fields: {
          name: "masked",
          phones: "hidden",
          emails: "hidden",
          addresses: "hidden",
          socials: "hidden",
        },
      },
    },
  },
  outsourced: {
    permissions: ["event.create"],
    usual: nothing,
    objects: {
      customer: {
        ...nothing,
        read: "own",
        update: "own",
        fields: { emails: "hidden", addresses: "hidden", phones: "masked" },
      },
      note: { ...work("own") },
      task: { ...work("own") },
      tag: look,
      user: look,
      team: look,
    },
  },
  unit: {
    permissions: ["event.create", "file.write", "record.share", "unit.manage", "unit.people"],
    usual: { ...work("team_and_below"), delete: "team_and_below", merge: true, export: true },
    objects: {
      product: look,
      category: look,
      tag: look,
      tag_group: look,
      user: look,
      team: look,
    },
  },
} satisfies Record<string, Grants>;

export type TemplateName = keyof typeof templates;

export const templateNames = Object.keys(templates) as TemplateName[];
