import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  sharing: {
    title: "共享",
    titleMany: "共享 {{count}} 条记录",
    share: "共享",
    shared: "已共享给",
    with: "共享给",
    user: "个人",
    team: "团队",
    teamText: "包括其下级团队",
    may: "权限",
    mayText: "记录下属的内容一并可见；角色限制的字段仍然受限。",
    see: "查看",
    change: "查看和修改",
    until: "截止",
    untilText: "留空则一直有效，直到取消",
    note: "原因",
    done_other: "已共享 {{count}} 条记录",
    end: "取消共享",
    ended: "已取消共享",
  },
  guests: {
    title: "访客链接",
    text: "没有账号的人可查看所选字段，范围以打开链接时您能看到的为准。",
    add: "新建访客链接",
    make: "生成链接",
    made: "链接已生成",
    secret: "请立即复制，链接不会再次显示。",
    label: "给谁",
    labelText: "访客看不到此内容",
    unnamed: "访客",
    fields: "显示的字段",
    fieldsText: "其他记录、人员、文件和敏感字段一律不显示",
    all: "全选",
    days: "有效期",
    day_other: "{{count}} 天",
    passcode: "访问码",
    passcodeText: "可选，至少 8 个字符；请通过其他方式告知",
    opened_other: "已打开 {{count}} 次",
    end: "撤销链接",
    endOf: "撤销 {{name}} 的链接",
    ended: "链接已撤销",
  },
};

export default texts;
