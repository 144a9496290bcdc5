import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  sources: {
    title: "来源优先级",
    text: "高优先级来源写入的值不会被低优先级来源覆盖；空值谁都可以填写。密钥和模板注明自己的来源，未列出的排在最后。",
    hand: "人工录入",
    api: "未注明来源的程序",
    import: "未注明来源的文件",
    up: "上移{{name}}",
    down: "下移{{name}}",
    drop: "移除{{name}}",
    add: "添加来源",
    addField: "为某个字段单独排序",
    saved: "已保存，对今后写入的值生效。",
    source: "来源",
    sourceText: "简短名称，如 erp，用于来源优先级；可不填。",
    badSource: "1 到 40 个 a-z、0-9、- 和 _",
    kept: "保持不变，因为由更高优先级的来源写入：{{names}}",
    counted: "保留的值",
  },
};

export default texts;
