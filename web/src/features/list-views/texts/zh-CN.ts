import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  views: {
    all: "全部",
    begin: "打开列表时先显示它",
    beginAll: "所有人打开列表时先显示它",
    beginRoles: "这些角色打开列表时先显示它",
    beginWith: "打开列表时先显示“{{name}}”",
    changed: "已改动",
    closed: "对您不开放",
    edit: "“{{name}}”的设置",
    find: "查找视图",
    for: { me: "我自己", team: "我的团队", all: "所有人" },
    gone: "这个视图已不在，或不再与您共享。现在显示的是没有视图的列表。",
    join: "、",
    leftOut: "视图中有些内容已不存在或对您不开放，已略去：{{what}}",
    menu: "视图：{{name}}",
    name: "名称",
    of: { me: "我的", team: "团队的", all: "所有人的" },
    part: { filter: "条件", sort: "排序", columns: "列", group: "分组", layout: "布局" },
    removed: "已删除“{{name}}”",
    reset: "还原",
    saveAs: "存为视图",
    settings: "视图设置",
    shared: "谁能看到",
  },
};

export default texts;
