import { useLocation } from "@tanstack/react-router";
import { Drawer } from "antd";
import { useState } from "react";
import { calledBy } from "../api/brand";
import type { Me } from "../api/types";
import { BrandSign } from "../ui/brand-sign";
import type { Group } from "./navigation";
import styles from "./shell.module.css";
import { Sidebar } from "./sidebar";

interface Props {
  /** The address that it was opened at. */
  at: string;
  company: Me["company"];
  groups: Group[];
  onClose: () => void;
}

/** All rooms, where there is no room for them beside the page. */
export default function PhoneMenu({ at, company, groups, onClose }: Props) {
  const here = useLocation({ select: ({ pathname }) => pathname === at });
  const [left, setLeft] = useState(false);
  return (
    <Drawer
      open={here && !left}
      onClose={() => setLeft(true)}
      afterOpenChange={(open) => open || onClose()}
      placement="left"
      size={280}
      title={
        <span className={styles.company}>
          <BrandSign size={24} name={calledBy(company)} />
        </span>
      }
      styles={{ body: { padding: 0 } }}
    >
      <Sidebar groups={groups} collapsed={false} inDrawer />
    </Drawer>
  );
}
