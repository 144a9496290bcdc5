import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  identity: {
    active: "启用",
    add: "添加身份提供方",
    clientId: "客户端 ID",
    domains: "邮箱域名",
    domainsText: "首次登录时，凭这些域名下已验证的邮箱识别员工",
    issuer: "地址（issuer）",
    label: "名称",
    labelText: "显示在登录页的按钮上",
    nobody: "不自动添加",
    none: "还没有通过其他服务登录。",
    redirect: "请在对方处填写回调地址：",
    remove: "移除",
    removeAsk: "移除 {{name}}？",
    removeText: "之后无法再通过它登录。",
    role: "新员工的角色",
    roleText: "首次登录且没有账号的人，将以此角色添加",
    second: {
      here: "在此处验证",
      amr: "对方声明已验证时有效（amr）",
      always: "对方始终验证",
    },
    secret: "客户端密钥",
    secretKept: "留空则不变",
    text: "通过 OpenID Connect 登录：Microsoft Entra、Google、Keycloak 等。",
    title: "身份提供方",
  },
};

export default texts;
