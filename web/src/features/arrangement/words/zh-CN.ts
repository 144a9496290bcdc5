import type { Translation } from "../../../locales/messages";
import type en from "./en";

const words: Translation<typeof en> = {
  arrange: {
    open: "编排页面",
    title: "编排{{name}}页面",
    text: "拖动字段、分区和标签页到合适的位置，也可以用箭头移动。记录页、表单和列的选择都会随之变化。谁能查看或编辑由角色决定，这里只决定显示什么。",
    addSection: "添加分区",
    addTab: "添加标签页",
    newSection: "新分区",
    newTab: "新标签页",
    sectionName: "分区“{{name}}”的名称",
    tabName: "标签页“{{name}}”的名称",
    columnsOf: "“{{name}}”的列数",
    columns_other: "{{count}} 列",
    shown: "何时显示“{{name}}”",
    when: "当{{condition}}时",
    for: "仅限{{roles}}",
    records: "显示于符合条件的记录",
    recordsHelp: "不选则始终显示。填写表单时会即时变化；未显示的内容不会被修改。必填字段在表单中始终显示。",
    roles: "显示给这些角色",
    rolesHelp: "这只让页面更整洁，并不保护数据：谁能查看字段由角色决定。",
    everybody: "所有人",
    moved: "{{name}}：第 {{place}} 位，共 {{count}} 位",
    reset: "恢复出厂布局",
    meanwhile: "刚刚有其他人修改了布局。对方的修改没有被覆盖，您的修改也没有丢失。",
    takeTheirs: "采用对方的",
    putMine: "用我的替换",
    preview: "预览",
    previewOf: "{{name}}记录页",
    as: "角色",
    asRole: "角色",
    seesNone: "此角色看不到任何{{name}}。",
    previewText: "以最新的一条记录预览，尚未保存。",
  },
};

export default words;
