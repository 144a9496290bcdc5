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
    comma: "、",
  },
};

export default texts;
