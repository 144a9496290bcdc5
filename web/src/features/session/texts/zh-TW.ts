import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  signIn: {
    company: "公司",
    companyHelp: "有多家公司使用這個電子郵件，請填寫貴公司的簡稱。",
    email: "電子郵件",
    lead: "客戶正在等您。",
    motto: "每一位客戶、每一筆訂單、每一次交談，全公司共用一頁。",
    needEmail: "請輸入電子郵件。",
    needPassword: "請輸入密碼。",
    password: "密碼",
    submit: "登入",
    title: "登入",
    tooMany: "嘗試次數過多，請幾分鐘後再試。",
    wrong: "電子郵件或密碼不正確，請檢查後重試。",
  },
};

export default texts;
