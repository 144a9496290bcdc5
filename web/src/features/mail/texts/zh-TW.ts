import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  mail: {
    again: "立即重試",
    dead: "已放棄",
    from: "寄件人",
    kinds: { digest: "通知摘要", reset: "重設密碼", test: "測試" },
    none: "此伺服器不寄送郵件",
    noneText: "因此無法透過郵件重設密碼或寄送摘要。請伺服器管理員這樣啟動：",
    notYet: "尚未寄出，系統會自動重試",
    onItsWay: "正在寄送…",
    reason: "原因",
    sent: "郵件伺服器已接收。請查看 {{address}} 的收件匣。",
    server: "郵件伺服器",
    state: "狀態",
    test: "寄一封測試郵件給我",
    text: "系統寫給同事的郵件：新密碼、通知摘要。",
    title: "郵件",
    to: "收件人",
    unsent: "尚未寄出",
    url: "連結指向",
    waiting: "等待中",
    what: "郵件",
  },
};

export default texts;
