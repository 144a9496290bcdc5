import type { Translation } from "../../../locales/messages";
import type en from "./en";

const words: Translation<typeof en> = {
  units: {
    title: "团队与机构",
    text: "总部、分公司、经销商、维修站与外包机构，以及各自不对外公开的内容。",
    add: "新建机构",
    addBelow: "新建下级机构",
    name: "名称",
    kind: "类型",
    people: "人数",
    keeps: "不公开",
    nothing: "无",
    set: "对外可见范围",
    keepsOf: "{{name}}的对外可见范围",
    keepsText: "对本机构及其下级以外的所有人生效，不论其角色：列表、计数、搜索、导出和实时更新均受限。",
    records: "{{name}}：记录",
    byRole: "按其角色",
    onlyShared: "仅共享的记录",
    hidden: "外部人员看不到的字段",
    hiddenOf: "{{name}}：隐藏字段",
    saved: "已保存，立即生效",
    take: "带走数据",
    takeOf: "{{name}}的数据",
    takeStart: "打包成一个文件",
    takeText:
      "将本机构及下级机构的记录、事件和文件打包成一个文件，并附内容说明页。仅打包者本人可下载，14 天后删除。此后可将留下的记录交接或删除。",
    takeWhat: "带走的内容",
    takeRecords: "记录",
    takeNot: "不含：您的角色看不到全部",
    takeSome: "{{name}}（部分）",
    lend: "允许上级机构的管理者带走本机构数据（不含不公开的内容）",
    none: "还没有机构",
    noneText: "机构决定角色能看到谁的记录。",
  },
};

export default words;
