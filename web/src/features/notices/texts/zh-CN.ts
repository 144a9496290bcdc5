import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  notice: {
    assigned: "分配给您",
    bell: "通知",
    import_done: "导入已完成",
    import_failed: "导入失败",
    import_schedule_failed: "定时导入失败",
    mentioned: "提到了你",
    many: "{{what}} × {{count}}",
    none: "暂无通知",
    readAll: "全部标为已读",
    shared: "共享给您",
    task_due: "任务到期",
    task_reminder: "任务提醒",
    unread: "通知，{{count}} 条未读",
  },
};

export default texts;
