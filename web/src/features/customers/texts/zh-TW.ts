import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  composer: {
    hint: "Ctrl + Enter 儲存",
    note: "備註",
    placeholder: "{{what}}：談了什麼，接下來做什麼？",
    save: "儲存{{what}}",
    when: "時間",
  },
  customer: {
    actions: "可以做什麼",
    call: "撥電話",
    mail: "寄信",
    note: "寫備註",
    number: "編號 {{number}}",
    since: "{{day}} 首次購買",
    visit: "記拜訪",
    lostTitle: "客戶為什麼流失？",
    lostSave: "標為流失",
    lostReason: "用一句話說明，同事會看到",
  },
  files: {
    none: "尚無檔案。",
    title: "檔案",
  },
  people: {
    contacts: "聯絡人",
    employer: "任職公司",
    none: "尚無記錄。",
    parent: "母公司",
    relations: "關係",
    subsidiary: "子公司",
  },
  reach: {
    none: "尚無任何聯絡方式。",
    title: "聯絡方式",
    wechat: "微信",
    edit: {
      emails: "編輯電子郵件",
      phones: "編輯電話",
      addresses: "編輯地址",
    },
  },
  tasks: {
    add: "新增工作，按 Enter 儲存",
    complete: "完成：{{title}}",
    done: "已完成：{{title}}",
    late: "已逾期",
    none: "沒有未完成的事項。",
    open: "待辦",
  },
  timeline: {
    filter: "事件類型",
    happened: "往來紀錄",
    lines_other: "{{shown}} 行明細",
    none: "尚無往來",
    noneText: "電話、拜訪、訂單與備註會自動出現在這裡。",
    title: "時間軸",
    remove: "收回這筆紀錄",
    removeAsk: "收回這筆紀錄？收回後無法還原。",
    taskDone: "已完成",
    taskOpen: "已新增",
  },
  value: {
    average: "客單價",
    byMonth: "每月消費",
    falling: "下降",
    file: "檔案",
    first: "首次下單",
    last: "最近下單",
    no: "否",
    noOrders: "尚無訂單",
    orders: "訂單",
    returns: "退貨",
    rising: "上升",
    spend: "消費額",
    trendHint: "購買期最後 6 個月與之前 6 個月相比",
    yes: "是",
  },
};

export default texts;
