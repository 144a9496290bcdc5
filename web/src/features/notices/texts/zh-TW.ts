import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  notice: {
    assigned: "指派給您",
    bell: "通知",
    import_done: "匯入已完成",
    import_failed: "匯入失敗",
    import_schedule_failed: "排程匯入失敗",
    mentioned: "提到了你",
    many: "{{what}} × {{count}}",
    none: "暫無通知",
    readAll: "全部標為已讀",
    shared: "共用給您",
    task_due: "工作到期",
    task_reminder: "工作提醒",
    unread: "通知，{{count}} 則未讀",
  },
};

export default texts;
