import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  mail: {
    again: "立即重试",
    dead: "已放弃",
    from: "发件人",
    kinds: { digest: "通知摘要", reset: "重设密码", test: "测试" },
    none: "此服务器不发送邮件",
    noneText: "因此无法通过邮件重设密码或发送摘要。请服务器管理员这样启动：",
    notYet: "尚未发出，系统会自动重试",
    onItsWay: "正在发送…",
    reason: "原因",
    sent: "邮件服务器已接收。请查看 {{address}} 的收件箱。",
    server: "邮件服务器",
    state: "状态",
    test: "给我发一封测试邮件",
    text: "系统写给同事的邮件：新密码、通知摘要。",
    title: "邮件",
    to: "收件人",
    unsent: "尚未发出",
    url: "链接指向",
    waiting: "等待中",
    what: "邮件",
  },
};

export default texts;
