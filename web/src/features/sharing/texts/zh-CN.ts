import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  sharing: {
    title: "共享",
    titleMany: "共享 {{count}} 条记录",
    share: "共享",
    shared: "已共享给",
    with: "共享给",
    user: "个人",
    team: "团队",
    teamText: "包括其下级团队",
    may: "权限",
    mayText: "记录下属的内容一并可见；角色限制的字段仍然受限。",
    see: "查看",
    change: "查看和修改",
    until: "截止",
    untilText: "留空则一直有效，直到取消",
    note: "原因",
    done_other: "已共享 {{count}} 条记录",
    end: "取消共享",
    ended: "已取消共享",
  },
};

export default texts;
