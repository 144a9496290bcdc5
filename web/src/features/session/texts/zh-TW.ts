import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  account: {
    about: "個人資料",
    again: "再次輸入新密碼",
    change: "變更密碼",
    current: "目前的密碼",
    devices: "登入的裝置",
    differs: "兩次輸入的密碼不一致。",
    end: "登出",
    endAllOf: "全部登出",
    endOthers: "登出其他所有裝置",
    endText: "在這些裝置上需要重新登入。",
    lastSeen: "最近使用",
    name: "姓名",
    new: "新密碼",
    notYours: "密碼不正確。",
    nowhere: "目前沒有登入。",
    password: "密碼",
    passwordChanged: "密碼已變更，其他裝置均已登出。",
    passwordHelp: "至少 8 個字元。其他裝置將全部登出。",
    saved: "已儲存",
    thisOne: "本裝置",
    title: "我的帳號",
    tooShort: "至少 8 個字元。",
    unknownDevice: "不明裝置",
  },
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
