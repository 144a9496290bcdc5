import type { Translation } from "../../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  kinds: {
    boardHint: "按空白鍵拿起卡片，用方向鍵選擇欄，再按空白鍵放下，按 Esc 放回。按 Enter 開啟記錄。",
    boardOf_other: "看板，共 {{count}} 欄",
    by: "{{kind}}：依{{field}}",
    cards: "卡片上的欄位",
    kind: { table: "表格", board: "看板", gallery: "圖庫" },
    limit: "同時最多的卡片數",
    limitOf: "{{name}}的上限",
    menu: "版面：{{name}}",
    move: "移動{{title}}",
    moved: "{{title}}：已移到{{to}}",
    noCards: "目前沒有內容",
    noLimit: "不限",
    noPicture: "不含圖片",
    overLimit_other: "超出上限 {{count}} 張",
    pickedUp: "已拿起{{title}}。{{place}}",
    place: "{{name}}，第 {{place}} 欄，共 {{count}} 欄",
    putBack: "已放回{{title}}",
    without: "未設定",
  },
};

export default texts;
