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
    comma: "、",
  },
};

export default texts;
