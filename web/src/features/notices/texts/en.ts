/** English texts; the other languages have the same keys. */
const texts = {
  notice: {
    assigned: "Given to you",
    bell: "Notices",
    import_done: "Import is done",
    import_failed: "Import has failed",
    import_schedule_failed: "Looking for files fails",
    mentioned: "Mentioned you",
    many: "{{count}} × {{what}}",
    none: "Nothing new",
    readAll: "Mark all as read",
    shared: "Shared with you",
    task_due: "Task is due",
    task_reminder: "Reminder of a task",
    unread: "Notices, {{count}} unread",
  },
};

export default texts;
