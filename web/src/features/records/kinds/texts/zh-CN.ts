import type { Translation } from "../../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  kinds: {
    boardHint: "按空格拿起卡片，用方向键选择列，再按空格放下，按 Esc 放回。按回车打开记录。",
    boardOf_other: "看板，共 {{count}} 列",
    by: "{{kind}}：按{{field}}",
    cards: "卡片上的字段",
    kind: { table: "表格", board: "看板", gallery: "画廊" },
    limit: "同时最多的卡片数",
    limitOf: "{{name}}的上限",
    menu: "布局：{{name}}",
    move: "移动{{title}}",
    moved: "{{title}}：已移到{{to}}",
    noCards: "暂无内容",
    noLimit: "不限",
    noPicture: "不带图片",
    overLimit_other: "超出上限 {{count}} 张",
    pickedUp: "已拿起{{title}}。{{place}}",
    place: "{{name}}，第 {{place}} 列，共 {{count}} 列",
    putBack: "已放回{{title}}",
    without: "未设置",
  },
};

export default texts;
