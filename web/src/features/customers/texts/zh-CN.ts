import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  composer: {
    hint: "Ctrl + Enter 保存",
    note: "备注",
    placeholder: "{{what}}：说了什么，接下来做什么？",
    save: "保存{{what}}",
    when: "时间",
  },
  customer: {
    actions: "可以做什么",
    call: "打电话",
    mail: "发邮件",
    note: "写备注",
    number: "编号 {{number}}",
    since: "{{day}} 首次购买",
    visit: "记拜访",
    lostTitle: "客户为什么流失？",
    lostSave: "标为流失",
    lostReason: "用一句话写明，同事会看到",
  },
  files: {
    none: "还没有文件。",
    title: "文件",
  },
  people: {
    contacts: "联系人",
    employer: "所属公司",
    none: "还没有记录。",
    parent: "上级公司",
    relations: "关系",
    subsidiary: "下级公司",
  },
  reach: {
    none: "还没有任何联系方式。",
    title: "联系方式",
    wechat: "微信",
    edit: {
      emails: "编辑邮箱",
      phones: "编辑电话",
      addresses: "编辑地址",
    },
  },
  tasks: {
    add: "添加任务，按回车保存",
    complete: "完成：{{title}}",
    done: "已完成：{{title}}",
    late: "已逾期",
    none: "没有未完成的事。",
    open: "待办",
  },
  timeline: {
    filter: "事件类型",
    happened: "往来记录",
    lines_other: "{{shown}} 行明细",
    none: "还没有往来",
    noneText: "电话、拜访、订单和备注会自动出现在这里。",
    title: "时间线",
    remove: "撤回这条记录",
    removeAsk: "撤回这条记录？撤回后无法恢复。",
    taskDone: "已完成",
    taskOpen: "已添加",
  },
  value: {
    average: "客单价",
    byMonth: "每月消费",
    falling: "下降",
    file: "文件",
    first: "首次下单",
    last: "最近下单",
    no: "否",
    noOrders: "还没有订单",
    orders: "订单",
    returns: "退货",
    rising: "上升",
    spend: "消费额",
    trendHint: "购买期最后 6 个月与之前 6 个月相比",
    yes: "是",
  },
};

export default texts;
