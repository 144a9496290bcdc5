import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  privacy: {
    title: "隐私",
    none: "尚无授权记录；未经同意，营销不会用到该客户。",
    record: "登记授权",
    history: "全部授权记录",
    expired: "已到期",
    until: "至 {{day}}",
    withdraw: "撤回",
    withdrawAsk: "客户从现在起撤回这项授权？",
    export: "按用途导出…",
    exportTitle: "按用途导出",
    exportText: "未同意该用途的客户，以及不用于该用途的字段，都不会导出。",
    choose: "数据用来做什么？",
    anyMarketing: "营销（任一方式）",
    goes: "将导出 {{shown}} 条",
    leftOut: "{{shown}} 条因未获授权而不导出",
    fieldsLeftOut: "不导出的字段：{{what}}",
    erase: "保全、删除或匿名化…",
    eraseTitle: "删除该客户",
    modes: { anonymise: "匿名化", erase: "删除" },
    means: {
      anonymise: "姓名、联系方式和文字内容会删除；订单、金额和事件类型保留用于统计，不再对应任何人。",
      erase: "客户、事件、备注和文件都会删除；订单为记账保留，但不再关联客户。",
    },
    done: { anonymise: "已匿名化", erase: "已删除" },
    goesAway: "删除",
    stays: "保留",
    events: "事件",
    files: "文件 {{shown}}",
    sources: "导入文件 {{shown}}",
    emptied: "清空：{{what}}",
    sure: "此操作不可撤销。请输入“{{word}}”继续：",
    sureWord: "删除",
    hold: "设置法律保全",
    holdReason: "为什么必须保留该客户？",
    holdSave: "保全",
    held: "法律保全：{{reason}}",
    lift: "解除",
    comma: "、",
  },
};

export default texts;
