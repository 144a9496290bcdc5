import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  stages: {
    are: "這些選項是業務階段",
    areHelp: "記錄會沿著這些階段推進：看板與記錄頁面會顯示進度，也可以規定進入某個階段前必須填寫哪些欄位。",
    taken: "「{{field}}」已經是這個物件的階段欄位，一個物件只能有一個。",
    partOf: "{{name}}：{{what}}",
    outcome: "結果",
    outcomes: { open: "進行中", won: "贏單", lost: "輸單" },
    probability: "成功機率",
    stalledAfter: "停滯期限",
    days: "天",
    needs: "進入前必須填寫",
    nothing: "不作要求",
    from: "可以從哪些階段進入",
    anywhere: "不限；新記錄可以從任何階段開始",
    enter: "{{title}}：進入{{stage}}",
    move: "移到{{stage}}",
    asks_other: "進入{{stage}}前，請填寫：",
    shut: "還沒有填寫，而您沒有權限填寫：{{names}}。請聯絡有權限的同事。",
    stalled_other: "已停滯，停留 {{count}} 天",
    next: "下一步：{{stage}}",
    entered: "進入時間：",
    end: "結束",
    closed: "不能從目前階段進入{{stage}}。",
    weighted: "按機率 {{percent}}% 折算",
    saveFirst: "儲存之後即可設定新選項的階段屬性。",
  },
};

export default texts;
