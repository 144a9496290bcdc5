import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
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
