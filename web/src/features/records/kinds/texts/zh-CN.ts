import type { Translation } from "../../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  kinds: {
    boardHint: "按空格拿起卡片，用方向键选择列，再按空格放下，按 Esc 放回。按回车打开记录。",
    boardOf_other: "看板，共 {{count}} 列",
    by: "{{kind}}：按{{field}}",
    calendar: {
      create: "在{{day}}新建",
      day_other: "{{day}}，{{n}} 条记录",
      freeDay: "这一天暂无内容",
      hint: "按空格拿起记录，用方向键选择日期，再按空格放下，按 Esc 放回。按回车打开记录。",
      latest: "转到最近的一条：{{day}}",
      month: "月",
      more: "还有 {{n}} 条",
      moreOn: "{{day}}还有 {{n}} 条",
      moveTo: "移到",
      never: "还没有填写{{field}}的记录",
      nextMonth: "下个月",
      nextWeek: "下一周",
      nothing: "这段时间暂无内容",
      previousMonth: "上个月",
      previousWeek: "上一周",
      span: "月或周",
      today: "今天",
      week: "周",
    },
    cards: "卡片上的字段",
    kind: { table: "表格", board: "看板", calendar: "日历", gallery: "画廊" },
    limit: "同时最多的卡片数",
    limitOf: "{{name}}的上限",
    menu: "布局：{{name}}",
    move: "移动{{title}}",
    moved: "{{title}}：已移到{{to}}",
    noCards: "暂无内容",
    noLimit: "不限",
    noPicture: "不带图片",
    noSum: "不合计",
    overLimit_other: "超出上限 {{count}} 张",
    pickedUp: "已拿起{{title}}。{{place}}",
    place: "{{name}}，第 {{place}} 列，共 {{count}} 列",
    putBack: "已放回{{title}}",
    sum: "各列合计",
    without: "未设置",
  },
};

export default texts;
