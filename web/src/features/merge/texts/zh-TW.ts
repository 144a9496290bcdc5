import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  merge: {
    action: "合併",
    title: "合併 {{count}} 筆記錄",
    withOther: "與另一筆合併…",
    other: "另一筆記錄",
    explain: "保留一筆記錄，其餘併入其中；屬於它們的一切隨之轉移。隨時可以復原。",
    survivor: "保留",
    field: "欄位",
    strategy: "取值依據",
    survivorS: "保留的記錄",
    newest: "最近修改的記錄",
    oldest: "最早的記錄",
    frequent: "多數記錄",
    together: "全部合在一起",
    same: "各記錄的值相同。",
    moves: "隨之轉移：{{what}}",
    drops: "重複而移除：{{what}}",
    done: "已合併到 {{name}}",
    history: "合併記錄…",
    none: "此記錄從未合併",
    went: "{{name}} 併入此記錄",
    into: "此記錄併入 {{name}}",
    undo: "復原",
    undoTitle: "復原此次合併？",
    undoText: "被併入的記錄連同屬於它的一切將恢復。",
    back: "恢復原值：{{what}}",
    kept: "其後已修改，保持不變：{{what}}",
    stayed: "其後已轉到別處，保持不變：{{what}}",
    undone: "合併已復原",
    wasUndone: "{{when}}已復原",
  },
};

export default texts;
