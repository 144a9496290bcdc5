import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  merge: {
    action: "合并",
    title: "合并 {{count}} 条记录",
    withOther: "与另一条合并…",
    other: "另一条记录",
    explain: "保留一条记录，其余并入其中；属于它们的一切随之转移。随时可以撤销。",
    survivor: "保留",
    field: "字段",
    strategy: "取值依据",
    survivorS: "保留的记录",
    newest: "最近修改的记录",
    oldest: "最早的记录",
    frequent: "多数记录",
    together: "全部合在一起",
    same: "各记录的值相同。",
    moves: "随之转移：{{what}}",
    drops: "重复而移除：{{what}}",
    done: "已合并到 {{name}}",
    history: "合并记录…",
    none: "此记录从未合并",
    went: "{{name}} 并入此记录",
    into: "此记录并入 {{name}}",
    undo: "撤销",
    undoTitle: "撤销此次合并？",
    undoText: "被并入的记录连同属于它的一切将恢复。",
    back: "恢复原值：{{what}}",
    kept: "其后已修改，保持不变：{{what}}",
    stayed: "其后已转到别处，保持不变：{{what}}",
    undone: "合并已撤销",
    wasUndone: "{{when}}已撤销",
  },
};

export default texts;
