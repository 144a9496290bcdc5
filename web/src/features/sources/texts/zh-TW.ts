import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  sources: {
    title: "來源優先順序",
    text: "高優先來源寫入的值不會被低優先來源覆寫；空值誰都可以填寫。金鑰和範本註明自己的來源，未列出的排在最後。",
    hand: "人工輸入",
    api: "未註明來源的程式",
    import: "未註明來源的檔案",
    up: "上移{{name}}",
    down: "下移{{name}}",
    drop: "移除{{name}}",
    add: "新增來源",
    addField: "為某個欄位單獨排序",
    saved: "已儲存，對今後寫入的值生效。",
    source: "來源",
    sourceText: "簡短名稱，如 erp，用於來源優先順序；可不填。",
    badSource: "1 到 40 個 a-z、0-9、- 和 _",
    kept: "保持不變，因為由更高優先的來源寫入：{{names}}",
    counted: "保留的值",
  },
};

export default texts;
