import type { Translation } from "../../../locales/messages";
import type en from "./en";

const texts: Translation<typeof en> = {
  identity: {
    active: "啟用",
    add: "新增身分提供者",
    clientId: "用戶端 ID",
    domains: "電子郵件網域",
    domainsText: "首次登入時，憑這些網域下已驗證的電子郵件識別員工",
    issuer: "位址（issuer）",
    label: "名稱",
    labelText: "顯示在登入頁的按鈕上",
    nobody: "不自動新增",
    none: "還沒有透過其他服務登入。",
    redirect: "請在對方處填寫回呼位址：",
    remove: "移除",
    removeAsk: "移除 {{name}}？",
    removeText: "之後無法再透過它登入。",
    role: "新員工的角色",
    roleText: "首次登入且沒有帳號的人，將以此角色新增",
    second: {
      here: "在此處驗證",
      amr: "對方聲明已驗證時有效（amr）",
      always: "對方一律驗證",
    },
    secret: "用戶端密鑰",
    secretKept: "留空則不變",
    text: "透過 OpenID Connect 登入：Microsoft Entra、Google、Keycloak 等。",
    title: "身分提供者",
  },
};

export default texts;
