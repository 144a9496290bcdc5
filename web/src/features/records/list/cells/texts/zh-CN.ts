import type { Translation } from "../../../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  cells: {
    change_other: "修改 {{count}} 个单元格",
    changed_other: "已修改 {{count}} 个单元格",
    changedMeanwhile: "期间有人修改过，这里显示的是现在的值。",
    copied_other: "已复制 {{count}} 个单元格",
    cutCols_other: "剪贴板中有 {{count}} 列超出了最后一列，未粘贴。",
    cutRows_other: "剪贴板中有 {{count}} 行超出了已加载的最后一行，未粘贴。",
    emptied: "已清空{{name}}",
    empties: "清空",
    hint: "方向键移动，回车或直接输入开始编辑，Shift 扩展选区，Ctrl-C、Ctrl-V 复制粘贴，Esc 离开表格。",
    left_other: "有 {{count}} 个单元格保持不变：",
    looking: "正在查找所提到的记录……",
    moreRows_other: "还有 {{count}} 行",
    noRecord: "没有叫“{{text}}”的记录。",
    none: "没有需要修改的内容",
    notSaved: "尚未保存。按回车继续修改，按 Esc 放弃。",
    paste: "粘贴",
    severalRecords: "有多条记录都叫“{{text}}”。",
    unread: {
      number: "“{{text}}”不是这里可用的数字。",
      day: "“{{text}}”不是日期，请写成 2024-02-01。",
      yes_no: "“{{text}}”既不是“是”也不是“否”。",
      option: "“{{text}}”不在可选项中。",
      link: "“{{text}}”没有对应的记录。",
      kind: "这类内容不能粘贴。",
    },
    why: {
      deleted: "回收站里的记录不能修改，请先恢复。",
      append_only: "这里的记录只能新增，不能修改。",
      may_not: "您的角色不能修改这些记录。",
      computed: "此值由其他内容计算得出。",
      numbered: "此编号在新建记录时自动生成。",
      kept: "此项由系统维护。",
      masked: "您的角色只能看到此项的一部分。",
      read: "您的角色不能修改此字段。",
      operation: "此项由专门的操作修改，请打开记录页面。",
    },
  },
};

export default texts;
