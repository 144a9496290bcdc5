import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  views: {
    all: "全部",
    begin: "開啟清單時先顯示它",
    beginAll: "所有人開啟清單時先顯示它",
    beginRoles: "這些角色開啟清單時先顯示它",
    beginWith: "開啟清單時先顯示「{{name}}」",
    changed: "已變更",
    closed: "對您不開放",
    edit: "「{{name}}」的設定",
    find: "尋找檢視",
    for: { me: "我自己", team: "我的團隊", all: "所有人" },
    gone: "這個檢視已不在，或不再與您共用。現在顯示的是沒有檢視的清單。",
    join: "、",
    leftOut: "檢視中有些內容已不存在或對您不開放，已略去：{{what}}",
    menu: "檢視：{{name}}",
    name: "名稱",
    of: { me: "我的", team: "團隊的", all: "所有人的" },
    part: { filter: "條件", sort: "排序", columns: "欄位", group: "分組", layout: "版面" },
    removed: "已刪除「{{name}}」",
    reset: "還原",
    saveAs: "存為檢視",
    settings: "檢視設定",
    shared: "誰看得到",
  },
};

export default texts;
