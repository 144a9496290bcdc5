import type { Translation } from "../../../locales/messages";
import type en from "./en";

const words: Translation<typeof en> = {
  rules: {
    title: "校验规则",
    text: "符合下列任一条件的记录将无法保存，人工录入、程序和文件导入一视同仁。已有的记录保持不变，下次保存时才校验。",
    none: "还没有规则。规则规定哪些记录不能保存，例如没有电话的老客户，以及给录入者的提示。",
    add: "添加规则",
    refused: "不能保存的情况",
    told: "提示",
    holds: "启用",
    holdsOf: "启用“{{name}}”",
    at: "显示在：{{field}}",
    fault: "此规则未生效：{{why}}",
    turnOn: "启用“{{name}}”？",
    switchOn: "启用",
    breaking_other: "现有 {{number}} 条记录不符合此规则。它们保持不变，下次保存时必须更正。",
    noneBreaks: "现有记录全部符合此规则。",
    seeThem: "查看这些记录",
    name: "名称",
    namePlaceholder: "老客户须有电话",
    when: "符合以下条件的记录不能保存",
    whenHelp: "只能使用记录自身的字段；对关联的记录，只能判断是否已选择。",
    unfinished: "请补全每个条件，或将其删除。",
    message: "提示内容",
    field: "显示在哪个字段旁",
  },
};

export default words;
