import type { Translation } from "../../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  kinds: {
    boardHint: "按空白鍵拿起卡片，用方向鍵選擇欄，再按空白鍵放下，按 Esc 放回。按 Enter 開啟記錄。",
    boardOf_other: "看板，共 {{count}} 欄",
    by: "{{kind}}：依{{field}}",
    calendar: {
      create: "在{{day}}新增",
      day_other: "{{day}}，{{n}} 筆記錄",
      freeDay: "這一天沒有內容",
      hint: "按空白鍵拿起記錄，用方向鍵選擇日期，再按空白鍵放下，按 Esc 放回。按 Enter 開啟記錄。",
      latest: "前往最近的一筆：{{day}}",
      month: "月",
      more: "還有 {{n}} 筆",
      moreOn: "{{day}}還有 {{n}} 筆",
      moveTo: "移到",
      never: "還沒有填寫{{field}}的記錄",
      nextMonth: "下個月",
      nextWeek: "下一週",
      nothing: "這段時間沒有內容",
      previousMonth: "上個月",
      previousWeek: "上一週",
      span: "月或週",
      today: "今天",
      week: "週",
    },
    cards: "卡片上的欄位",
    kind: { table: "表格", board: "看板", calendar: "行事曆", gallery: "圖庫" },
    limit: "同時最多的卡片數",
    limitOf: "{{name}}的上限",
    menu: "版面：{{name}}",
    move: "移動{{title}}",
    moved: "{{title}}：已移到{{to}}",
    noCards: "目前沒有內容",
    noLimit: "不限",
    noPicture: "不含圖片",
    noSum: "不合計",
    overLimit_other: "超出上限 {{count}} 張",
    pickedUp: "已拿起{{title}}。{{place}}",
    place: "{{name}}，第 {{place}} 欄，共 {{count}} 欄",
    putBack: "已放回{{title}}",
    sum: "各欄合計",
    without: "未設定",
  },
};

export default texts;
