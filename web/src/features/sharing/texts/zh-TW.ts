import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  sharing: {
    title: "共用",
    titleMany: "共用 {{count}} 筆記錄",
    share: "共用",
    shared: "已共用給",
    with: "共用給",
    user: "個人",
    team: "團隊",
    teamText: "包括其下級團隊",
    may: "權限",
    mayText: "記錄下屬的內容一併可見；角色限制的欄位仍然受限。",
    see: "檢視",
    change: "檢視和修改",
    until: "截止",
    untilText: "留空則一直有效，直到取消",
    note: "原因",
    done_other: "已共用 {{count}} 筆記錄",
    end: "取消共用",
    ended: "已取消共用",
  },
  guests: {
    title: "訪客連結",
    text: "沒有帳號的人可檢視所選欄位，範圍以開啟連結時您能看到的為準。",
    add: "新增訪客連結",
    make: "產生連結",
    made: "連結已產生",
    secret: "請立即複製，連結不會再次顯示。",
    label: "給誰",
    labelText: "訪客看不到此內容",
    unnamed: "訪客",
    fields: "顯示的欄位",
    fieldsText: "其他記錄、人員、檔案和敏感欄位一律不顯示",
    all: "全選",
    days: "有效期限",
    day_other: "{{count}} 天",
    passcode: "存取碼",
    passcodeText: "可選，至少 8 個字元；請以其他方式告知",
    opened_other: "已開啟 {{count}} 次",
    end: "撤銷連結",
    endOf: "撤銷 {{name}} 的連結",
    ended: "連結已撤銷",
  },
};

export default texts;
