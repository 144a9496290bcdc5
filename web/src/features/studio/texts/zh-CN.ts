import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  users: {
    devices: "设备",
    devicesOf: "{{name}} 登录的设备",
    locked: "已锁定",
    passkey: "通行密钥",
    passkeys: "通行密钥",
    passkeysOf: "{{name}} 的通行密钥",
    totpReset: "重置两步验证",
    unlock: "解除锁定",
    more: "{{name}} 的操作",
    title: "账号",
    add: "添加人员",
    name: "姓名",
    role: "角色",
    team: "团队",
    noTeam: "无团队",
    active: "可登录",
    activeOf: "{{name}}可以登录",
    added: "已添加{{name}}",
    password: "请转交此初始密码，仅显示这一次。",
  },
};

export default texts;
