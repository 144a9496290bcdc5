import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  account: {
    about: "个人资料",
    again: "再次输入新密码",
    change: "修改密码",
    current: "当前密码",
    devices: "登录的设备",
    differs: "两次输入的密码不一致。",
    end: "退出",
    endAllOf: "全部退出",
    endOthers: "退出其他所有设备",
    endText: "在这些设备上需要重新登录。",
    lastSeen: "最近使用",
    name: "姓名",
    new: "新密码",
    notYours: "密码不正确。",
    nowhere: "目前没有登录。",
    password: "密码",
    passwordChanged: "密码已修改，其他设备均已退出。",
    passwordHelp: "至少 8 个字符。其他设备将全部退出。",
    saved: "已保存",
    thisOne: "本设备",
    title: "我的账号",
    tooShort: "至少 8 个字符。",
    unknownDevice: "未知设备",
  },
  signIn: {
    company: "公司",
    companyHelp: "多家公司使用这个邮箱，请填写您公司的简称。",
    email: "邮箱",
    lead: "客户在等您。",
    motto: "每一位客户、每一笔订单、每一次交谈，全公司共用一页。",
    needEmail: "请输入邮箱。",
    needPassword: "请输入密码。",
    password: "密码",
    submit: "登录",
    title: "登录",
    tooMany: "尝试次数过多，请几分钟后再试。",
    wrong: "邮箱或密码不正确，请检查后重试。",
  },
};

export default texts;
