import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  privacy: {
    title: "隱私",
    none: "尚無同意紀錄；未經同意，行銷不會用到這位客戶。",
    record: "登記同意",
    history: "所有同意紀錄",
    expired: "已到期",
    until: "至 {{day}}",
    withdraw: "撤回",
    withdrawAsk: "客戶從現在起撤回這項同意？",
    export: "依用途匯出…",
    exportTitle: "依用途匯出",
    exportText: "未同意該用途的客戶，以及不供該用途使用的欄位，都不會匯出。",
    choose: "資料要用來做什麼？",
    anyMarketing: "行銷（任一方式）",
    goes: "將匯出 {{shown}} 筆",
    leftOut: "{{shown}} 筆因未獲同意而不匯出",
    fieldsLeftOut: "不匯出的欄位：{{what}}",
    erase: "保全、刪除或匿名化…",
    eraseTitle: "刪除這位客戶",
    modes: { anonymise: "匿名化", erase: "刪除" },
    means: {
      anonymise: "姓名、聯絡方式和文字內容會刪除；訂單、金額和事件類型保留供統計，不再對應任何人。",
      erase: "客戶、事件、備註和檔案都會刪除；訂單為記帳保留，但不再連結客戶。",
    },
    done: { anonymise: "已匿名化", erase: "已刪除" },
    goesAway: "刪除",
    stays: "保留",
    events: "事件",
    files: "檔案 {{shown}}",
    sources: "匯入檔 {{shown}}",
    emptied: "清空：{{what}}",
    sure: "此動作無法復原。請輸入「{{word}}」繼續：",
    sureWord: "刪除",
    hold: "設定法律保全",
    holdReason: "為什麼必須保留這位客戶？",
    holdSave: "保全",
    held: "法律保全：{{reason}}",
    lift: "解除",
    comma: "、",
  },
};

export default texts;
