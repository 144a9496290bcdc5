import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  home: {
    arrange: "調整版面",
    arrangeText: "拖曳卡片或用箭頭調整順序，移除不需要的卡片。",
    keptForRole: "「{{role}}」的首頁將以此為預設版面",
    wide: "整列",
    column: "一欄",
    up: "上移：{{name}}",
    down: "下移：{{name}}",
    drop: "移除：{{name}}",
    add: "新增卡片",
    reset: "恢復預設",
    forRole: "設為角色預設…",
    empty: "這裡還沒有內容，請調整首頁版面。",
    hello: "您好，{{name}}",
    noTasks: "沒有到期的工作，可以記下接下來要做的事。",
    noRecent: "您開啟過的記錄會出現在這裡。",
    noMentions: "沒有新的提及或交給您的記錄。",
    noWaiting: "沒有等您處理的事。",
    overdue: "已逾期",
    today: "今天",
    coming: "接下來",
    duplicates: "待判定的重複：{{what}}",
    refused: "被拒絕的列：{{name}}",
    requests: "未完成的隱私請求",
    review: "權限複核：{{name}}",
    card: {
      day: "我的一天",
      waiting: "等我處理",
      mentions: "與我有關",
      numbers: "我的數字",
      recent: "最近開啟",
      best: "消費最高的客戶",
      changed: "最近更新的客戶",
      base: "資料總量",
    },
    number: {
      customers: "我的客戶",
      gained: "本月新增",
      open: "我的待辦",
      late: "已逾期",
      done: "本週完成",
    },
  },
};

export default texts;
