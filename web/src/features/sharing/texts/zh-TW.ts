import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  sharing: {
    title: "共用",
    titleMany: "共用 {{count}} 筆記錄",
    share: "共用",
    shared: "已共用給",
    with: "共用給",
    user: "個人",
    team: "團隊",
    teamText: "包括其下級團隊",
    may: "權限",
    mayText: "記錄下屬的內容一併可見；角色限制的欄位仍然受限。",
    see: "檢視",
    change: "檢視和修改",
    until: "截止",
    untilText: "留空則一直有效，直到取消",
    note: "原因",
    done_other: "已共用 {{count}} 筆記錄",
    end: "取消共用",
    ended: "已取消共用",
  },
};

export default texts;
