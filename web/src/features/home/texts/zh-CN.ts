import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  home: {
    arrange: "调整布局",
    arrangeText: "拖动卡片或用箭头调整顺序，移除不需要的卡片。",
    keptForRole: "「{{role}}」的首页将以此为默认布局",
    wide: "整行",
    column: "一列",
    up: "上移：{{name}}",
    down: "下移：{{name}}",
    drop: "移除：{{name}}",
    add: "添加卡片",
    reset: "恢复默认",
    forRole: "设为角色默认…",
    empty: "这里还没有内容，请调整首页布局。",
    hello: "您好，{{name}}",
    noTasks: "没有到期的任务，可以记下接下来要做的事。",
    noRecent: "您打开过的记录会出现在这里。",
    noMentions: "没有新的提及或交给您的记录。",
    noWaiting: "没有等您处理的事。",
    overdue: "已逾期",
    today: "今天",
    coming: "接下来",
    duplicates: "待判定的重复：{{what}}",
    refused: "被拒绝的行：{{name}}",
    requests: "未完成的隐私请求",
    review: "权限复核：{{name}}",
    card: {
      day: "我的一天",
      waiting: "等我处理",
      mentions: "与我有关",
      numbers: "我的数字",
      recent: "最近打开",
      best: "消费最高的客户",
      changed: "最近更新的客户",
      base: "数据总量",
    },
    number: {
      customers: "我的客户",
      gained: "本月新增",
      open: "我的待办",
      late: "已逾期",
      done: "本周完成",
    },
  },
};

export default texts;
