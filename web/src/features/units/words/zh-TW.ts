import type { Translation } from "../../../locales/messages";
import type en from "./en";

const words: Translation<typeof en> = {
  units: {
    title: "團隊與機構",
    text: "總部、分公司、經銷商、維修站與外包機構，以及各自不對外公開的內容。",
    add: "新增機構",
    addBelow: "新增下級機構",
    name: "名稱",
    kind: "類型",
    people: "人數",
    keeps: "不公開",
    nothing: "無",
    set: "對外可見範圍",
    keepsOf: "{{name}}的對外可見範圍",
    keepsText: "對本機構及其下級以外的所有人生效，不論其角色：清單、計數、搜尋、匯出和即時更新均受限。",
    records: "{{name}}：記錄",
    byRole: "依其角色",
    onlyShared: "僅共用的記錄",
    hidden: "外部人員看不到的欄位",
    hiddenOf: "{{name}}：隱藏欄位",
    saved: "已儲存，立即生效",
    take: "帶走資料",
    takeOf: "{{name}}的資料",
    takeStart: "打包成一個檔案",
    takeText:
      "將本機構及下級機構的記錄、事件和檔案打包成一個檔案，並附內容說明頁。僅打包者本人可下載，14 天後刪除。此後可將留下的記錄交接或刪除。",
    takeWhat: "帶走的內容",
    takeRecords: "記錄",
    takeNot: "不含：您的角色看不到全部",
    takeSome: "{{name}}（部分）",
    lend: "允許上級機構的管理者帶走本機構資料（不含不公開的內容）",
    none: "還沒有機構",
    noneText: "機構決定角色能看到誰的記錄。",
  },
};

export default words;
