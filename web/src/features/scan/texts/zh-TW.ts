import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  scan: {
    again: "再掃一次",
    camera: "攝影機畫面",
    denied: "瀏覽器未允許此頁面使用攝影機。請在網址列中允許，或選擇一張圖片。",
    hint: "將條碼或 QR Code 對準攝影機：序號、訂單編號，或列印出來的記錄上的 QR Code。",
    insecure: "只有 https 頁面才能使用攝影機，請選擇一張圖片。",
    looking: "正在尋找 {{code}} …",
    noCode: "圖片上沒有可辨識的條碼。請靠近一些，放平，並確保光線充足。",
    none: "沒有可用的攝影機，請選擇一張圖片。",
    nothing: "沒有與 {{code}} 有關的內容。",
    open: "掃描條碼",
    picture: "選擇圖片",
    title: "掃描開啟",
  },
};

export default texts;
