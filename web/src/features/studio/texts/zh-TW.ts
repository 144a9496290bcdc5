import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  users: {
    devices: "裝置",
    devicesOf: "{{name}} 登入的裝置",
    locked: "已鎖定",
    passkey: "通行金鑰",
    passkeys: "通行金鑰",
    passkeysOf: "{{name}} 的通行金鑰",
    totpReset: "重設兩步驟驗證",
    unlock: "解除鎖定",
    more: "{{name}} 的操作",
    title: "帳號",
    add: "新增人員",
    name: "姓名",
    role: "角色",
    team: "團隊",
    noTeam: "無團隊",
    active: "可登入",
    activeOf: "{{name}}可以登入",
    added: "已新增{{name}}",
    password: "請轉交此初始密碼，僅顯示這一次。",
  },
};

export default texts;
