import type { Translation } from "../../../locales/messages";
import type en from "./en";

const words: Translation<typeof en> = {
  rules: {
    title: "驗證規則",
    text: "符合下列任一條件的記錄將無法儲存，人工輸入、程式和檔案匯入一律適用。既有的記錄維持不變，下次儲存時才驗證。",
    none: "還沒有規則。規則訂定哪些記錄不能儲存，例如沒有電話的老客戶，以及給輸入者的提示。",
    add: "新增規則",
    refused: "不能儲存的情況",
    told: "提示",
    holds: "啟用",
    holdsOf: "啟用「{{name}}」",
    at: "顯示於：{{field}}",
    fault: "此規則未生效：{{why}}",
    turnOn: "啟用「{{name}}」？",
    switchOn: "啟用",
    breaking_other: "現有 {{number}} 筆記錄不符合此規則。它們維持不變，下次儲存時必須更正。",
    noneBreaks: "現有記錄全部符合此規則。",
    seeThem: "檢視這些記錄",
    name: "名稱",
    namePlaceholder: "老客戶須有電話",
    when: "符合以下條件的記錄不能儲存",
    whenHelp: "只能使用記錄本身的欄位；對關聯的記錄，只能判斷是否已選擇。",
    unfinished: "請補齊每個條件，或將其刪除。",
    message: "提示內容",
    field: "顯示在哪個欄位旁",
  },
};

export default words;
