import {
  Box,
  Building2,
  CalendarCheck,
  CircleCheckBig,
  Folder,
  Link2,
  type LucideIcon,
  Package,
  Paperclip,
  ReceiptText,
  Rows3,
  ShieldCheck,
  StickyNote,
  Tag,
  Tags,
  Undo2,
  User,
  Users,
} from "lucide-react";

const objects: Record<string, LucideIcon> = {
  customer: Users,
  order: ReceiptText,
  order_line: Rows3,
  product: Package,
  category: Folder,
  task: CircleCheckBig,
  note: StickyNote,
  attachment: Paperclip,
  relation: Link2,
  contact_role: Building2,
  tag: Tag,
  tag_group: Tags,
  refund: Undo2,
  user: User,
  team: Users,
  stage_change: CalendarCheck,
  consent: ShieldCheck,
};

export function objectIcon(name: string): LucideIcon {
  return objects[name] ?? Box;
}
