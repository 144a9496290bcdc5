import type { Translation } from "../../../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  cells: {
    change_other: "修改 {{count}} 個儲存格",
    changed_other: "已修改 {{count}} 個儲存格",
    changedMeanwhile: "期間有人修改過，這裡顯示的是現在的值。",
    copied_other: "已複製 {{count}} 個儲存格",
    cutCols_other: "剪貼簿中有 {{count}} 欄超出了最後一欄，未貼上。",
    cutRows_other: "剪貼簿中有 {{count}} 列超出了已載入的最後一列，未貼上。",
    emptied: "已清空{{name}}",
    empties: "清空",
    hint: "方向鍵移動，Enter 或直接輸入開始編輯，Shift 擴大選取範圍，Ctrl-C、Ctrl-V 複製貼上，Esc 離開表格。",
    left_other: "有 {{count}} 個儲存格保持不變：",
    looking: "正在尋找所提到的記錄……",
    moreRows_other: "還有 {{count}} 列",
    noRecord: "沒有名為「{{text}}」的記錄。",
    none: "沒有需要修改的內容",
    notSaved: "尚未儲存。按 Enter 繼續修改，按 Esc 放棄。",
    paste: "貼上",
    severalRecords: "有多筆記錄都名為「{{text}}」。",
    unread: {
      number: "「{{text}}」不是這裡可用的數字。",
      day: "「{{text}}」不是日期，請寫成 2024-02-01。",
      yes_no: "「{{text}}」既不是「是」也不是「否」。",
      option: "「{{text}}」不在選項中。",
      link: "「{{text}}」沒有對應的記錄。",
      kind: "這類內容無法貼上。",
    },
    why: {
      deleted: "資源回收筒裡的記錄不能修改，請先還原。",
      append_only: "這裡的記錄只能新增，不能修改。",
      may_not: "您的角色不能修改這些記錄。",
      computed: "此值由其他內容計算得出。",
      numbered: "此編號在新增記錄時自動產生。",
      kept: "此項由系統維護。",
      masked: "您的角色只能看到此項的一部分。",
      read: "您的角色不能修改此欄位。",
      operation: "此項由專門的作業修改，請開啟記錄頁面。",
    },
  },
};

export default texts;
