import { useNavigate, useSearch } from "@tanstack/react-router";
import { Tabs as Plain } from "antd";
import type { ReactNode } from "react";

interface Props {
  items: { key: string; label: string; children: ReactNode }[];
}

/** Parts of a room, one shown at a time; which one stands in the address (`tab`), so that it can be linked to and gone back to. */
export function Tabs({ items }: Props) {
  const { tab } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const shown = items.find((item) => item.key === tab) ?? items[0];
  return (
    <Plain
      items={items}
      activeKey={shown?.key}
      tabBarGutter={24}
      destroyOnHidden
      onChange={(key) => navigate({ to: ".", search: { tab: key === items[0]?.key ? undefined : key } })}
    />
  );
}
